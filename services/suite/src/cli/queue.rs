//! `stts queue`.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, anyhow};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde::Serialize;
use stts_chassis::client::ServiceChannel;
use stts_chassis::reasons::refusal;
use stts_chassis::time::SystemIds;
use stts_contracts::tasks::v1::task_admin_service_client::TaskAdminServiceClient;
use stts_contracts::tasks::v1::{
    GetQueueStatsRequest, ListDeadLettersRequest, RedriveDeadLetterRequest,
};
use stts_kernel::{ErrorKind, IdSource};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;
use tonic::Status;

use super::Failure;
use super::reach::elsewhere;
use super::screen::Screen;
use super::standard_output::{Format, drawn, write_answer};
use crate::calculators::Sheet;
use crate::deployment::{SERVICES, Targets};
use crate::queue::{LetterKind, LetterView, Letters, Look, View};
use crate::suite::Client;

const LOOKS_EVERY: Duration = Duration::from_secs(1);
const PAGE: i32 = 1_000;

/// See what waits in the services, and try dead letters again
#[derive(Debug, Args)]
pub(super) struct Queue {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Top(Top),
    DeadLetters(DeadLetters),
    Redrive(Redrive),
}

/// Where the services are, and as whom to ask.
#[derive(Debug, Args)]
struct At {
    /// Where the services are, as `stts services` writes it
    #[arg(long, value_name = "FILE", default_value = ".stts/targets.toml")]
    #[arg(conflicts_with_all = ["address", "token"])]
    target: PathBuf,
    /// The public address of services elsewhere, such as `http://127.0.0.1:50051`
    #[arg(long, value_name = "URL", requires = "token")]
    address: Option<String>,
    /// The file of a token for that address, of BIPT's operations
    #[arg(long, value_name = "FILE", requires = "address")]
    token: Option<PathBuf>,
}

/// Watch partitions, lag, rates, jobs and dead letters
///
/// In a terminal the view is drawn anew every second, until Ctrl-C; elsewhere, as JSON, and with
/// --once it is given once. Rates are the difference between two looks, so the first has none.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stts queue top
  stts queue top --address http://127.0.0.1:50051 --token .stts/tokens/bipt-operations.jwt
  stts queue top --target elsewhere/targets.toml --once --format json")]
struct Top {
    #[command(flatten)]
    at: At,
    /// Look once
    #[arg(long)]
    once: bool,
    /// How to write the view [default: table on a terminal, else json]
    #[arg(long)]
    format: Option<Format>,
}

/// List what the services put aside
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stts queue dead-letters
  stts queue dead-letters --service tasks --kind event --format json")]
struct DeadLetters {
    #[command(flatten)]
    at: At,
    /// Only of this service
    #[arg(long, value_parser = PossibleValuesParser::new(SERVICES))]
    service: Option<String>,
    /// Only of this kind
    #[arg(long)]
    kind: Option<LetterKind>,
    /// How to write the list [default: table on a terminal, else json]
    #[arg(long)]
    format: Option<Format>,
}

/// Try a dead letter again, once its cause is gone
///
/// An event is applied with all dead letters of the same dossier or person, in their order; a job is
/// done again, with all its attempts; a frame, of which there is nothing to apply, is put away. What
/// fails again stays, and the exit code is 1.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stts queue redrive tasks event 17 --dry-run
  stts queue redrive notifications job 4")]
struct Redrive {
    /// The service that put it aside
    #[arg(value_parser = PossibleValuesParser::new(SERVICES))]
    service: String,
    /// What it is
    kind: LetterKind,
    /// Its number, as `stts queue dead-letters` tells it
    #[arg(value_parser = clap::value_parser!(i64).range(1..))]
    number: i64,
    #[command(flatten)]
    at: At,
    /// Show only what would be tried again
    #[arg(long)]
    dry_run: bool,
    /// How to write the answer [default: table on a terminal, else json]
    #[arg(long)]
    format: Option<Format>,
}

impl Queue {
    pub(super) fn run(self) -> Result<(), Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            match self.command {
                Command::Top(command) => command.run().await,
                Command::DeadLetters(command) => command.run().await,
                Command::Redrive(command) => command.run().await,
            }
        })
    }
}

/// The rpcs of operations.
struct Operations {
    client: TaskAdminServiceClient<ServiceChannel>,
    /// Where they are, for people.
    place: String,
}

impl At {
    fn operations(&self) -> anyhow::Result<Operations> {
        if let (Some(address), Some(token)) = (&self.address, &self.token) {
            let client = TaskAdminServiceClient::new(elsewhere(address, token, stts_tasks::NAME)?);
            return Ok(Operations { client, place: address.clone() });
        }
        let client = Client::of_id("bipt-operations").context("there is no such client")?;
        let channel = Targets::read(&self.target)?.public_channel(client, stts_tasks::NAME)?;
        let place = self.target.display().to_string();
        Ok(Operations { client: TaskAdminServiceClient::new(channel), place })
    }
}

impl Operations {
    async fn look(&mut self) -> anyhow::Result<Look> {
        let asked = GetQueueStatsRequest::default();
        let told = self.client.get_queue_stats(asked).await.map_err(|status| self.told(&status))?;
        Ok(Look { at: Instant::now(), services: told.into_inner().services })
    }

    /// All of them, page by page.
    async fn letters(
        &mut self,
        service: Option<&str>,
        kind: Option<LetterKind>,
    ) -> anyhow::Result<Letters> {
        let mut asked = ListDeadLettersRequest {
            service: service.unwrap_or_default().to_owned(),
            kind: kind.map(|kind| kind.message().into()).unwrap_or_default(),
            page_size: PAGE,
            page_token: String::new(),
        };
        let mut letters = Letters::default();
        loop {
            let page = self.client.list_dead_letters(asked.clone()).await;
            let page = page.map_err(|status| self.told(&status))?.into_inner();
            letters.dead_letters.extend(page.dead_letters.into_iter().map(LetterView::of));
            letters.unreachable_services.extend(page.unreachable_services);
            if page.next_page_token.is_empty() {
                letters.unreachable_services.sort();
                letters.unreachable_services.dedup();
                return Ok(letters);
            }
            asked.page_token = page.next_page_token;
        }
    }

    fn told(&self, status: &Status) -> anyhow::Error {
        let kind = refusal(status).kind;
        let told = anyhow!("{} ({})", status.message(), kind.code());
        match kind {
            // Whether it runs at all is the first question then.
            ErrorKind::ServiceUnavailable => told.context(self.place.clone()),
            _ => told,
        }
    }
}

impl Top {
    async fn run(self) -> Result<(), Failure> {
        let mut operations = self.at.operations()?;
        let live =
            io::stdout().is_terminal() && !self.once && !matches!(self.format, Some(Format::Json));
        if live {
            return watch(&mut operations).await;
        }
        let view = operations.look().await?.view(None);
        write_answer(self.format, &view, || view.sheets())
    }
}

/// Draws until Ctrl-C. Who cannot be asked at one look may answer at the next.
async fn watch(operations: &mut Operations) -> Result<(), Failure> {
    let mut before = operations.look().await?;
    let mut screen = Screen::open(&shown(&before.view(None)))?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut ticks = tokio::time::interval(LOOKS_EVERY);
    ticks.reset();
    loop {
        tokio::select! {
            ended = tokio::signal::ctrl_c() => return Ok(ended?),
            _ = terminate.recv() => return Ok(()),
            _ = ticks.tick() => {}
        }
        match operations.look().await {
            Ok(look) => {
                screen.draw(&shown(&look.view(Some(&before))))?;
                before = look;
            }
            Err(error) => screen.draw(&format!("{error:#}"))?,
        }
    }
}

fn shown(view: &View) -> String {
    view.sheets().iter().map(drawn).collect::<Vec<_>>().join("\n\n")
}

impl DeadLetters {
    async fn run(self) -> Result<(), Failure> {
        let letters = self.at.operations()?.letters(self.service.as_deref(), self.kind).await?;
        write_answer(self.format, &letters, || letters.sheets("Dead letters"))?;
        match &letters.unreachable_services[..] {
            [] => Ok(()),
            silent => Err(anyhow!("not reached: {}", silent.join(", ")).into()),
        }
    }
}

/// What came of redriving.
#[derive(Serialize)]
struct Redriven {
    redriven: i64,
    failed_class: Option<String>,
}

impl Redrive {
    async fn run(self) -> Result<(), Failure> {
        let mut operations = self.at.operations()?;
        if self.dry_run {
            return self.show(&mut operations).await;
        }
        let message = RedriveDeadLetterRequest {
            request_id: SystemIds.uuid().to_string(),
            service: self.service.clone(),
            kind: self.kind.message().into(),
            number: self.number,
        };
        let answer = operations.client.redrive_dead_letter(message).await;
        let answer = answer.map_err(|status| operations.told(&status))?.into_inner();
        let failed_class = Some(answer.failed_class).filter(|class| !class.is_empty());
        let redriven = Redriven { redriven: answer.redriven, failed_class };
        write_answer(self.format, &redriven, || {
            let title = format!("{} redriven.", redriven.redriven);
            vec![Sheet { title, columns: Vec::new(), rows: Vec::new() }]
        })?;
        match redriven.failed_class {
            None => Ok(()),
            Some(class) => Err(anyhow!(
                "an event failed again ({class}); it stays, with the later ones of its key"
            )
            .into()),
        }
    }

    /// Events of one key go together, in the order of their places.
    async fn show(&self, operations: &mut Operations) -> Result<(), Failure> {
        let mut letters = operations.letters(Some(&self.service), Some(self.kind)).await?;
        let asked = letters.dead_letters.iter().find(|letter| letter.number == self.number);
        let asked = asked.context("no such dead letter waits")?.clone();
        letters.dead_letters.retain(|letter| letter.goes_with(&asked));
        write_answer(self.format, &letters, || letters.sheets("These would be tried again"))
    }
}

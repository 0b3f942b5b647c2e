//! `stts bulk`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use stts_chassis::client::ServiceChannel;
use stts_contracts::dossier::v1::BulkResult;

use super::Failure;
use super::reach::elsewhere;
use super::standard_output::{Format, write_answer};
use crate::bulk::{Applications, Begun, BegunError, Fault, Results, Tally, Told, send};
use crate::calculators::Sheet;
use crate::deployment::Targets;
use crate::suite::{CLIENTS, Client};

/// Of a file with many faults, the first are shown.
const MOST_FAULTS: usize = 20;

/// Apply for many people at once
#[derive(Debug, Args)]
pub(super) struct Bulk {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Apply(Apply),
}

/// Apply for everybody in a file
///
/// The whole file is checked before anything is sent. Each line becomes an Apply of its own; the
/// results are in FILE.results.csv as they come, by the number of the line. Stopped at any moment, the
/// same command goes on where it was and applies for nobody twice: FILE.bulk.toml keeps the id of the
/// bulk.
#[derive(Debug, Args)]
#[command(after_help = "\
The file has a header and one application a line, separated by , or ; as the header is:
  last_name, first_name   as the register has them
  birth_date              YYYY-MM-DD; 1950-00-00 when only the year is known
  language                nl, fr or de
and, where they help, in any order:
  street, house_number, box, postal_code, municipality, email, phone_number
  claims                  HEARING, HEARING_CHILD, WAR_BLIND, EXCLUSIVE_SUBSCRIPTION with ; between
                          them; NONE: nothing is claimed; empty: nothing is said

The results have line, dossier_number, status, decision, reason, details; `stts reasons` explains the
reasons. A changed file is another bulk: remove FILE.bulk.toml to send it.

Examples:
  stts bulk apply people.csv --check
  stts bulk apply people.csv --address http://127.0.0.1:50051 --token .stts/tokens/op01-shop.jwt
  stts bulk apply people.csv --target .stts/targets.toml --client op02-shop")]
struct Apply {
    /// The file of applications, such as people.csv
    file: PathBuf,
    /// Check the file, and send nothing
    #[arg(long)]
    check: bool,
    /// Where the services are, as `stts services` writes it
    #[arg(long, value_name = "FILE", default_value = ".stts/targets.toml")]
    #[arg(conflicts_with_all = ["address", "token"])]
    target: PathBuf,
    /// The client as which to apply there
    #[arg(long, default_value = "op01-shop", conflicts_with = "token")]
    #[arg(value_parser = PossibleValuesParser::new(CLIENTS.map(|client| client.id)))]
    client: String,
    /// The public address of services elsewhere, such as `http://127.0.0.1:50051`
    #[arg(long, value_name = "URL", requires = "token")]
    address: Option<String>,
    /// The file of a token for that address, of an operator
    #[arg(long, value_name = "FILE", requires = "address")]
    token: Option<PathBuf>,
    /// How to write the summary [default: table on a terminal, else json]
    #[arg(long)]
    format: Option<Format>,
}

impl Bulk {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Command::Apply(command) = self.command;
        command.run()
    }
}

/// What came of a file.
#[derive(Serialize)]
struct Summary {
    rows: usize,
    /// None when nothing was sent.
    results_file: Option<String>,
    outcomes: Tally,
}

impl Apply {
    fn run(self) -> Result<(), Failure> {
        let content = fs::read_to_string(&self.file);
        let content = content.map_err(|error| self.fault(error.to_string()))?;
        let applications = Applications::read(&content).map_err(|faults| self.faults(&faults))?;
        let rows = applications.0.len();
        if self.check {
            let summary = Summary { rows, results_file: None, outcomes: Tally::new() };
            return self.answer(&summary, format!("{rows} applications; nothing was sent."));
        }
        let begun = Begun::of(&content, &self.file.with_extension("bulk.toml"));
        let begun = begun.map_err(|error| match error {
            BegunError::Changed(_) => self.fault(error.to_string()),
            BegunError::Unusable(..) => Failure::from(error),
        })?;
        let results_file = self.file.with_extension("results.csv");
        let outcomes = self.send(&begun, &applications, &results_file)?;
        let results_file = results_file.display().to_string();
        let title = format!("{rows} applications, the results in {results_file}");
        self.answer(&Summary { rows, results_file: Some(results_file), outcomes }, title)
    }

    fn send(
        &self,
        begun: &Begun,
        applications: &Applications,
        results_file: &Path,
    ) -> Result<Tally, Failure> {
        let results = Results::create(results_file);
        let results = results.with_context(|| results_file.display().to_string())?;
        let bar = progress(applications.0.len());
        let mut terminal = Terminal { results, bar };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let sent = runtime
            .block_on(async { send(self.channel()?, begun, applications, &mut terminal).await });
        terminal.bar.finish_and_clear();
        sent?;
        Ok(terminal.results.into_tally())
    }

    fn channel(&self) -> anyhow::Result<ServiceChannel> {
        if let (Some(address), Some(token)) = (&self.address, &self.token) {
            return elsewhere(address, token, stts_dossier::NAME);
        }
        let client = Client::of_id(&self.client).context("there is no such client")?;
        Targets::read(&self.target)?.public_channel(client, stts_dossier::NAME)
    }

    fn answer(&self, summary: &Summary, title: String) -> Result<(), Failure> {
        write_answer(self.format, summary, || {
            let row = |(outcome, rows): (&String, &u64)| vec![outcome.clone(), rows.to_string()];
            let columns =
                if summary.outcomes.is_empty() { vec![] } else { vec!["outcome", "rows"] };
            vec![Sheet { title, columns, rows: summary.outcomes.iter().map(row).collect() }]
        })
    }

    fn fault(&self, what: impl std::fmt::Display) -> Failure {
        Failure::Input(format!("{}: {what}", self.file.display()))
    }

    /// Each fault in a line of its own, and how many there are.
    fn faults(&self, faults: &[Fault]) -> Failure {
        let mut to = io::stderr().lock();
        for fault in faults.iter().take(MOST_FAULTS) {
            // Where standard error is closed, the exit code still tells.
            let _ = writeln!(to, "{}: {fault}", self.file.display());
        }
        let count = faults.len();
        self.fault(format_args!("nothing was sent: {count} cells are not as they must be"))
    }
}

/// Results in their file, the bar on standard error.
struct Terminal {
    results: Results,
    bar: ProgressBar,
}

impl Told for Terminal {
    fn submitted(&mut self, rows: usize) {
        self.bar.set_message(format!("{rows} sent"));
    }

    fn results(&mut self, results: &[BulkResult]) -> anyhow::Result<()> {
        self.results.add(results)?;
        self.bar.inc(u64::try_from(results.len())?);
        Ok(())
    }
}

/// On standard error, and only where that is a terminal.
fn progress(rows: usize) -> ProgressBar {
    let length = u64::try_from(rows).ok();
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} results {msg} {eta}");
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

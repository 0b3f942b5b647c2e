//! A service as a program of its own: what its `main` does.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use futures::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use stts_chassis::caller::Callers;
use stts_chassis::keys::Issuer;
use stts_chassis::server::{Host, ServiceServer};
use stts_chassis::settings::{SettingsSource, load, print};
use stts_chassis::telemetry::Telemetry;
use stts_chassis::time::SystemIds;
use stts_queue::log::{Outbox, RedisStreams};
use stts_queue::{QueueError, Redis};
use stts_store::{Migrations, Store, StoreOutbox, migrate};

use crate::gauges::RESTORED;
use crate::{FrameSettings, OwnSettings, ServiceSettings, StartError, Surroundings};

/// Starts a service: its `start`, with the future in a box.
pub type Start<Own> = for<'a> fn(
    &'a Own,
    &'a FrameSettings,
    Surroundings,
) -> BoxFuture<'a, Result<ServiceServer, StartError>>;

/// What makes a service a program.
pub struct Program<Own: 'static> {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in one line.
    pub about: &'static str,
    /// Its tables.
    pub migrations: fn() -> Migrations,
    /// How it starts.
    pub start: Start<Own>,
}

const AFTER_HELP: &str = "\
Settings come from their defaults, then the file of --config, then variables such as
STTS_DOSSIER__DATABASE__URL for the dossier service. --print-config shows what they are.

Exit codes:
  0  done
  1  refused or failed
  2  wrong usage, or settings that are not as they must be";

#[derive(Debug, Parser)]
#[command(version, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Common {
    /// A settings file
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Print the settings as they would be used, secrets hidden, and end
    #[arg(long, global = true)]
    print_config: bool,
}

#[derive(Clone, Copy, Debug, Default, Subcommand)]
enum Command {
    /// Take calls until told to stop (what it does when nothing is said)
    #[default]
    Serve,
    /// Bring the database to the newest schema, and end
    Migrate,
    /// Look for what would keep the service from running well, and end
    Doctor,
    /// Begin a new epoch of events after the database was restored from a backup, and end
    ///
    /// The other services may have applied events that the backup does not hold, and would take new
    /// ones for these. Do it before the service is started again; where nothing was restored, it does
    /// no harm.
    Restored,
}

/// How a program can end badly.
enum Failure {
    Failed(String),
    Input(String),
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Failed(error.to_string())
    }
}

impl<Own> Program<Own>
where
    Own: OwnSettings + Default + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// Does what the arguments of the process say; what goes wrong is told on standard error in one
    /// line.
    pub fn run(self) -> ExitCode {
        let command = Arguments::command().name(self.name).about(self.about);
        let matches = command.display_name(format!("stts-{}", self.name)).get_matches();
        let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        let (code, message) = match self.execute(arguments) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(Failure::Failed(message)) => (1, message),
            Err(Failure::Input(message)) => (2, message),
        };
        // Where standard error is closed, the exit code still tells.
        let _ = writeln!(io::stderr().lock(), "error: {message}");
        ExitCode::from(code)
    }

    fn execute(&self, arguments: Arguments) -> Result<(), Failure> {
        let source = SettingsSource {
            file: arguments.common.config,
            environment_prefix: format!("STTS_{}", self.name.to_uppercase()),
        };
        let settings: ServiceSettings<Own> =
            load(&source).map_err(|error| Failure::Input(error.to_string()))?;
        if arguments.common.print_config {
            return Ok(io::stdout().write_all(print(&settings).as_bytes())?);
        }
        let runtime = tokio::runtime::Runtime::new()?;
        match arguments.command.unwrap_or_default() {
            Command::Serve => runtime.block_on(self.serve(&settings)),
            Command::Migrate => runtime.block_on(self.migrate(&settings)),
            Command::Doctor => runtime.block_on(self.doctor(&settings)),
            Command::Restored => runtime.block_on(self.restored(&settings)),
        }
    }

    async fn migrate(&self, settings: &ServiceSettings<Own>) -> Result<(), Failure> {
        let applied = migrate(&settings.database, (self.migrations)()).await?;
        let mut out = io::stdout().lock();
        for migration in &applied {
            writeln!(out, "{}: {migration}", self.name)?;
        }
        let count = applied.len();
        Ok(writeln!(out, "{}: {count} migrations applied, the schema is the newest", self.name)?)
    }

    async fn restored(&self, settings: &ServiceSettings<Own>) -> Result<(), Failure> {
        let store = Store::open(&settings.database, (self.migrations)()).await?;
        StoreOutbox::new(store, self.name).begin_epoch().await?;
        let mut out = io::stdout().lock();
        Ok(writeln!(out, "{}: a new epoch of events begins", self.name)?)
    }

    async fn serve(&self, settings: &ServiceSettings<Own>) -> Result<(), Failure> {
        let telemetry = Telemetry::init(&settings.telemetry, &format!("stts-{}", self.name))?;
        let served = self.serve_observed(settings).await;
        telemetry.shutdown().await;
        served
    }

    async fn serve_observed(&self, settings: &ServiceSettings<Own>) -> Result<(), Failure> {
        let callers = Callers::load(&settings.callers, settings.environment)?;
        let host = Host::new(stts_contracts::DESCRIPTORS, callers, settings.limits.clone())?;
        host.shutdown().on_signal()?;
        let redis = Redis::new(&settings.redis)?;
        match redis.fitness().await {
            Ok(fitness) => fitness?,
            // Events wait in the outbox and are fetched from it: slower, and nothing is lost.
            Err(error @ QueueError::Unavailable(_)) => {
                tracing::warn!(%error, "Redis cannot be reached yet");
            }
            Err(error) => return Err(error.into()),
        }
        let surroundings = Surroundings::new(
            host.clone(),
            Arc::new(RedisStreams::new(redis.clone())),
            Arc::new(Issuer::load(&settings.keys_folder)?),
            Arc::new(SystemIds),
        );
        let surroundings = surroundings.at_addresses(settings.services.clone()).with_lanes(redis);
        let frame = settings.frame();
        let server = (self.start)(&settings.service, &frame, surroundings.clone()).await?;
        surroundings.ready();
        Ok(host.run(&settings.listeners, &server).await?)
    }

    async fn doctor(&self, settings: &ServiceSettings<Own>) -> Result<(), Failure> {
        let findings = self.findings(settings).await;
        let mut out = io::stdout().lock();
        for finding in &findings {
            writeln!(out, "{}: {finding}", self.name)?;
        }
        if findings.is_empty() {
            return Ok(writeln!(out, "{}: nothing is in the way", self.name)?);
        }
        Err(Failure::Failed(format!("{} to mend", findings.len())))
    }

    async fn findings(&self, settings: &ServiceSettings<Own>) -> Vec<String> {
        let mut findings = Vec::new();
        match Store::open(&settings.database, (self.migrations)()).await {
            Err(error) => findings.push(error.to_string()),
            Ok(store) => match StoreOutbox::new(store, self.name).is_behind().await {
                Ok(false) => {}
                Ok(true) => findings.push(RESTORED.to_owned()),
                Err(error) => findings.push(error.to_string()),
            },
        }
        match Redis::new(&settings.redis) {
            Err(error) => findings.push(error.to_string()),
            Ok(redis) => match redis.fitness().await {
                Ok(Ok(())) => {}
                Ok(Err(unfit)) => findings.push(unfit.to_string()),
                Err(QueueError::Unavailable(error) | QueueError::Broken(error)) => {
                    findings.push(format!("{error}: start it, or mend redis.urls"));
                }
            },
        }
        let callers = Callers::load(&settings.callers, settings.environment);
        findings.extend(callers.err().map(|error| error.to_string()));
        findings.extend(Issuer::load(&settings.keys_folder).err().map(|error| error.to_string()));
        findings
    }
}

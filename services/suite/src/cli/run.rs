//! `stts run`.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use stts_chassis::server::bind;
use stts_chassis::settings::{SettingsSource, load, print};
use stts_chassis::telemetry::Telemetry;

use super::Failure;
use super::standard_output::write;
use crate::suite::{RunSettings, Suite, hints};

/// The settings file that is read when none is named.
const FILE: &str = "stts.toml";

/// Run all five services in this process, on SQLite and a simulated register
///
/// Operators and BIPT call one address; everything is kept in one folder, and going on where it was
/// is starting again.
#[derive(Debug, Args)]
#[command(after_help = "\
Settings come from their defaults, then stts.toml (or --config FILE), then variables such as
STTS__LIMITS__CONCURRENT_CALLS, then these options. --print-config shows what they are.

Examples:
  stts run
  stts run --listen 127.0.0.1:6000 --data /tmp/stts --persons 100000
  stts run --otlp http://localhost:4317")]
pub(super) struct Run {
    /// The folder of keys, clients, databases and letters [default: .stts]
    #[arg(long)]
    data: Option<PathBuf>,
    /// The address of all public rpcs [default: 127.0.0.1:50051]
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// How many people the simulated register knows [default: 10000]
    #[arg(long)]
    persons: Option<u64>,
    /// A population file, in place of people made from a seed
    #[arg(long)]
    population: Option<PathBuf>,
    /// Stand still at this business instant until moved, such as 2026-01-01T08:00:00Z
    #[arg(long)]
    simulated_from: Option<String>,
    /// Export traces and metrics to this collector, over OTLP and gRPC
    #[arg(long)]
    otlp: Option<String>,
    /// A settings file [default: stts.toml where there is one]
    #[arg(long)]
    config: Option<PathBuf>,
    /// Print the settings as they would be used, secrets hidden, and end
    #[arg(long)]
    print_config: bool,
}

impl Run {
    pub(super) fn run(self) -> Result<(), Failure> {
        let settings = self.settings()?;
        if self.print_config {
            return write(|out| out.write_all(print(&settings).as_bytes()));
        }
        tokio::runtime::Runtime::new()?.block_on(serve(&settings))
    }

    fn settings(&self) -> Result<RunSettings, Failure> {
        let usual = || Some(PathBuf::from(FILE)).filter(|file| file.is_file());
        let file = self.config.clone().or_else(usual);
        let source = SettingsSource { file, environment_prefix: "STTS".to_owned() };
        let mut settings: RunSettings =
            load(&source).map_err(|error| Failure::Input(error.to_string()))?;
        settings.data = self.data.clone().unwrap_or(settings.data);
        settings.listen = self.listen.unwrap_or(settings.listen);
        settings.population.persons = self.persons.unwrap_or(settings.population.persons);
        settings.population.file = self.population.clone().or(settings.population.file);
        settings.simulated_from = self.simulated_from.clone().or(settings.simulated_from);
        settings.telemetry.otlp_endpoint = self.otlp.clone().or(settings.telemetry.otlp_endpoint);
        let faults = stts_chassis::settings::Settings::faults(&settings);
        match faults.first() {
            None => Ok(settings),
            Some(fault) => Err(Failure::Input(format!("{}: {}", fault.path, fault.message))),
        }
    }
}

async fn serve(settings: &RunSettings) -> Result<(), Failure> {
    let telemetry = Telemetry::init(&settings.telemetry, "stts")?;
    let served = async {
        let listener = bind(settings.listen).await?;
        let suite = Suite::start(&settings.suite()).await?;
        suite.host().shutdown().on_signal()?;
        suite.keep_tokens_fresh();
        let hints = hints(&suite, settings)?;
        io::stdout().write_all(hints.as_bytes())?;
        suite.serve(listener).await?;
        Ok(())
    };
    let ended = served.await;
    telemetry.shutdown().await;
    ended
}

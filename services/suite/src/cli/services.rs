//! `stts services`.

use std::io::{self, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;

use super::Failure;
use crate::deployment::{Deployment, DeploymentSettings, TARGETS_FILE};

/// Run the five services in processes of their own, on PostgreSQL and Redis
///
/// Makes and migrates the databases, starts the programs that stand beside this one, writes where they
/// are to targets.toml, and ends them when it is ended.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stts services --postgres postgres://stts@127.0.0.1:5432 --redis redis://127.0.0.1:6379
  stts services --replicas 2 --simulated-from 2026-01-01T08:00:00Z
  stts demo --target .stts/targets.toml")]
pub(super) struct Services {
    /// The folder of keys, clients, settings, logs and letters
    #[arg(long, default_value = ".stts")]
    data: PathBuf,
    /// The PostgreSQL server, without a database
    #[arg(long, env = "STTS_POSTGRES", hide_env_values = true)]
    postgres: String,
    /// The Redis server
    #[arg(long, env = "STTS_REDIS", hide_env_values = true)]
    redis: String,
    /// How many processes each service has
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=9))]
    replicas: u8,
    /// How many people the simulated register knows
    #[arg(long, default_value_t = 10_000)]
    persons: u64,
    /// Stand still at this business instant until moved, such as 2026-01-01T08:00:00Z
    #[arg(long)]
    simulated_from: Option<DateTime<Utc>>,
    /// Export traces and metrics to this collector, over OTLP and gRPC
    #[arg(long)]
    otlp: Option<String>,
}

impl Services {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut settings = DeploymentSettings::on(self.data, self.postgres, self.redis);
        settings.replicas = usize::from(self.replicas);
        settings.population.persons = self.persons;
        settings.simulated_from = self.simulated_from;
        settings.otlp_endpoint = self.otlp;
        tokio::runtime::Runtime::new()?.block_on(serve(&settings))
    }
}

async fn serve(settings: &DeploymentSettings) -> Result<(), Failure> {
    let mut deployment = Deployment::start(settings).await?;
    let file = settings.folder.join(TARGETS_FILE);
    let mut out = io::stdout();
    writeln!(out, "The five services are up; {} says where:\n", file.display())?;
    for (service, addresses) in &deployment.targets().services {
        for address in addresses {
            writeln!(
                out,
                "  {service:14} public {}  internal {}",
                address.public, address.internal
            )?;
        }
    }
    let folder = settings.folder.display();
    writeln!(
        out,
        "\n  tokens         {folder}/tokens/<client>.jwt, valid for 12 hours, renewed every 6"
    )?;
    writeln!(out, "  logs           {folder}/logs/\n\nEnd them with Ctrl-C.")?;
    let renewed = deployment.keep_tokens_fresh(|error| {
        // Where standard error is closed, the tokens' own date tells.
        let _ = writeln!(io::stderr(), "the tokens in the folder are not renewed: {error}");
    })?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => {
            ended?;
            Ok(deployment.stop().await?)
        }
        error = deployment.failed() => Err(error.into()),
        () = renewed => Ok(()),
    }
}

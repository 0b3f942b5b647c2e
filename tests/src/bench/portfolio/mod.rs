//! A million dossiers on five processes: what an application and its confirmation cost, how fast a dossier
//! is read and found, and how long the batch runs take.
//!
//! The story is told once, in the order in which the figures need it: operators apply and confirm; the
//! reads are measured on few dossiers; a night activates what was confirmed; the portfolio is filled up to a
//! million; the reads are measured again; then a night run has its many due dossiers, and the two-yearly
//! check its own.

mod callers;
mod reads;
mod runs;
mod seed;
mod throughput;

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use chrono::NaiveDate;
use stts::control::{Control, hour_of};
use stts::deployment::{Deployment, DeploymentSettings, SERVICES};
use stts::suite::Client;
use stts_chassis::client::ServiceChannel;
use stts_testkit::{PostgresServer, RedisServer};
use tempfile::TempDir;

use super::apply::{CONNECTIONS, applicants_of, population_of};
use super::{Figure, build, pgbench};

/// On which the story begins.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
/// Of whom enough are plainly entitled for all applications.
const PERSONS: u64 = 4_400_000;
/// The dossiers of the small portfolio.
const FEW: u64 = 10_000;
/// Those of the big one: these, and whatever was applied for.
const MANY: u64 = 1_000_000;
/// What a night run finds due.
const DUE: u64 = 50_000;
/// What a check looks at.
const CHECKED: u64 = 100_000;

/// The services, and what they stand on.
struct Stage {
    server: Arc<PostgresServer>,
    deployment: Deployment,
    control: Control,
}

impl Stage {
    fn channel(&self, client: &str) -> Result<ServiceChannel> {
        let client = Client::of_id(client).with_context(|| format!("there is no {client}"))?;
        self.deployment.targets().public_channel(client, "dossier")
    }

    fn dossier_process(&mut self) -> Result<u32> {
        let mut processes = self.deployment.processes().iter();
        let process = processes.find(|process| process.name().starts_with("dossier"));
        process.and_then(stts::deployment::Process::pid).context("there is no process of dossiers")
    }
}

/// Measures on five processes.
pub(super) fn measure() -> Result<Vec<Figure>> {
    build::release(SERVICES.map(|service| format!("stts-{service}")))?;
    tokio::runtime::Runtime::new()?.block_on(story())
}

async fn story() -> Result<Vec<Figure>> {
    let folder = TempDir::with_prefix("stts-bench-")?;
    let server = Arc::new(PostgresServer::start_durable().map_err(|error| anyhow!(error))?);
    let redis = RedisServer::start().map_err(|error| anyhow!(error))?;
    let reference = pgbench::transactions_per_second(&server)?;
    let mut settings = DeploymentSettings::on(folder.path(), server.url().to_owned(), redis.url());
    settings.population = population_of(PERSONS);
    settings.max_connections = CONNECTIONS;
    settings.simulated_from = Some(hour_of(FIRST_DAY, 8));
    let deployment = Deployment::start(&settings).await?;
    let control = deployment.targets().control()?;
    let mut stage = Stage { server, deployment, control };

    let applicants = applicants_of(&population_of(PERSONS))?;
    let people = throughput::People::of(applicants);
    let mut figures = throughput::measure(&stage, &people, reference).await?;
    throughput::apply_until(&stage, &people, FEW).await?;
    seed::remember_waiting(&stage)?;
    let night = FIRST_DAY.succ_opt().context("a day follows")?;
    runs::night(&stage, night).await?;
    seed::remember_active(&stage)?;
    let few = reads::measure(&stage, "few").await?;
    throughput::apply_until(&stage, &people, CHECKED + CHECKED / 100).await?;
    seed::fill(&stage)?;
    let many = reads::measure(&stage, "many").await?;
    figures.extend(reads::figures(&few, &many));
    figures.extend(runs::measure(&mut stage, night).await?);
    stage.deployment.stop().await?;
    Ok(figures)
}

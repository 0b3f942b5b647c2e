//! Five services, each in processes of its own, on one machine: for development and tests.
//!
//! [`Deployment::start`] writes the settings of every replica into a folder, makes and migrates the
//! databases, starts the programs `stts-identity`, `stts-dossier`, ... that stand beside this one, and
//! waits until all of them take calls. Where they are is written to `targets.toml` ([`Targets`]),
//! which `stts demo --target` reads. Elsewhere this is the business of an orchestrator.

mod diagnosis;
mod process;
mod replica;
mod targets;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use futures::future::try_join_all;
use stts_chassis::settings::{LimitSettings, Secret, TelemetrySettings};
use stts_identity::PopulationSource;
use stts_store::DatabaseSettings;

pub use diagnosis::{Diagnosis, diagnose};
pub use process::Process;
pub use targets::{Address, Targets};

use crate::suite::{Folder, FolderError};

/// The services, in the order of their names in the architecture.
pub const SERVICES: [&str; 5] = [
    stts_identity::NAME,
    stts_dossier::NAME,
    stts_tasks::NAME,
    stts_notifications::NAME,
    stts_settlement::NAME,
];

/// The file that says where the services are.
pub const TARGETS_FILE: &str = "targets.toml";

const READY_WITHIN: Duration = Duration::from_mins(1);

/// What a deployment is told.
#[derive(Clone, Debug)]
pub struct DeploymentSettings {
    /// The folder of keys, clients, settings, logs and letters.
    pub folder: PathBuf,
    /// The PostgreSQL server: `postgres://user:password@host:port`, without a database.
    pub postgres: Secret<String>,
    /// The Redis server.
    pub redis: Secret<String>,
    /// The beginning of every database's name and every key of Redis, so that several deployments
    /// can share the servers.
    pub prefix: String,
    /// How many processes each service has.
    pub replicas: usize,
    /// Where a simulated clock starts; absent, business time is the machine's.
    pub simulated_from: Option<DateTime<Utc>>,
    /// The people of the register.
    pub population: PopulationSource,
    /// The collector of traces and metrics.
    pub otlp_endpoint: Option<String>,
    /// Which log lines are written, in the form of `tracing_subscriber::EnvFilter`.
    pub log: String,
    /// How much of everything.
    pub limits: LimitSettings,
    /// The most database connections of one process.
    pub max_connections: u32,
    /// How long a caller waits for one of them, in milliseconds.
    pub acquire_timeout_ms: u64,
    /// Variables that every process is given beside those of this one.
    pub environment: BTreeMap<String, OsString>,
}

impl DeploymentSettings {
    /// One replica of each service, with everything else as usual.
    pub fn on(
        folder: impl Into<PathBuf>,
        postgres: impl Into<String>,
        redis: impl Into<String>,
    ) -> Self {
        Self {
            folder: folder.into(),
            postgres: Secret::new(postgres.into()),
            redis: Secret::new(redis.into()),
            prefix: "stts".to_owned(),
            replicas: 1,
            simulated_from: None,
            population: PopulationSource::default(),
            otlp_endpoint: None,
            log: TelemetrySettings::default().log,
            limits: LimitSettings::default(),
            max_connections: 8,
            acquire_timeout_ms: 3_000,
            environment: BTreeMap::new(),
        }
    }

    /// The database of a service.
    pub fn database(&self, service: &str) -> DatabaseSettings {
        DatabaseSettings {
            max_connections: self.max_connections,
            acquire_timeout_ms: self.acquire_timeout_ms,
            ..DatabaseSettings::at(format!("{}/{}_{service}", self.postgres.expose(), self.prefix))
        }
    }
}

/// The running processes. Dropped, they end at once.
#[derive(Debug)]
pub struct Deployment {
    folder: Arc<Folder>,
    targets: Targets,
    processes: Vec<Process>,
}

impl Deployment {
    /// Starts all services; gives them when they take calls.
    pub async fn start(settings: &DeploymentSettings) -> anyhow::Result<Self> {
        let folder = Folder::prepare(&settings.folder)?;
        let replicas = replica::all(settings, &folder)?;
        let firsts = replicas.iter().filter(|replica| replica.number == 1);
        try_join_all(firsts.map(|first| async move {
            stts_store::create_database(&settings.database(first.service)).await?;
            process::migrate(first.service, &first.settings_file).await
        }))
        .await?;
        let targets = Targets::of(&folder, &settings.population, &replicas);
        targets.write(&settings.folder.join(TARGETS_FILE))?;
        folder.write_tokens(&folder.issuer()?)?;
        let started: anyhow::Result<Vec<Process>> =
            replicas.into_iter().map(Process::start).collect();
        let mut deployment = Self { folder: Arc::new(folder), targets, processes: started? };
        deployment.wait_until_ready().await?;
        Ok(deployment)
    }

    /// Waits until every process takes calls; one that has ended is told with the end of its log.
    pub async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        for process in &mut self.processes {
            let ready = tokio::time::timeout(READY_WITHIN, process.ready()).await;
            let name = process.name();
            ready.with_context(|| format!("{name} is not ready"))??;
        }
        Ok(())
    }

    /// Where the services are.
    pub const fn targets(&self) -> &Targets {
        &self.targets
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The processes, each service's replicas after each other.
    pub fn processes(&mut self) -> &mut [Process] {
        &mut self.processes
    }

    /// Waits until a process ends by itself, which none should.
    pub async fn failed(&mut self) -> anyhow::Error {
        loop {
            for process in &mut self.processes {
                if let Err(error) = process.check() {
                    return error;
                }
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Writes fresh tokens for all clients every few hours, so that those in the folder are always
    /// valid, and tells when it could not. Never ends.
    pub fn keep_tokens_fresh<F: Fn(FolderError)>(
        &self,
        failed: F,
    ) -> Result<impl Future<Output = ()> + use<F>, FolderError> {
        let (folder, issuer) = (Arc::clone(&self.folder), self.folder.issuer()?);
        Ok(async move { folder.keep_tokens_fresh(&issuer, failed).await })
    }

    /// Asks all processes to stop, and waits until they have.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        for process in &mut self.processes {
            process.terminate()?;
        }
        for process in &mut self.processes {
            let name = process.name().to_owned();
            let status = process.wait().await?;
            if !status.success() {
                bail!("{name} ended with {status}");
            }
        }
        Ok(())
    }
}

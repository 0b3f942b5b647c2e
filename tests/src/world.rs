//! All five services on a simulated clock, with callers of every kind: in this process, or each in
//! one of its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::NaiveDate;
use stts::control::{Control, hour_of};
use stts::deployment::{Deployment, DeploymentSettings, SERVICES};
use stts::suite::{Client, Databases, PopulationSource, Suite, SuiteSettings};
use stts_chassis::client::ServiceChannel;
use stts_chassis::settings::{LimitSettings, TelemetrySettings};
use stts_contracts::dossier::v1::dossier_admin_service_client::DossierAdminServiceClient;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::identity::v1::identity_admin_service_client::IdentityAdminServiceClient;
use stts_contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use stts_contracts::settlement::v1::operator_service_client::OperatorServiceClient;
use stts_contracts::settlement::v1::settlement_service_client::SettlementServiceClient;
use stts_contracts::tasks::v1::task_admin_service_client::TaskAdminServiceClient;
use stts_contracts::tasks::v1::task_service_client::TaskServiceClient;
use stts_store::DatabaseSettings;
use stts_testkit::{Databases as TestDatabases, postgres_url, redis_url};
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{People, Stage};

/// The first day of every journey.
const FIRST_DAY: &str = "2026-01-05";

/// So many worlds of five processes at once: each has its share of the server's connections.
static DEPLOYMENTS: Semaphore = Semaphore::const_new(2);
static PREFIXES: AtomicU32 = AtomicU32::new(0);

/// What a journey may change of a world before it starts.
#[derive(Clone, Debug)]
pub struct WorldSettings {
    /// The people of the register.
    pub population: PopulationSource,
    /// How much of everything: more than usual, for journeys in which everybody comes at once.
    pub limits: LimitSettings,
    /// The most database connections of one service.
    pub max_connections: u32,
    /// How long a caller waits for one of them, in milliseconds.
    pub acquire_timeout_ms: u64,
    /// The Redis of services in processes of their own.
    pub redis: Option<String>,
    /// What services in processes of their own tell about themselves; those in this process tell
    /// what this process tells.
    pub telemetry: TelemetrySettings,
}

impl WorldSettings {
    fn of(population: PopulationSource) -> Self {
        Self {
            population,
            limits: LimitSettings {
                concurrent_calls: 10_000,
                streams_per_connection: 10_000,
                default_deadline_ms: 120_000,
                ..LimitSettings::default()
            },
            max_connections: 8,
            acquire_timeout_ms: 120_000,
            redis: None,
            telemetry: TelemetrySettings::default(),
        }
    }
}

/// All five services, and what a journey needs around them.
pub struct World {
    /// Their clocks and nights.
    pub control: Control,
    /// The people of the register.
    pub people: People,
    /// Where each service's database is, by the name of the service.
    pub database_urls: BTreeMap<&'static str, String>,
    services: Services,
    folder: TempDir,
}

/// The running services.
enum Services {
    Here(Box<Suite>),
    Apart(Box<Deployment>, SemaphorePermit<'static>),
}

impl World {
    /// Starts the services on new databases, with a register of 2,000 people.
    pub async fn new(stage: Stage) -> Self {
        Self::adjusted(stage, |_| {}).await
    }

    /// Starts the services on new databases, with 2,000 people and other settings.
    pub async fn adjusted(stage: Stage, adjust: impl FnOnce(&mut WorldSettings)) -> Self {
        let population = PopulationSource { persons: 2_000, ..PopulationSource::default() };
        Self::of(stage, population, adjust).await
    }

    /// Starts the services on new databases, with these people and other settings.
    pub async fn of(
        stage: Stage,
        population: PopulationSource,
        adjust: impl FnOnce(&mut WorldSettings),
    ) -> Self {
        let mut settings = WorldSettings::of(population);
        adjust(&mut settings);
        let people = People::of(&settings.population);
        let folder = TempDir::new().unwrap();
        let (services, control, database_urls) = match stage {
            Stage::Sqlite | Stage::Postgres => start_here(stage, settings, folder.path()).await,
            Stage::Deployed => start_apart(settings, folder.path()).await,
        };
        Self { control, people, database_urls, services, folder }
    }

    /// The date on which the clocks start.
    pub fn first_day() -> NaiveDate {
        FIRST_DAY.parse().unwrap()
    }

    /// The services of this process.
    pub fn suite(&self) -> &Suite {
        match &self.services {
            Services::Here(suite) => suite,
            Services::Apart(..) => panic!("the services are in processes of their own"),
        }
    }

    /// The folder of keys, clients and letters; of files and logs, where there are any.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Moves all clocks to the morning of a day, and runs the nights up to it.
    pub async fn live_until(&self, day: NaiveDate) {
        let mut today = self.control.now().await.unwrap().date_naive();
        while today < day {
            today = today.succ_opt().unwrap();
            self.control.advance(hour_of(today, 8)).await.unwrap();
            self.control.night(today).await.unwrap();
        }
    }

    /// Moves all clocks past the year of the first day, without its nights: it can be settled.
    pub async fn year_over(&self) {
        self.control.advance(hour_of("2027-01-01".parse().unwrap(), 8)).await.unwrap();
    }

    /// The operators' dossier rpcs, as a client of the suite.
    pub fn dossiers(&self, client: &str) -> DossierServiceClient<ServiceChannel> {
        DossierServiceClient::new(self.channel(client, "dossier"))
    }

    /// BIPT's dossier rpcs.
    pub fn dossier_admin(&self, client: &str) -> DossierAdminServiceClient<ServiceChannel> {
        DossierAdminServiceClient::new(self.channel(client, "dossier"))
    }

    /// BIPT's questions to the register.
    pub fn identity_admin(&self, client: &str) -> IdentityAdminServiceClient<ServiceChannel> {
        IdentityAdminServiceClient::new(self.channel(client, "identity"))
    }

    /// The tasks rpcs.
    pub fn tasks(&self, client: &str) -> TaskServiceClient<ServiceChannel> {
        TaskServiceClient::new(self.channel(client, "tasks"))
    }

    /// The queues and dead letters of all services.
    pub fn task_admin(&self, client: &str) -> TaskAdminServiceClient<ServiceChannel> {
        TaskAdminServiceClient::new(self.channel(client, "tasks"))
    }

    /// The rpcs over letters.
    pub fn notifications(&self, client: &str) -> NotificationServiceClient<ServiceChannel> {
        NotificationServiceClient::new(self.channel(client, "notifications"))
    }

    /// The registry of operators.
    pub fn operators(&self, client: &str) -> OperatorServiceClient<ServiceChannel> {
        OperatorServiceClient::new(self.channel(client, "settlement"))
    }

    /// The fund's rpcs.
    pub fn settlement(&self, client: &str) -> SettlementServiceClient<ServiceChannel> {
        SettlementServiceClient::new(self.channel(client, "settlement"))
    }

    /// A channel to the public rpcs of a service, as a client of the suite.
    fn channel(&self, client: &str, service: &str) -> ServiceChannel {
        let client = Client::of_id(client).unwrap();
        match &self.services {
            Services::Here(suite) => suite.public_channel(client).unwrap(),
            Services::Apart(deployment, _) => {
                deployment.targets().public_channel(client, service).unwrap()
            }
        }
    }

    /// Stops the services and waits for them; gives the folder that they leave.
    pub async fn end(self) -> TempDir {
        match self.services {
            Services::Here(suite) => suite.stop().await,
            Services::Apart(deployment, _permit) => deployment.stop().await.unwrap(),
        }
        self.folder
    }
}

type Started = (Services, Control, BTreeMap<&'static str, String>);

async fn start_here(stage: Stage, world: WorldSettings, folder: &Path) -> Started {
    let mut settings = SuiteSettings::on(folder, world.population);
    settings.simulated_from = Some(hour_of(World::first_day(), 8));
    settings.limits = world.limits;
    settings.acquire_timeout_ms = world.acquire_timeout_ms;
    let databases = SERVICES.map(|service| {
        let database = if stage == Stage::Sqlite {
            let file = folder.join("data").join(format!("{service}.db"));
            DatabaseSettings::at(format!("sqlite://{}", file.display()))
        } else {
            TestDatabases::empty(stage.database_kind()).0
        };
        (service, DatabaseSettings { max_connections: world.max_connections, ..database })
    });
    let urls =
        databases.iter().map(|(service, database)| (*service, database.url.expose().clone()));
    let urls = urls.collect();
    settings.databases = Databases::Each(databases.into());
    let suite = Suite::start(&settings).await.unwrap();
    let control = suite.control().unwrap();
    (Services::Here(Box::new(suite)), control, urls)
}

async fn start_apart(world: WorldSettings, folder: &Path) -> Started {
    let permit = DEPLOYMENTS.acquire().await.unwrap();
    let redis = world.redis.unwrap_or_else(redis_url);
    let mut settings = DeploymentSettings::on(folder, postgres_url(), redis);
    let number = PREFIXES.fetch_add(1, Ordering::Relaxed);
    settings.prefix = format!("world_{}_{number}", process::id());
    settings.simulated_from = Some(hour_of(World::first_day(), 8));
    settings.population = world.population;
    settings.limits = world.limits;
    settings.max_connections = world.max_connections;
    settings.acquire_timeout_ms = world.acquire_timeout_ms;
    settings.otlp_endpoint = world.telemetry.otlp_endpoint;
    settings.log = world.telemetry.log;
    let url = |service: &str| settings.database(service).url.expose().clone();
    let urls = SERVICES.map(|service| (service, url(service))).into();
    let deployment = Deployment::start(&settings).await.unwrap();
    let control = deployment.targets().control().unwrap();
    (Services::Apart(Box::new(deployment), permit), control, urls)
}

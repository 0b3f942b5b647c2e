//! All five services in this process, on a simulated clock, with callers of every kind.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use stts::control::{Control, hour_of};
use stts::suite::{Client, Databases, PopulationSource, Suite, SuiteSettings};
use stts_chassis::client::ServiceChannel;
use stts_contracts::dossier::v1::dossier_admin_service_client::DossierAdminServiceClient;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use stts_contracts::settlement::v1::operator_service_client::OperatorServiceClient;
use stts_contracts::settlement::v1::settlement_service_client::SettlementServiceClient;
use stts_contracts::tasks::v1::task_service_client::TaskServiceClient;
use stts_testkit::{DatabaseKind, Databases as TestDatabases};
use tempfile::TempDir;

use crate::People;

/// The services of a suite.
const SERVICES: [&str; 5] = ["identity", "dossier", "tasks", "notifications", "settlement"];

/// The first day of every journey.
const FIRST_DAY: &str = "2026-01-05";

/// All five services, and what a journey needs around them.
pub struct World {
    /// The running services.
    pub suite: Suite,
    /// Their clocks and nights.
    pub control: Control,
    /// The people of the register.
    pub people: People,
    /// Where each service's database is, by the name of the service.
    pub database_urls: BTreeMap<&'static str, String>,
    _folders: Vec<TempDir>,
}

impl World {
    /// Starts the services on new databases, with a register of 2,000 people.
    pub async fn new(kind: DatabaseKind) -> Self {
        Self::with_population(kind, 2_000).await
    }

    /// Starts the services on new databases, with so many people.
    pub async fn with_population(kind: DatabaseKind, persons: u64) -> Self {
        Self::adjusted(kind, persons, |_| {}).await
    }

    /// Starts the services on new databases, with so many people and other settings.
    pub async fn adjusted(
        kind: DatabaseKind,
        persons: u64,
        adjust: impl FnOnce(&mut SuiteSettings),
    ) -> Self {
        let population = PopulationSource { persons, ..PopulationSource::default() };
        Self::of(kind, population, adjust).await
    }

    /// Starts the services on new databases, with these people and other settings.
    pub async fn of(
        kind: DatabaseKind,
        population: PopulationSource,
        adjust: impl FnOnce(&mut SuiteSettings),
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let people = People::of(&population);
        let mut settings = SuiteSettings::on(folder.path(), population);
        settings.simulated_from = Some(hour_of(Self::first_day(), 8));
        settings.limits.concurrent_calls = 10_000;
        settings.limits.streams_per_connection = 10_000;
        settings.limits.default_deadline_ms = 120_000;
        settings.acquire_timeout_ms = 120_000;
        let mut folders = vec![folder];
        settings.databases = databases(kind, &mut folders);
        adjust(&mut settings);
        let database_urls = urls(&settings);
        let suite = Suite::start(&settings).await.unwrap();
        let control = suite.control().unwrap();
        Self { suite, control, people, database_urls, _folders: folders }
    }

    /// The date on which the clocks start.
    pub fn first_day() -> NaiveDate {
        FIRST_DAY.parse().unwrap()
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
        DossierServiceClient::new(self.channel(client))
    }

    /// BIPT's dossier rpcs.
    pub fn dossier_admin(&self, client: &str) -> DossierAdminServiceClient<ServiceChannel> {
        DossierAdminServiceClient::new(self.channel(client))
    }

    /// The tasks rpcs.
    pub fn tasks(&self, client: &str) -> TaskServiceClient<ServiceChannel> {
        TaskServiceClient::new(self.channel(client))
    }

    /// The rpcs over letters.
    pub fn notifications(&self, client: &str) -> NotificationServiceClient<ServiceChannel> {
        NotificationServiceClient::new(self.channel(client))
    }

    /// The registry of operators.
    pub fn operators(&self, client: &str) -> OperatorServiceClient<ServiceChannel> {
        OperatorServiceClient::new(self.channel(client))
    }

    /// The fund's rpcs.
    pub fn settlement(&self, client: &str) -> SettlementServiceClient<ServiceChannel> {
        SettlementServiceClient::new(self.channel(client))
    }

    /// A channel to the public rpcs, as a client of the suite.
    pub fn channel(&self, client: &str) -> ServiceChannel {
        self.suite.public_channel(Client::of_id(client).unwrap()).unwrap()
    }

    /// Stops the services and waits for them.
    pub async fn end(self) {
        self.suite.stop().await;
    }
}

fn databases(kind: DatabaseKind, folders: &mut Vec<TempDir>) -> Databases {
    if kind == DatabaseKind::Sqlite {
        return Databases::Sqlite;
    }
    let mut databases = BTreeMap::new();
    for service in SERVICES {
        let (settings, folder) = TestDatabases::empty(kind);
        folders.extend(folder);
        databases.insert(service, settings);
    }
    Databases::Each(databases)
}

fn urls(settings: &SuiteSettings) -> BTreeMap<&'static str, String> {
    let data = settings.folder.join("data");
    let url = |service| match &settings.databases {
        Databases::Sqlite => format!("sqlite://{}", data.join(format!("{service}.db")).display()),
        Databases::Each(databases) => databases[service].url.expose().clone(),
    };
    SERVICES.into_iter().map(|service| (service, url(service))).collect()
}

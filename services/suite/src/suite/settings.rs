//! What the suite can be told.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use stts_chassis::settings::LimitSettings;
use stts_dossier::settings::DossierSettings;
use stts_identity::PopulationSource;
use stts_service::FrameSettings;
use stts_settlement::settings::SettlementSettings;
use stts_store::DatabaseSettings;

use super::Folder;

/// Who consumes whose events.
const CONSUMERS: [(&str, &str); 3] = [
    (stts_identity::NAME, stts_dossier::NAME),
    (stts_dossier::NAME, stts_tasks::NAME),
    (stts_dossier::NAME, stts_notifications::NAME),
];

/// The services that consume this one's events.
pub(crate) fn consumers_of(service: &str) -> impl Iterator<Item = &'static str> {
    let of = CONSUMERS.into_iter().filter(move |(producer, _)| *producer == service);
    of.map(|(_, consumer)| consumer)
}

/// Where the services keep their data.
#[derive(Clone, Debug)]
pub enum Databases {
    /// SQLite files in the suite's folder, one for each service.
    Sqlite,
    /// These, by the name of the service.
    Each(BTreeMap<&'static str, DatabaseSettings>),
}

/// Everything that the suite is told at its start.
#[derive(Clone, Debug)]
pub struct SuiteSettings {
    /// The folder of keys, clients, population, letters and SQLite files.
    pub folder: PathBuf,
    /// Where the services keep their data.
    pub databases: Databases,
    /// How long a caller waits for a database connection, in milliseconds.
    pub acquire_timeout_ms: u64,
    /// Where a simulated clock starts; absent, business time is the machine's.
    pub simulated_from: Option<DateTime<Utc>>,
    /// The people of the register.
    pub population: PopulationSource,
    /// How much of everything.
    pub limits: LimitSettings,
    /// The dossier service's own part.
    pub dossier: DossierSettings,
    /// The settlement service's own part.
    pub settlement: SettlementSettings,
}

impl SuiteSettings {
    /// On this folder, with everything else as usual.
    pub fn on(folder: impl Into<PathBuf>, population: PopulationSource) -> Self {
        Self {
            folder: folder.into(),
            databases: Databases::Sqlite,
            acquire_timeout_ms: 3_000,
            simulated_from: None,
            population,
            limits: LimitSettings::default(),
            dossier: DossierSettings::default(),
            settlement: SettlementSettings::default(),
        }
    }

    pub(super) fn frame(&self, service: &'static str, folder: &Folder) -> FrameSettings {
        let database = match &self.databases {
            Databases::Sqlite => None,
            Databases::Each(databases) => databases.get(service).cloned(),
        };
        let database = database.unwrap_or_else(|| folder.sqlite(service));
        let database = DatabaseSettings {
            vault_keys: folder.vault_keys(),
            acquire_timeout_ms: self.acquire_timeout_ms,
            ..database
        };
        let consumers = consumers_of(service).map(str::to_owned).collect();
        let simulated_from = self.simulated_from;
        FrameSettings { simulated_from, consumers, ..FrameSettings::on(database) }
    }
}

//! Where a checker looks.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;
use stts_identity::PopulationSource;
use stts_queue::RedisSettings;
use stts_store::DatabaseSettings;

use crate::deployment::{SERVICES, Targets};

/// What a checker is told.
#[derive(Clone, Debug)]
pub struct CheckSettings {
    /// The PostgreSQL database of each service, by the service's name.
    pub databases: BTreeMap<String, DatabaseSettings>,
    /// The Redis that carries the events; absent, it is not looked at.
    pub redis: Option<RedisSettings>,
    /// The people of the register, whose numbers must be nowhere; absent, they are not looked for.
    pub population: Option<PopulationSource>,
    /// The folder of the services' logs, where no number may be either.
    pub logs_folder: Option<PathBuf>,
}

/// What a checker reads of a service's settings.
#[derive(Deserialize)]
struct ServiceFile {
    database: DatabaseFile,
    redis: RedisSettings,
}

#[derive(Deserialize)]
struct DatabaseFile {
    url: String,
}

impl CheckSettings {
    /// Of the deployment whose `targets.toml` this is: from the settings of its services, which lie
    /// beside it, readable by their owner alone.
    pub fn of_deployment(targets_file: &Path) -> anyhow::Result<Self> {
        let targets = Targets::read(targets_file)?;
        let folder = targets_file.parent().unwrap_or(Path::new(""));
        let mut databases = BTreeMap::new();
        let mut redis = None;
        for service in SERVICES {
            let file = folder.join("settings").join(format!("{service}-1.toml"));
            let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            let own: ServiceFile =
                toml::from_str(&text).with_context(|| file.display().to_string())?;
            databases.insert(service.to_owned(), DatabaseSettings::at(own.database.url));
            redis = Some(own.redis);
        }
        let logs_folder = Some(folder.join("logs"));
        Ok(Self { databases, redis, population: Some(targets.population), logs_folder })
    }
}

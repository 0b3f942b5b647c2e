//! What a deployed service is told.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use stts_chassis::settings::{
    CallerSettings, Environment, Fault, LimitSettings, ListenerSettings, Settings,
    TelemetrySettings,
};
use stts_queue::RedisSettings;
use stts_store::DatabaseSettings;

use crate::FrameSettings;

/// The part of the settings that is a service's own.
pub trait OwnSettings {
    /// Everything that is wrong with it at `path` where the service runs; nothing, unless a service
    /// says otherwise.
    fn faults(&self, path: &str, environment: Environment) -> Vec<Fault> {
        let _ = (path, environment);
        Vec::new()
    }
}

/// The settings of a service in a process of its own: a TOML file, then variables such as
/// `STTS_DOSSIER__DATABASE__URL`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[serde(bound(deserialize = "Own: Default + Deserialize<'de>"))]
pub struct ServiceSettings<Own> {
    /// Where it runs.
    pub environment: Environment,
    /// Where a simulated business clock starts, such as `2026-01-01T08:00:00Z`; only in development.
    /// Without it, business time is the machine's.
    pub simulated_from: Option<String>,
    /// The folder of the key with which the service signs its own tokens.
    pub keys_folder: PathBuf,
    /// The services that consume this one's events.
    pub consumers: Vec<String>,
    /// The internal addresses of every service that this one calls, one for each replica, such as
    /// `identity = ["http://identity:50052"]`.
    pub services: BTreeMap<String, Vec<String>>,
    /// The database.
    pub database: DatabaseSettings,
    /// What carries events to other services.
    pub redis: RedisSettings,
    /// Where it listens.
    pub listeners: ListenerSettings,
    /// Who may call.
    pub callers: CallerSettings,
    /// What it tells about itself.
    pub telemetry: TelemetrySettings,
    /// How much of everything.
    pub limits: LimitSettings,
    /// The service's own part.
    pub service: Own,
}

impl<Own> ServiceSettings<Own> {
    /// What the frame needs to be told. A deployed service never migrates.
    pub fn frame(&self) -> FrameSettings {
        FrameSettings {
            migrates: false,
            simulated_from: self.instant().unwrap_or_default(),
            consumers: self.consumers.clone(),
            ..FrameSettings::on(self.database.clone())
        }
    }

    fn instant(&self) -> Result<Option<DateTime<Utc>>, chrono::ParseError> {
        self.simulated_from.as_deref().map(str::parse).transpose()
    }
}

impl<Own: OwnSettings> Settings for ServiceSettings<Own> {
    fn faults(&self) -> Vec<Fault> {
        let mut faults = self.limits.faults("limits");
        faults.extend(self.callers.faults("callers", self.environment));
        faults.extend(self.service.faults("service", self.environment));
        if self.database.url.expose().is_empty() {
            let message = "must be set, such as postgres://user:password@host:5432/dossier";
            faults.push(Fault::new("database.url", message));
        }
        if self.redis.urls.is_empty() {
            faults.push(Fault::new("redis.urls", "must be set, such as [\"redis://redis:6379\"]"));
        }
        if self.instant().is_err() {
            let message = "is not an instant such as 2026-01-01T08:00:00Z";
            faults.push(Fault::new("simulated_from", message));
        }
        if self.simulated_from.is_some() && self.environment != Environment::Development {
            let message = "a simulated clock needs environment = \"development\"";
            faults.push(Fault::new("simulated_from", message));
        }
        faults
    }
}

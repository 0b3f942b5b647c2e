//! The settings of `stts run`, as a file or the environment may give them.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use stts_chassis::settings::{Fault, LimitSettings, Settings, TelemetrySettings};
use stts_dossier::settings::DossierSettings;
use stts_identity::PopulationSource;
use stts_settlement::settings::SettlementSettings;

use super::SuiteSettings;

/// What an installation may change: `stts.toml`, then variables such as `STTS__LISTEN`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RunSettings {
    /// The folder of keys, clients, databases and letters.
    pub data: PathBuf,
    /// The one address of all public rpcs.
    pub listen: SocketAddr,
    /// Where a simulated business clock starts, such as `2026-01-01T08:00:00Z`; without it, business
    /// time is the machine's.
    pub simulated_from: Option<String>,
    /// The people of the simulated register.
    pub population: PopulationSource,
    /// Log lines, traces and metrics.
    pub telemetry: TelemetrySettings,
    /// How much of everything.
    pub limits: LimitSettings,
    /// The dossier service's own part.
    pub dossier: DossierSettings,
    /// The settlement service's own part.
    pub settlement: SettlementSettings,
}

impl Default for RunSettings {
    fn default() -> Self {
        Self {
            data: ".stts".into(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 50051)),
            simulated_from: None,
            population: PopulationSource::default(),
            telemetry: TelemetrySettings::default(),
            limits: LimitSettings::default(),
            dossier: DossierSettings::default(),
            settlement: SettlementSettings::default(),
        }
    }
}

impl RunSettings {
    /// The suite as these settings want it.
    pub fn suite(&self) -> SuiteSettings {
        SuiteSettings {
            simulated_from: self.instant().unwrap_or_default(),
            limits: self.limits.clone(),
            dossier: self.dossier.clone(),
            settlement: self.settlement.clone(),
            ..SuiteSettings::on(&self.data, self.population.clone())
        }
    }

    fn instant(&self) -> Result<Option<DateTime<Utc>>, chrono::ParseError> {
        self.simulated_from.as_deref().map(str::parse).transpose()
    }
}

impl Settings for RunSettings {
    fn faults(&self) -> Vec<Fault> {
        let mut faults = self.limits.faults("limits");
        faults.extend(self.telemetry.faults("telemetry"));
        faults.extend(self.settlement.faults("settlement"));
        faults.extend(self.population.faults("population"));
        if self.instant().is_err() {
            let message = "is not an instant such as 2026-01-01T08:00:00Z";
            faults.push(Fault::new("simulated_from", message));
        }
        faults
    }
}

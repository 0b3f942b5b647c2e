//! What an installation may change of this service alone.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use stts_chassis::settings::{Environment, Fault};
use stts_service::OwnSettings;

/// The settings of the fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SettlementSettings {
    /// A folder with `tariff.toml` in place of the rows that are compiled in.
    pub rules_folder: Option<PathBuf>,
    /// The time in which the dossier service must have sent a year, in milliseconds; what has come
    /// by then is kept, and a repeat goes on after it.
    pub export_timeout_ms: u64,
}

impl Default for SettlementSettings {
    fn default() -> Self {
        Self { rules_folder: None, export_timeout_ms: 10 * 60_000 }
    }
}

impl SettlementSettings {
    /// What is wrong with them at `path`: a time of zero, a folder that is not there.
    pub fn faults(&self, path: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.export_timeout_ms == 0 {
            faults.push(Fault::new(format!("{path}.export_timeout_ms"), "must be at least 1"));
        }
        if let Some(folder) = self.rules_folder.as_ref().filter(|folder| !folder.is_dir()) {
            let message = format!("there is no folder {}", folder.display());
            faults.push(Fault::new(format!("{path}.rules_folder"), message));
        }
        faults
    }

    /// The time in which the dossier service must have sent a year.
    pub const fn export_timeout(&self) -> Duration {
        Duration::from_millis(self.export_timeout_ms)
    }
}

impl OwnSettings for SettlementSettings {
    fn faults(&self, path: &str, _environment: Environment) -> Vec<Fault> {
        Self::faults(self, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_work_is_named() {
        assert_eq!(SettlementSettings::default().faults("settlement"), []);
        let settings = SettlementSettings {
            rules_folder: Some("/nowhere/at/all".into()),
            export_timeout_ms: 0,
        };
        let faults = settings.faults("settlement");
        let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, ["settlement.export_timeout_ms", "settlement.rules_folder"]);
    }
}

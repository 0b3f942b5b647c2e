//! What an installation may change of this service alone.

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use stts_chassis::settings::{Environment, Fault, Secret};
use stts_service::OwnSettings;

use crate::population::PopulationSettings;
use crate::store::{IndexKey, InvalidIndexKey};

const NO_REAL_REGISTER: &str = "these people are synthetic, which needs environment = \"development\": \
     the real register cannot be asked yet";

/// The settings of this service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdentitySettings {
    /// Who is in the simulated register.
    pub population: PopulationSource,
    /// The key under which national numbers are hashed: 32 random bytes in base64. It must stay the
    /// same as long as the database does, else everybody gets a second id.
    pub index_key: Secret<String>,
    /// The time in which the register must have answered a consultation, in milliseconds. It ends
    /// before the caller's own deadline, so that the caller is told who did not answer.
    pub register_budget_ms: u64,
}

/// Where the people of the simulated register come from: a file, or else they are made. The same
/// numbers make the same people, and the ids in the database are theirs: change them only together
/// with an empty database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PopulationSource {
    /// A population file; when it is named, size, seed and date are not looked at.
    pub file: Option<PathBuf>,
    /// A file of what changes about these people, and when: one JSON text a line, such as
    /// `{"on": "2026-03-05", "number": "...", "what": "DEATH"}`. It is read at every start and may
    /// grow; what was read before stays.
    pub changes_file: Option<PathBuf>,
    /// How many people.
    pub persons: u64,
    /// The seed.
    pub seed: u64,
    /// The date on which ages and statuses are as they are made, such as `2026-01-01`. Never
    /// today's, which would make other people every day.
    pub reference_date: String,
}

impl Default for IdentitySettings {
    fn default() -> Self {
        Self {
            population: PopulationSource::default(),
            index_key: Secret::default(),
            register_budget_ms: 3_000,
        }
    }
}

impl Default for PopulationSource {
    fn default() -> Self {
        Self {
            file: None,
            changes_file: None,
            persons: 10_000,
            seed: 1,
            reference_date: "2026-01-01".to_owned(),
        }
    }
}

impl IdentitySettings {
    /// What is wrong with them at `path`: a key that is none, a time of zero, a population that
    /// cannot be.
    pub fn faults(&self, path: &str) -> Vec<Fault> {
        let mut faults = self.population.faults(&format!("{path}.population"));
        if let Err(error) = self.index_key() {
            faults.push(Fault::new(format!("{path}.index_key"), error.to_string()));
        }
        if self.register_budget_ms == 0 {
            faults.push(Fault::new(format!("{path}.register_budget_ms"), "must be at least 1"));
        }
        faults
    }

    /// The key under which national numbers are hashed.
    pub fn index_key(&self) -> Result<IndexKey, InvalidIndexKey> {
        IndexKey::from_base64(self.index_key.expose())
    }

    /// The time in which the register must have answered a consultation.
    pub const fn register_budget(&self) -> Duration {
        Duration::from_millis(self.register_budget_ms)
    }
}

impl PopulationSource {
    /// What is wrong with it at `path`: a file that is not there, a population that cannot be.
    pub fn faults(&self, path: &str) -> Vec<Fault> {
        let absent = |name: &str, file: &PathBuf| {
            let message = format!("there is no file {}", file.display());
            (!file.is_file()).then(|| Fault::new(format!("{path}.{name}"), message))
        };
        let mut faults = Vec::new();
        match (&self.file, self.settings()) {
            (Some(file), _) => faults.extend(absent("file", file)),
            (None, Err(message)) => faults.push(Fault::new(path, message)),
            (None, Ok(_)) => {}
        }
        let changes = self.changes_file.as_ref();
        faults.extend(changes.and_then(|file| absent("changes_file", file)));
        faults
    }

    /// What the people are made from.
    pub fn settings(&self) -> Result<PopulationSettings, String> {
        let date: NaiveDate = self
            .reference_date
            .parse()
            .map_err(|_| "reference_date is not a date such as 2026-01-31".to_owned())?;
        PopulationSettings::new(self.persons, self.seed, date).map_err(|error| error.to_string())
    }
}

impl OwnSettings for IdentitySettings {
    /// The register of people is the simulated one, whose answers must never decide about a right.
    fn faults(&self, path: &str, environment: Environment) -> Vec<Fault> {
        let mut faults = Self::faults(self, path);
        if environment == Environment::Production {
            faults.push(Fault::new(format!("{path}.population"), NO_REAL_REGISTER));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_key() -> IdentitySettings {
        let index_key = Secret::new("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=".to_owned());
        IdentitySettings { index_key, ..IdentitySettings::default() }
    }

    fn faults(settings: &IdentitySettings) -> Vec<String> {
        settings.faults("identity").into_iter().map(|fault| fault.path).collect()
    }

    #[test]
    fn only_the_key_has_to_be_given() {
        assert_eq!(faults(&with_key()), Vec::<String>::new());
        assert_eq!(faults(&IdentitySettings::default()), ["identity.index_key"]);
    }

    #[test]
    fn synthetic_people_are_for_development() {
        let faults = |environment| OwnSettings::faults(&with_key(), "service", environment);
        assert_eq!(faults(Environment::Development), []);
        let [fault] = faults(Environment::Production).try_into().unwrap();
        assert_eq!((&*fault.path, &*fault.message), ("service.population", NO_REAL_REGISTER));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let population = |source: PopulationSource| {
            faults(&IdentitySettings { population: source, ..with_key() })
        };
        let made = PopulationSource::default;
        assert_eq!(population(PopulationSource { persons: 0, ..made() }), ["identity.population"]);
        assert_eq!(
            population(PopulationSource { reference_date: "today".to_owned(), ..made() }),
            ["identity.population"]
        );
        assert_eq!(
            population(PopulationSource { file: Some("nowhere".into()), persons: 0, ..made() }),
            ["identity.population.file"]
        );
        assert_eq!(
            population(PopulationSource { changes_file: Some("nowhere".into()), ..made() }),
            ["identity.population.changes_file"]
        );
        let budget = IdentitySettings { register_budget_ms: 0, ..with_key() };
        assert_eq!(faults(&budget), ["identity.register_budget_ms"]);
    }

    #[test]
    fn the_key_is_never_shown() {
        let settings = with_key();
        let key = settings.index_key.expose().clone();
        assert!(!format!("{settings:?}").contains(&key));
    }
}

//! Reads settings and tells where each fault came from.

use std::fmt;
use std::path::PathBuf;

use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::Value;
use figment::{Figment, Source};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::secret::revealed;
use super::{Fault, Settings};

/// Where settings come from, besides their defaults.
#[derive(Clone, Debug, Default)]
pub struct SettingsSource {
    /// A TOML file; it must exist when named.
    pub file: Option<PathBuf>,
    /// What names of environment variables begin with, such as `STTS_DOSSIER`: the variable of
    /// `database.url` is then `STTS_DOSSIER__DATABASE__URL`.
    pub environment_prefix: String,
}

/// Settings that cannot be used; shows one line for each fault, with its path and its origin.
#[derive(Debug, PartialEq, Eq)]
pub struct SettingsError {
    /// Each fault, and where the value came from.
    pub faults: Vec<(Fault, String)>,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (fault, origin)) in self.faults.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            if fault.path.is_empty() {
                write!(formatter, "{separator}settings file {origin}: {}", fault.message)?;
                continue;
            }
            write!(formatter, "{separator}setting `{}` ({origin}): {}", fault.path, fault.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for SettingsError {}

/// Loads settings: defaults, overridden by the file, overridden by the environment. An unknown key
/// is refused. Of values that cannot be read the first is named; of readable ones every fault.
pub fn load<S>(source: &SettingsSource) -> Result<S, SettingsError>
where
    S: Settings + Default + Serialize + DeserializeOwned,
{
    let defaults = revealed(|| Value::serialize(S::default()).map_err(Box::new));
    let defaults = defaults.map_err(|error| unreadable(&error, source))?;
    let mut figment = Figment::from(Serialized::defaults(defaults));
    if let Some(file) = &source.file {
        if !file.is_file() {
            let fault = Fault::new("", "there is no such file");
            return Err(SettingsError { faults: vec![(fault, file.display().to_string())] });
        }
        figment = figment.merge(Toml::file_exact(file));
    }
    let prefix = format!("{}__", source.environment_prefix);
    figment = figment.merge(Env::prefixed(&prefix).split("__"));

    let settings: S = figment.extract().map_err(|error| unreadable(&error, source))?;
    let named = |fault: Fault| {
        let origin = figment.find_metadata(&fault.path).map(|metadata| {
            origin(metadata, &fault.path.split('.').map(str::to_owned).collect::<Vec<_>>(), source)
        });
        (fault, origin.unwrap_or_else(|| DEFAULT.to_owned()))
    };
    let faults: Vec<_> = settings.faults().into_iter().map(named).collect();
    if faults.is_empty() { Ok(settings) } else { Err(SettingsError { faults }) }
}

/// The settings as a TOML file that could be given back, with secrets hidden.
pub fn print<S: Serialize>(settings: &S) -> String {
    toml::to_string_pretty(settings).unwrap_or_else(|error| format!("# {error}\n"))
}

const DEFAULT: &str = "by default";

fn unreadable(error: &figment::Error, source: &SettingsSource) -> SettingsError {
    let one = |error: figment::Error| {
        let path = match &error.kind {
            figment::error::Kind::UnknownField(field, _) => {
                let mut path = error.path.clone();
                if path.last().is_none_or(|last| last != field) {
                    path.push(field.clone());
                }
                path
            }
            _ => error.path.clone(),
        };
        let origin = error.metadata.as_ref().map(|metadata| origin(metadata, &path, source));
        let fault = Fault::new(path.join("."), error.kind.to_string());
        (fault, origin.unwrap_or_else(|| DEFAULT.to_owned()))
    };
    SettingsError { faults: error.clone().into_iter().map(one).collect() }
}

fn origin(metadata: &figment::Metadata, path: &[String], source: &SettingsSource) -> String {
    match &metadata.source {
        Some(Source::File(file)) => format!("in {}", file.display()),
        _ if metadata.name.contains("environment") => {
            let variable = path.join("__").to_uppercase();
            format!("in the environment variable {}__{variable}", source.environment_prefix)
        }
        _ => DEFAULT.to_owned(),
    }
}

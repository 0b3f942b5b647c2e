//! Settings from file and environment, as an installation gives them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::*;

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Example {
    environment: Environment,
    clock: ClockSettings,
    listeners: ListenerSettings,
    database: Database,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Database {
    url: Secret<String>,
    connections: u32,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: Secret::new("sqlite://default".into()), connections: 8 }
    }
}

impl Settings for Example {
    fn faults(&self) -> Vec<Fault> {
        let mut faults = self.clock.faults("clock", self.environment);
        if self.database.connections == 0 {
            faults.push(Fault::new("database.connections", "must be at least 1"));
        }
        faults
    }
}

fn from(text: &str) -> Result<Example, SettingsError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, text).unwrap();
    load_file(&file)
}

fn load_file(file: &Path) -> Result<Example, SettingsError> {
    let environment_prefix = "STTS_NO_SUCH_VARIABLES".into();
    load(&SettingsSource { file: Some(file.to_owned()), environment_prefix })
}

#[test]
fn a_file_changes_what_it_names_and_leaves_the_defaults() {
    let settings =
        from("[listeners]\npublic = \"0.0.0.0:9000\"\n[database]\nconnections = 2").unwrap();
    assert_eq!(settings.listeners.public.port(), 9000);
    assert_eq!(settings.listeners.internal, ListenerSettings::default().internal);
    assert_eq!(settings.database.connections, 2);
    assert_eq!(settings.database.url.expose(), "sqlite://default");
}

#[test]
fn each_fault_is_named_with_its_path_and_its_origin() {
    for (text, path, message) in [
        ("[database]\nconections = 2", "database.conections", "unknown field"),
        ("[database]\nconnections = \"two\"", "database.connections", "invalid type"),
        ("[listeners]\npublic = \"nowhere\"", "listeners.public", "invalid socket address"),
        ("environment = \"test\"", "environment", "unknown variant"),
        ("clock = \"simulated\"", "clock", "development"),
    ] {
        let error = from(text).unwrap_err();
        let (fault, origin) = &error.faults[0];
        assert_eq!(fault.path, path, "{error}");
        assert!(fault.message.contains(message), "{error}");
        assert!(origin.ends_with("settings.toml"), "{error}");
    }
}

#[test]
fn every_fault_of_readable_settings_is_named() {
    let error = from("clock = \"simulated\"\n[database]\nconnections = 0").unwrap_err();
    let paths: Vec<_> = error.faults.iter().map(|(fault, _)| fault.path.as_str()).collect();
    assert_eq!(paths, ["clock", "database.connections"]);
    assert_eq!(error.to_string().lines().count(), 2);
}

#[test]
fn a_named_file_must_exist() {
    let error = load_file(Path::new("/nowhere/settings.toml")).unwrap_err();
    assert!(error.to_string().contains("/nowhere/settings.toml"), "{error}");
}

/// A test cannot set variables of its own process, so this one runs itself in another.
#[test]
fn the_environment_overrides_the_file() {
    const VARIABLES: [(&str, &str); 2] =
        [("STTS_EXAMPLE__DATABASE__URL", "s3cret"), ("STTS_EXAMPLE__DATABASE__CONNECTIONS", "0")];
    if std::env::var_os(VARIABLES[0].0).is_none() {
        let mut again = std::process::Command::new(std::env::current_exe().unwrap());
        again.args(["--exact", "settings::tests::the_environment_overrides_the_file"]);
        assert!(again.envs(VARIABLES).status().unwrap().success());
        return;
    }
    let source = SettingsSource { file: None, environment_prefix: "STTS_EXAMPLE".into() };
    let error = load::<Example>(&source).unwrap_err().to_string();
    assert!(error.contains("STTS_EXAMPLE__DATABASE__CONNECTIONS"), "{error}");
    assert!(!error.contains("s3cret"), "{error}");
}

#[test]
fn settings_are_printed_without_secrets() {
    let printed = print(&Example::default());
    assert!(printed.contains("url = \"[hidden]\""), "{printed}");
    assert!(!printed.contains("sqlite://"), "{printed}");
    let again: Example = toml::from_str(&printed).unwrap();
    assert_eq!(again.listeners, ListenerSettings::default());
}

#[test]
fn a_development_issuer_needs_development() {
    let callers = CallerSettings {
        issuer: crate::caller::DEVELOPMENT_ISSUER.into(),
        jwks_file: "/dev/null".into(),
        clients_file: "Cargo.toml".into(),
        ..CallerSettings::default()
    };
    let paths = |environment| -> Vec<_> {
        callers.faults("callers", environment).into_iter().map(|fault| fault.path).collect()
    };
    assert_eq!(paths(Environment::Production), ["callers.jwks_file", "callers.issuer"]);
    assert_eq!(paths(Environment::Development), ["callers.jwks_file"]);
}

//! An installation of the dossier service's program, and what the program tells.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use stts::suite::Folder;
use stts_chassis::caller::DEVELOPMENT_ISSUER;
use stts_testkit::{Databases, redis_url, vault_keys};
use tempfile::TempDir;
use tokio::process::Command;

/// Longer than any of the program's own limits.
const ENDS_WITHIN: Duration = Duration::from_mins(1);

/// The program of a service, beside the folder of this test.
pub(super) fn program(service: &str) -> PathBuf {
    let mut program = std::env::current_exe().unwrap();
    program.pop();
    program.set_file_name(format!("stts-{service}"));
    program
}

/// Settings that could serve on a database without a schema, and what is changed of them.
pub(super) struct Installation {
    folder: TempDir,
    /// The address of its database.
    pub(super) database_url: String,
    changed: Vec<(&'static str, String)>,
}

/// What the program told when it had ended.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) code: i32,
    pub(super) output: Vec<String>,
    pub(super) error: Vec<String>,
}

impl Installation {
    /// With keys, a list of clients, and an empty database on the run's servers.
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let (database, _) = Databases::empty(stts_testkit::DatabaseKind::Postgres);
        let database_url = database.url.expose().clone();
        // It holds the folder as long as it is there; the program reads it only.
        drop(Folder::prepare(folder.path()).unwrap());
        let installation = Self { folder, database_url, changed: Vec::new() };
        fs::write(installation.file(), installation.settings()).unwrap();
        installation
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("dossier.toml")
    }

    fn settings(&self) -> String {
        let (folder, url, redis) = (self.folder.path().display(), &self.database_url, redis_url());
        let key = &vault_keys()[0];
        let (key_id, secret) = (key.id, key.secret.expose());
        format!(
            "environment = \"development\"\n\
             keys_folder = \"{folder}/keys\"\n\
             [database]\n\
             url = \"{url}\"\n\
             acquire_timeout_ms = 2000\n\
             vault_keys = [{{ id = {key_id}, secret = \"{secret}\" }}]\n\
             [redis]\n\
             urls = [\"{redis}\"]\n\
             [listeners]\n\
             public = \"127.0.0.1:0\"\n\
             internal = \"127.0.0.1:0\"\n\
             health = \"127.0.0.1:0\"\n\
             [callers]\n\
             jwks_file = \"{folder}/keys/jwks.json\"\n\
             clients_file = \"{folder}/clients.toml\"\n\
             issuer = \"{DEVELOPMENT_ISSUER}\"\n\
             audience = \"stts\"\n\
             [services]\n\
             identity = [\"http://127.0.0.1:1\"]\n"
        )
    }

    /// With another value in the program's environment.
    pub(super) fn with(mut self, variable: &'static str, value: impl Into<String>) -> Self {
        self.changed.push((variable, value.into()));
        self
    }

    /// With a line before all others in the settings file.
    pub(super) fn with_line(self, line: &str) -> Self {
        fs::write(self.file(), format!("{line}\n{}", self.settings())).unwrap();
        self
    }

    /// With the newest schema.
    pub(super) async fn migrated(self) -> Self {
        let told = self.told(&["migrate"]).await;
        assert_eq!(told.code, 0, "{told:?}");
        self
    }

    /// What the program tells with these arguments, until it ends. Its folder stands in it as
    /// `FOLDER`.
    pub(super) async fn told(&self, arguments: &[&str]) -> Told {
        let program = program("dossier");
        let told = Command::new(&program)
            .arg("--config")
            .arg(self.file())
            .args(arguments)
            .envs(self.changed.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output();
        let told = tokio::time::timeout(ENDS_WITHIN, told).await.expect("it ends");
        let told = told.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let lines = |bytes: &[u8]| -> Vec<String> {
            let folder = self.folder.path().display().to_string();
            let text = String::from_utf8_lossy(bytes).replace(&folder, "FOLDER");
            text.lines().map(str::to_owned).collect()
        };
        Told {
            code: told.status.code().unwrap(),
            output: lines(&told.stdout),
            error: lines(&told.stderr),
        }
    }
}

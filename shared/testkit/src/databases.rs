//! A fresh database with a service's schema for every test, on both kinds.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, process};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use stts_store::{DatabaseSettings, Migrations, Store, VaultKey, migrate};
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::POSTGRES_VARIABLE;
use crate::failure::{fail, must};
use crate::postgres::{PostgresServer, programs};

static SERVER: OnceLock<Result<PostgresServer, String>> = OnceLock::new();
static TEMPLATES: Mutex<BTreeMap<&'static str, String>> = Mutex::const_new(BTreeMap::new());
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Few connections per test, so that many tests fit into one server.
const CONNECTIONS: u32 = 10;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where tests get databases of one schema; a constant of a test binary.
#[derive(Clone, Copy)]
pub struct Databases {
    schema: &'static str,
    migrations: fn() -> Migrations,
}

/// A test's own database. A SQLite file goes when this is dropped, a PostgreSQL database with its
/// server.
pub struct TestDatabase {
    /// Which of the two.
    pub kind: DatabaseKind,
    /// The open database.
    pub store: Store,
    /// How to open it again.
    pub settings: DatabaseSettings,
    migrations: fn() -> Migrations,
    _folder: Option<TempDir>,
}

impl Databases {
    /// Databases with the schema of that name, as these migrations make it (the shared ones
    /// included).
    pub const fn of(schema: &'static str, migrations: fn() -> Migrations) -> Self {
        Self { schema, migrations }
    }

    /// One of each kind.
    pub async fn each(&self) -> [TestDatabase; 2] {
        [self.sqlite().await, self.postgres().await]
    }

    /// One of a kind.
    pub async fn one(&self, kind: DatabaseKind) -> TestDatabase {
        match kind {
            DatabaseKind::Sqlite => self.sqlite().await,
            DatabaseKind::Postgres => self.postgres().await,
        }
    }

    /// A new SQLite file.
    pub async fn sqlite(&self) -> TestDatabase {
        let (settings, folder) = Self::empty(DatabaseKind::Sqlite);
        must(migrate(&settings, (self.migrations)()).await, "migrations on SQLite");
        self.open(DatabaseKind::Sqlite, settings, folder).await
    }

    /// A new PostgreSQL database, copied from one that was migrated once.
    pub async fn postgres(&self) -> TestDatabase {
        let template = self.template().await;
        let settings = settings(create_database(&["--template", &template]));
        self.open(DatabaseKind::Postgres, settings, None).await
    }

    /// A new database without a schema, for tests of migrations; the folder is to be kept as long.
    pub fn empty(kind: DatabaseKind) -> (DatabaseSettings, Option<TempDir>) {
        match kind {
            DatabaseKind::Sqlite => {
                let folder = must(TempDir::with_prefix("stts-sqlite-"), "a temporary folder");
                let file = folder.path().join("test.db");
                (settings(format!("sqlite://{}", file.display())), Some(folder))
            }
            DatabaseKind::Postgres => (settings(create_database(&[])), None),
        }
    }

    async fn open(
        &self,
        kind: DatabaseKind,
        settings: DatabaseSettings,
        folder: Option<TempDir>,
    ) -> TestDatabase {
        let store = Store::open(&settings, (self.migrations)()).await;
        let store = must(store, "opening a test database");
        TestDatabase { kind, store, settings, migrations: self.migrations, _folder: folder }
    }

    async fn template(&self) -> String {
        let mut templates = TEMPLATES.lock().await;
        if let Some(template) = templates.get(self.schema) {
            return template.clone();
        }
        let url = create_database(&[]);
        must(migrate(&settings(url.clone()), (self.migrations)()).await, "migrations");
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        templates.insert(self.schema, name.clone());
        name
    }
}

impl TestDatabase {
    /// An empty one of the same kind and schema.
    pub async fn another(&self) -> Self {
        let (settings, folder) = Databases::empty(self.kind);
        must(migrate(&settings, (self.migrations)()).await, "migrations");
        let of_it = Databases { schema: "", migrations: self.migrations };
        of_it.open(self.kind, settings, folder).await
    }

    /// Opens it once more with connections of its own, as another replica would.
    pub async fn open_again(&self) -> Store {
        let store = Store::open(&self.settings, (self.migrations)()).await;
        must(store, "opening a test database again")
    }
}

/// The keys under which tests seal.
pub fn vault_keys() -> Vec<VaultKey> {
    vec![VaultKey::new(1, STANDARD.encode([7; 32]))]
}

fn settings(url: String) -> DatabaseSettings {
    DatabaseSettings {
        max_connections: CONNECTIONS,
        acquire_timeout_ms: 30_000,
        vault_keys: vault_keys(),
        ..DatabaseSettings::at(url)
    }
}

/// Makes a database and gives its address.
fn create_database(options: &[&str]) -> String {
    let server = postgres_url();
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", process::id());
    let Some(programs) = programs() else { fail("PostgreSQL is not installed: run `make setup`") };
    let made = Command::new(programs.join("createdb"))
        .arg(format!("--maintenance-db={server}/postgres"))
        .args(options)
        .arg(&name)
        .output();
    let made = must(made, "createdb");
    if !made.status.success() {
        fail(&format!("createdb: {}", String::from_utf8_lossy(&made.stderr)));
    }
    format!("{server}/{name}")
}

/// The PostgreSQL of the run, as an address without a database.
pub fn postgres_url() -> String {
    if let Ok(url) = env::var(POSTGRES_VARIABLE) {
        return url;
    }
    match SERVER.get_or_init(PostgresServer::start) {
        Ok(server) => server.url().to_owned(),
        Err(error) => fail(error),
    }
}

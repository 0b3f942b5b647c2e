//! Opening the database, and refusing one that would lose or misread something.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr};
use stts_queue::Signal;
use stts_queue::log::PARTITIONS;
use thiserror::Error;

use crate::migrate::pending_on;
use crate::store::Open;
use crate::{DatabaseSettings, Migrations, Store, StoreError, Vault, sql};

/// A connection that was idle for longer is tried before it is used.
const TRIED_AFTER_IDLE: Duration = Duration::from_secs(5);
/// The target under which statements are told.
pub const STATEMENTS: &str = "stts_store::statements";
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a database was not opened; each is a sentence for whoever starts the service.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// The address is neither of PostgreSQL nor of SQLite.
    #[error("database.url must begin with postgres:// or sqlite:")]
    Url,
    /// A key cannot be used.
    #[error("database.vault_keys: {0}")]
    Keys(&'static str),
    /// Nobody answers there.
    #[error("the database at {place} cannot be reached: {cause}")]
    Unreachable {
        /// Host and database, or file.
        place: String,
        /// Why.
        cause: String,
    },
    /// It was not migrated.
    #[error(
        "the database at {place} has an older schema than this program: {missing} is missing; run \
         the service's `migrate` command first"
    )]
    SchemaOlder {
        /// Host and database, or file.
        place: String,
        /// The first migration that was not applied.
        missing: String,
    },
    /// It would lose acknowledged commits.
    #[error(
        "the database at {0} has synchronous_commit = off, with which a crash loses commits that \
         were acknowledged; set it to on"
    )]
    SynchronousCommitOff(String),
    /// Its transactions would see the past, or fail where they need not.
    #[error(
        "the database at {place} has default_transaction_isolation = {found}; set it to read committed"
    )]
    Isolation {
        /// Host and database, or file.
        place: String,
        /// What it is.
        found: String,
    },
    /// Its events were distributed over another number of partitions.
    #[error("the database at {place} has {found} partitions, this program {PARTITIONS}")]
    Partitions {
        /// Host and database, or file.
        place: String,
        /// The number in the database.
        found: i64,
    },
    /// Something else failed.
    #[error("the database at {place} cannot be opened: {cause}")]
    Failed {
        /// Host and database, or file.
        place: String,
        /// Why.
        cause: StoreError,
    },
}

impl Store {
    /// Opens a migrated database.
    pub async fn open(
        settings: &DatabaseSettings,
        migrations: Migrations,
    ) -> Result<Self, OpenError> {
        let vault = Vault::new(&settings.vault_keys).map_err(OpenError::Keys)?;
        let pools = Pools::connect(settings).await?;
        pools.check(settings, &migrations).await?;
        Ok(Self::new(Open {
            reads: pools.reads,
            writes: pools.writes,
            vault,
            most_transactions: pools.most_transactions,
            transactions: AtomicUsize::new(0),
            events: Signal::default(),
            jobs: Signal::default(),
            woken: Mutex::default(),
            commits: Signal::default(),
        }))
    }
}

pub(crate) struct Pools {
    pub(crate) reads: DatabaseConnection,
    pub(crate) writes: DatabaseConnection,
    most_transactions: usize,
}

impl Pools {
    pub(crate) async fn connect(settings: &DatabaseSettings) -> Result<Self, OpenError> {
        let url = settings.url.expose().as_str();
        let unreachable = |error: DbErr| OpenError::Unreachable {
            place: place(url),
            cause: StoreError::from(error).to_string(),
        };
        if DbBackend::Postgres.is_prefix_of(url) {
            let pool = connect(postgres(settings)).await.map_err(unreachable)?;
            let most_transactions = usize::try_from(settings.max_connections).unwrap_or(1);
            Ok(Self { reads: pool.clone(), writes: pool, most_transactions })
        } else if DbBackend::Sqlite.is_prefix_of(url) {
            make_folder(url);
            let writes = connect(sqlite(settings, 1, false)).await.map_err(unreachable)?;
            let reads = connect(sqlite(settings, settings.max_connections, true));
            Ok(Self { reads: reads.await.map_err(unreachable)?, writes, most_transactions: 1 })
        } else {
            Err(OpenError::Url)
        }
    }

    async fn check(
        &self,
        settings: &DatabaseSettings,
        migrations: &Migrations,
    ) -> Result<(), OpenError> {
        let place = place(settings.url.expose());
        let failed = |cause| OpenError::Failed { place: place.clone(), cause };
        if self.reads.get_database_backend() == DbBackend::Postgres {
            let setting: Option<String> =
                sql::value(&self.reads, "SHOW synchronous_commit", vec![]).await.map_err(failed)?;
            if setting.as_deref() == Some("off") {
                return Err(OpenError::SynchronousCommitOff(place));
            }
            let isolation = "SHOW default_transaction_isolation";
            let found: Option<String> =
                sql::value(&self.reads, isolation, vec![]).await.map_err(failed)?;
            if let Some(found) = found.filter(|found| found != "read committed") {
                return Err(OpenError::Isolation { place, found });
            }
        }
        let pending = pending_on(&self.writes, migrations).await.map_err(failed)?;
        if let Some(missing) = pending.into_iter().next() {
            return Err(OpenError::SchemaOlder { place, missing });
        }
        let partitions = "SELECT partition_count FROM deployment";
        let found: Option<i64> =
            sql::value(&self.reads, partitions, vec![]).await.map_err(failed)?;
        match found.unwrap_or_default() {
            found if found == i64::from(PARTITIONS) => Ok(()),
            found => Err(OpenError::Partitions { place, found }),
        }
    }
}

/// Every statement is told at the level `trace`, within the span that asked: its text, which holds
/// placeholders and nobody's data, and how long it took.
async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let mut connection = Database::connect(options).await?;
    connection.set_metric_callback(|info| {
        let elapsed_us = u64::try_from(info.elapsed.as_micros()).unwrap_or(u64::MAX);
        tracing::trace!(
            target: STATEMENTS,
            { db.query.text = info.statement.sql.as_str(), elapsed_us, failed = info.failed }, "a statement"
        );
    });
    Ok(connection)
}

fn options(settings: &DatabaseSettings, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(settings.url.expose().clone());
    options
        .max_connections(connections.max(1))
        .acquire_timeout(Duration::from_millis(settings.acquire_timeout_ms))
        .test_before_acquire_if_idle_for(TRIED_AFTER_IDLE)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

fn postgres(settings: &DatabaseSettings) -> ConnectOptions {
    let idle = format!("{}ms", settings.idle_in_transaction_timeout_ms);
    let mut options = options(settings, settings.max_connections);
    options.map_sqlx_postgres_opts(move |postgres| {
        postgres.options([("idle_in_transaction_session_timeout", idle.as_str())])
    });
    options
}

fn sqlite(settings: &DatabaseSettings, connections: u32, only_reads: bool) -> ConnectOptions {
    let mut options = options(settings, connections);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(SQLITE_BUSY_TIMEOUT);
        if only_reads { sqlite.pragma("query_only", "ON") } else { sqlite }
    });
    options
}

/// The folder of a SQLite file; where it cannot be made, opening the file says why.
fn make_folder(url: &str) {
    if let Ok(options) = url.parse::<SqliteConnectOptions>()
        && let Some(folder) = options.get_filename().parent()
        && folder != Path::new("")
    {
        let _ = std::fs::create_dir_all(folder);
    }
}

/// The address without user, password and options.
pub(crate) fn place(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let after_password = after_scheme.rsplit_once('@').map_or(after_scheme, |(_, rest)| rest);
    after_password.split('?').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_never_holds_a_password() {
        for (url, expected) in [
            (
                "postgres://stts:s3cret@db.example:5432/dossier?sslmode=require",
                "db.example:5432/dossier",
            ),
            ("postgres://db.example/dossier", "db.example/dossier"),
            ("sqlite:///var/stts/dossier.db?mode=rwc", "/var/stts/dossier.db"),
            ("sqlite:dossier.db", "sqlite:dossier.db"),
        ] {
            assert_eq!(place(url), expected);
        }
    }
}

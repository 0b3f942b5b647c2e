//! What can go wrong with the database, in the classes that decide what is done next.

use sea_orm::sqlx::Error as SqlxError;
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use stts_kernel::{ErrorKind, Refusal};
use stts_queue::QueueError;
use stts_queue::jobs::JobError;
use stts_queue::log::HandlerError;
use thiserror::Error;

use crate::columns::{primary_name, unique_name};

/// Why a statement or transaction failed. The texts are for logs: codes and names of tables, never
/// a value, since values are about persons.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The database does not answer; whether a commit under way happened is unknown.
    #[error("the database does not answer ({0})")]
    Unavailable(String),
    /// No connection was free in time.
    #[error("no database connection was free in time")]
    Overloaded,
    /// A row with this key is there already.
    #[error("{constraint} is violated")]
    UniqueViolation {
        /// The name of the unique index or primary key, the same on both databases; see
        /// [`crate::columns`].
        constraint: String,
    },
    /// Somebody else was faster: load, decide and try again.
    #[error("somebody else was faster")]
    LostRace,
    /// A row that no code of ours can have written so.
    #[error("a row cannot be read ({0})")]
    Corrupt(String),
    /// A fault of ours.
    #[error("the database refused a statement ({0})")]
    Other(String),
}

impl StoreError {
    /// Whether it was this unique index or primary key that was violated, such as
    /// `household_place_pkey` or `task_dossier_number_kind_key`.
    pub fn violates(&self, name: &str) -> bool {
        matches!(self, Self::UniqueViolation { constraint } if constraint == name)
    }

    /// What the caller is told.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Unavailable(_) | Self::LostRace => ErrorKind::ServiceUnavailable,
            Self::Overloaded => ErrorKind::Overloaded,
            Self::UniqueViolation { .. } | Self::Corrupt(_) | Self::Other(_) => ErrorKind::Internal,
        }
    }

    /// As [`Self::kind`], once the cause is in the log: the caller is told no more than the kind.
    pub fn told(self) -> ErrorKind {
        tracing::warn!(error = %self, "the database could not be read or written");
        self.kind()
    }
}

/// Checks an update that names the version it was decided on: when it changed no row, somebody else
/// did since, and it is [`StoreError::LostRace`].
pub fn guarded(rows_affected: u64) -> Result<(), StoreError> {
    if rows_affected == 0 { Err(StoreError::LostRace) } else { Ok(()) }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        error.kind().into()
    }
}

impl From<StoreError> for QueueError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::Overloaded | StoreError::LostRace => {
                Self::Unavailable(error.to_string())
            }
            StoreError::UniqueViolation { .. } | StoreError::Corrupt(_) | StoreError::Other(_) => {
                Self::Broken(error.to_string())
            }
        }
    }
}

impl From<StoreError> for HandlerError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::Overloaded | StoreError::LostRace => {
                Self::Unavailable
            }
            StoreError::UniqueViolation { .. } => Self::Poison("UNIQUE_VIOLATION"),
            StoreError::Corrupt(_) => Self::Poison("CORRUPT_ROW"),
            StoreError::Other(_) => Self::Poison("STATEMENT_REFUSED"),
        }
    }
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::Overloaded | StoreError::LostRace => {
                Self::Unavailable
            }
            StoreError::UniqueViolation { .. } => Self::Retry("UNIQUE_VIOLATION"),
            StoreError::Corrupt(_) => Self::Retry("CORRUPT_ROW"),
            StoreError::Other(_) => Self::Retry("STATEMENT_REFUSED"),
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::Overloaded,
            DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => {
                Self::Unavailable("the pool is closed".to_owned())
            }
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => driver_error(&cause),
            DbErr::RecordNotUpdated => Self::LostRace,
            DbErr::Type(_) | DbErr::TryIntoErr { .. } => Self::Corrupt("type".to_owned()),
            // The rest is made by sea-orm itself from names, not from rows.
            other => Self::Other(other.to_string()),
        }
    }
}

fn driver_error(error: &SqlxError) -> StoreError {
    match error {
        SqlxError::Database(cause) => database_error(cause.as_ref()),
        SqlxError::Io(cause) => StoreError::Unavailable(cause.kind().to_string()),
        SqlxError::Tls(_) => StoreError::Unavailable("TLS".to_owned()),
        SqlxError::Protocol(_) => StoreError::Unavailable("protocol".to_owned()),
        SqlxError::PoolTimedOut => StoreError::Overloaded,
        SqlxError::PoolClosed | SqlxError::WorkerCrashed => {
            StoreError::Unavailable("the connection is closed".to_owned())
        }
        SqlxError::ColumnDecode { index, .. } => StoreError::Corrupt(format!("column {index}")),
        SqlxError::ColumnNotFound(name) => StoreError::Other(format!("no column {name}")),
        SqlxError::Decode(_) | SqlxError::TypeNotFound { .. } => {
            StoreError::Corrupt("type".to_owned())
        }
        SqlxError::RowNotFound => StoreError::Corrupt("no row".to_owned()),
        // Anything else may quote what was sent.
        _ => StoreError::Other("driver".to_owned()),
    }
}

fn database_error(error: &dyn DatabaseError) -> StoreError {
    let code = error.code().unwrap_or_default();
    match error.try_downcast_ref::<sea_orm::SqlxSqliteError>() {
        Some(_) => sqlite_error(&code, error.message()),
        None => postgres_error(&code, error),
    }
}

/// By SQLSTATE, PostgreSQL's appendix A.
fn postgres_error(code: &str, error: &dyn DatabaseError) -> StoreError {
    match code {
        "23505" => StoreError::UniqueViolation {
            constraint: error.constraint().unwrap_or_default().to_owned(),
        },
        // Serialization failure, deadlock, lock not available.
        "40001" | "40P01" | "55P03" => StoreError::LostRace,
        // Too many connections, statement timeout.
        "53300" | "57014" => StoreError::Overloaded,
        // A data exception quotes the datum.
        _ if code.starts_with("22") => StoreError::Other(code.to_owned()),
        // Connection, resources such as a full disk, the operator, the system, an idle transaction.
        _ if ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
            || code == "25P03" =>
        {
            StoreError::Unavailable(code.to_owned())
        }
        _ => StoreError::Other(format!("{code}: {}", error.message())),
    }
}

/// By extended result code, whose lowest byte is the class.
fn sqlite_error(code: &str, message: &str) -> StoreError {
    let number: u32 = code.parse().unwrap_or_default();
    match (number, number & 0xff) {
        // Primary key, row id.
        (1555 | 2579, _) => {
            let (table, _) = violated_columns(message);
            StoreError::UniqueViolation { constraint: primary_name(&table) }
        }
        (2067, _) => {
            let (table, columns) = violated_columns(message);
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            StoreError::UniqueViolation { constraint: unique_name(&table, &columns) }
        }
        // Busy, locked.
        (_, 5 | 6) => StoreError::LostRace,
        // Input or output, full, cannot open, read-only file.
        (_, 8 | 10 | 13 | 14) => StoreError::Unavailable(code.to_owned()),
        // The file is damaged, or none of SQLite's.
        (_, 11 | 26) => StoreError::Corrupt(code.to_owned()),
        // A generic error or a violated constraint names tables and columns, never values.
        (_, 1 | 19) => StoreError::Other(format!("{code}: {message}")),
        _ => StoreError::Other(code.to_owned()),
    }
}

/// Reads `UNIQUE constraint failed: task.dossier_number, task.kind`.
fn violated_columns(message: &str) -> (String, Vec<String>) {
    let list = message.rsplit_once(": ").map_or(message, |(_, list)| list);
    let mut table = String::new();
    let columns = list
        .split(", ")
        .filter_map(|column| column.split_once('.'))
        .map(|(owner, column)| {
            owner.clone_into(&mut table);
            column.to_owned()
        })
        .collect();
    (table, columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_names_a_violated_index_as_postgresql_does() {
        for (code, message, name) in [
            (
                "1555",
                "UNIQUE constraint failed: household_place.household_id",
                "household_place_pkey",
            ),
            ("2067", "UNIQUE constraint failed: task.number, task.kind", "task_number_kind_key"),
            ("2067", "UNIQUE constraint failed: dossier.person_id", "dossier_person_id_key"),
        ] {
            let error = sqlite_error(code, message);
            assert!(error.violates(name), "{error:?} for {name}");
            assert!(!error.violates("another_key"));
        }
    }

    #[test]
    fn what_leaves_says_nothing_of_the_database() {
        for (error, kind) in [
            (StoreError::Unavailable("08006".to_owned()), ErrorKind::ServiceUnavailable),
            (StoreError::Overloaded, ErrorKind::Overloaded),
            (StoreError::LostRace, ErrorKind::ServiceUnavailable),
            (StoreError::Corrupt("column name".to_owned()), ErrorKind::Internal),
            (StoreError::Other("42P01: no table".to_owned()), ErrorKind::Internal),
        ] {
            assert_eq!(Refusal::from(error), Refusal::from(kind));
        }
    }
}

//! Where a journey is told.

use stts_testkit::DatabaseKind;

/// How the five services stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// In this process, each on a file.
    Sqlite,
    /// In this process, each on a database of the run's PostgreSQL.
    Postgres,
    /// Each in a process of its own, on the run's PostgreSQL and Redis.
    Deployed,
}

impl Stage {
    /// Which databases the services have there.
    pub const fn database_kind(self) -> DatabaseKind {
        match self {
            Self::Sqlite => DatabaseKind::Sqlite,
            Self::Postgres | Self::Deployed => DatabaseKind::Postgres,
        }
    }
}

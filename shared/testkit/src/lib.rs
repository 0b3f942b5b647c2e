//! What tests share: a clock that stands still, identifiers from a seed, private databases, and the
//! suites that every implementation of a contract has to pass.
//!
//! [`Databases`] gives a test a fresh SQLite file and a fresh PostgreSQL database with a service's
//! schema. The PostgreSQL server is the one that `with-servers` started for the whole run
//! (`STTS_TEST_POSTGRES`), or else one of this process; either ends however its owner ends. A server
//! that is missing fails the test; nothing is ever skipped.

mod clock;
pub mod contract;
mod databases;
mod failure;
mod ids;
mod postgres;

pub use clock::FixedClock;
pub use databases::{DatabaseKind, Databases, TestDatabase, vault_keys};
pub use ids::SeededIds;
pub use postgres::PostgresServer;

/// The variable that names a running PostgreSQL server for tests, as an address without database.
pub const POSTGRES_VARIABLE: &str = "STTS_TEST_POSTGRES";

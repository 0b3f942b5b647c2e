//! What tests share: a clock that stands still, identifiers from a seed, private databases, and the
//! suites that every implementation of a contract has to pass.
//!
//! [`Databases`] gives a test a fresh SQLite file and a fresh PostgreSQL database with a service's
//! schema, [`redis_settings`] the way to Redis with a key prefix of its own. The servers are those that
//! `with-servers` started for the whole run (`STTS_TEST_POSTGRES`, `STTS_TEST_REDIS`), or else some of
//! this process; either end however their owner ends. A test that ends, empties or halts a server
//! starts one of its own. A server that is missing fails the test; nothing is ever skipped.

mod clock;
pub mod contract;
mod databases;
mod failure;
mod ids;
mod kept_servers;
mod postgres;
mod redis_groups;
mod redis_server;

pub use clock::FixedClock;
pub use databases::{DatabaseKind, Databases, TestDatabase, postgres_url, vault_keys};
pub use ids::SeededIds;
pub use kept_servers::KeptServers;
pub use postgres::PostgresServer;
pub use redis_groups::{RedisCluster, WatchedRedis, redis_cluster_settings};
pub use redis_server::{RedisServer, redis_settings, redis_url};

/// The variable that names a running PostgreSQL server for tests, as an address without database.
pub const POSTGRES_VARIABLE: &str = "STTS_TEST_POSTGRES";

/// The variable that names a running Redis for tests, as an address.
pub const REDIS_VARIABLE: &str = "STTS_TEST_REDIS";

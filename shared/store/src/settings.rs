//! Where the database is and how it is used.

use std::fmt;

use serde::Deserialize;

/// The settings of a service's database.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `postgres://user:password@host:port/database` or `sqlite://path/to/file.db`.
    pub url: String,
    /// At most this many connections: PostgreSQL's pool, or SQLite's pool for reads (writes have
    /// one of their own).
    #[serde(default = "max_connections")]
    pub max_connections: u32,
    /// How long a caller waits for a connection before it is told that there is too much work.
    #[serde(default = "acquire_timeout_ms")]
    pub acquire_timeout_ms: u64,
    /// How long PostgreSQL lets a transaction lie idle before it ends it: the second line against a
    /// transaction that nobody finishes.
    #[serde(default = "idle_in_transaction_timeout_ms")]
    pub idle_in_transaction_timeout_ms: u64,
    /// The keys under which answers and other personal data are sealed. The one with the highest
    /// number seals, all open.
    #[serde(default)]
    pub vault_keys: Vec<VaultKey>,
}

/// A key for sealing.
#[derive(Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct VaultKey {
    /// Its number, written in front of everything it seals.
    pub id: u8,
    /// 32 bytes in base64.
    pub secret: String,
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("VaultKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl DatabaseSettings {
    /// The usual settings for a database at this address, without keys.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: max_connections(),
            acquire_timeout_ms: acquire_timeout_ms(),
            idle_in_transaction_timeout_ms: idle_in_transaction_timeout_ms(),
            vault_keys: Vec::new(),
        }
    }
}

const fn max_connections() -> u32 {
    16
}

const fn acquire_timeout_ms() -> u64 {
    3_000
}

const fn idle_in_transaction_timeout_ms() -> u64 {
    10_000
}

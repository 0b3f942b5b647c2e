//! Where the database is and how it is used.

use serde::{Deserialize, Serialize};
use stts_chassis::settings::Secret;

/// The settings of a service's database.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `postgres://user:password@host:port/database` or `sqlite://path/to/file.db`.
    pub url: Secret<String>,
    /// At most this many connections: PostgreSQL's pool, or SQLite's pool for reads (writes have
    /// one of their own).
    pub max_connections: u32,
    /// How long a caller waits for a connection before it is told that there is too much work.
    pub acquire_timeout_ms: u64,
    /// How long PostgreSQL lets a transaction lie idle before it ends it: the second line against a
    /// transaction that nobody finishes.
    pub idle_in_transaction_timeout_ms: u64,
    /// The keys under which answers and other personal data are sealed. The one with the highest
    /// number seals, all open.
    pub vault_keys: Vec<VaultKey>,
}

/// A key for sealing.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct VaultKey {
    /// Its number, written in front of everything it seals.
    pub id: u8,
    /// 32 bytes in base64.
    pub secret: Secret<String>,
}

impl VaultKey {
    /// A key of this number: 32 bytes in base64.
    pub fn new(id: u8, secret: impl Into<String>) -> Self {
        Self { id, secret: Secret::new(secret.into()) }
    }
}

impl DatabaseSettings {
    /// The usual settings for a database at this address, without keys.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: Secret::new(url.into()),
            max_connections: 16,
            acquire_timeout_ms: 3_000,
            idle_in_transaction_timeout_ms: 10_000,
            vault_keys: Vec::new(),
        }
    }
}

impl Default for DatabaseSettings {
    /// Everything but the address.
    fn default() -> Self {
        Self::at("")
    }
}

//! Where Redis is.

use serde::{Deserialize, Serialize};
use stts_chassis::settings::Secret;
use thiserror::Error;

/// The settings of the Redis that carries events and hands out jobs.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
pub struct RedisSettings {
    /// `redis://user:password@host:port/database`; with Sentinel the addresses of the sentinels, in a
    /// cluster those of some of its nodes.
    pub urls: Vec<Secret<String>>,
    /// What answers at these addresses.
    pub mode: RedisMode,
    /// The beginning of every key, so that several deployments can share one Redis.
    pub prefix: String,
}

/// What answers at the addresses of [`RedisSettings`].
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RedisMode {
    /// One server.
    #[default]
    Server,
    /// Sentinels, which know which server is the master at the moment.
    Sentinel {
        /// The name under which they watch it.
        master: String,
        /// The master's user, when it asks for one.
        #[serde(default)]
        username: Option<String>,
        /// The master's password, when it asks for one.
        #[serde(default)]
        password: Option<Secret<String>>,
    },
    /// The nodes of a cluster.
    Cluster,
}

/// Why these settings name no Redis. The address is not told, since it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RedisSettingsError {
    /// There is no address.
    #[error("redis.urls is empty: give at least one address")]
    NoUrl,
    /// The prefix would decide where a cluster keeps a key.
    #[error("redis.prefix must not hold braces")]
    BadPrefix,
    /// There are several, and no word of what answers there.
    #[error(
        "redis.urls holds several addresses: say with redis.mode whether they are a cluster's or sentinels'"
    )]
    ManyUrls,
    /// One of them is no address of a Redis.
    #[error("redis.urls holds something that is not redis://host:port/database")]
    BadUrl,
}

impl RedisSettings {
    /// The usual settings for one server at this address.
    pub fn at(url: impl Into<String>) -> Self {
        Self { urls: vec![Secret::new(url.into())], mode: RedisMode::Server, prefix: prefix() }
    }
}

impl Default for RedisSettings {
    /// Everything but the address.
    fn default() -> Self {
        Self { urls: Vec::new(), mode: RedisMode::Server, prefix: prefix() }
    }
}

fn prefix() -> String {
    "stts".to_owned()
}

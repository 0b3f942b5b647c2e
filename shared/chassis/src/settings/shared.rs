//! The settings that every service has.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Fault;
use crate::caller::DEVELOPMENT_ISSUER;

/// Where a service runs. Production unless told otherwise, so that nothing meant for development is
/// on by mistake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// A developer's machine or a test: a development issuer and a simulated clock are allowed.
    Development,
    /// Anywhere else.
    #[default]
    Production,
}

/// Where a service listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListenerSettings {
    /// For operators and BIPT.
    pub public: SocketAddr,
    /// For the other services.
    pub internal: SocketAddr,
    /// For probes: health only, without a token.
    pub health: SocketAddr,
}

impl Default for ListenerSettings {
    fn default() -> Self {
        let on = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Self { public: on(50051), internal: on(50052), health: on(50053) }
    }
}

/// What a service tells about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TelemetrySettings {
    /// The collector's address for OTLP over gRPC, such as `http://localhost:4317`; without it,
    /// traces and metrics are not exported.
    pub otlp_endpoint: Option<String>,
    /// Which log lines are written, in the form of `tracing_subscriber::EnvFilter`.
    pub log: String,
}

impl TelemetrySettings {
    /// What is wrong with them at `path`: a collector's address that is none.
    pub fn faults(&self, path: &str) -> Vec<Fault> {
        let is_address = |text: &str| {
            let uri = text.parse::<http::Uri>().ok();
            uri.is_some_and(|uri| {
                matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
            })
        };
        match self.otlp_endpoint.as_deref() {
            Some(endpoint) if !is_address(endpoint) => {
                let message = "is not an address such as http://localhost:4317";
                vec![Fault::new(format!("{path}.otlp_endpoint"), message)]
            }
            Some(_) | None => Vec::new(),
        }
    }
}

impl Default for TelemetrySettings {
    fn default() -> Self {
        Self {
            otlp_endpoint: None,
            log: "info,h2=off,hyper=warn,opentelemetry=warn,sqlx=warn".to_owned(),
        }
    }
}

/// Who may call a service, and how that is proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CallerSettings {
    /// The issuer's public keys, as a JWKS file; reread when it changes.
    pub jwks_file: PathBuf,
    /// The clients (id, operator, profile, suspended), as a TOML file; reread when it changes.
    pub clients_file: PathBuf,
    /// The `iss` that tokens must have.
    pub issuer: String,
    /// The `aud` that operators' and BIPT's tokens must have; a service's own name is that of the
    /// tokens of other services.
    pub audience: String,
}

impl Default for CallerSettings {
    fn default() -> Self {
        Self {
            jwks_file: "keys/jwks.json".into(),
            clients_file: "clients.toml".into(),
            issuer: "https://tokens.stts.bipt.be".to_owned(),
            audience: "stts".to_owned(),
        }
    }
}

impl CallerSettings {
    /// What is wrong with them at `path`: files that are not there, and a development issuer outside
    /// development.
    pub fn faults(&self, path: &str, environment: Environment) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (name, file) in [("jwks_file", &self.jwks_file), ("clients_file", &self.clients_file)] {
            if !file.is_file() {
                let message = format!("there is no file {}", file.display());
                faults.push(Fault::new(format!("{path}.{name}"), message));
            }
        }
        if self.issuer == DEVELOPMENT_ISSUER && environment != Environment::Development {
            let message = "a development issuer needs environment = \"development\"";
            faults.push(Fault::new(format!("{path}.issuer"), message));
        }
        faults
    }
}

/// How much of everything (reliability, section 2: starting values to tune by measurement).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// The largest message on the public listener, in bytes.
    pub message_bytes: u32,
    /// The largest message of the methods that take much: bulk, usage, a bank's file; in bytes.
    pub bulk_message_bytes: u32,
    /// The largest message between services, in bytes.
    pub internal_message_bytes: u32,
    /// The largest list of headers, in bytes.
    pub header_list_bytes: u32,
    /// Calls at once on one connection.
    pub streams_per_connection: u32,
    /// Connections at once on one listener; more are closed at once.
    pub connections: usize,
    /// Calls at once on one listener of a service; more are answered with `OVERLOADED`.
    pub concurrent_calls: usize,
    /// The time for a new connection to speak HTTP/2, in milliseconds.
    pub first_byte_timeout_ms: u64,
    /// The time between pings on a connection, in milliseconds.
    pub keepalive_interval_ms: u64,
    /// The time for the answer to a ping, in milliseconds.
    pub keepalive_timeout_ms: u64,
    /// The age at which a connection takes no new calls, in milliseconds.
    pub connection_age_ms: u64,
    /// The time that calls of an aged connection have to end, in milliseconds.
    pub connection_grace_ms: u64,
    /// The deadline of a call that brings none, in milliseconds.
    pub default_deadline_ms: u64,
    /// The time that running calls and use cases have to end at a stop, in milliseconds.
    pub drain_timeout_ms: u64,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            message_bytes: 64 << 10,
            bulk_message_bytes: 1 << 20,
            internal_message_bytes: 4 << 20,
            header_list_bytes: 16 << 10,
            streams_per_connection: 100,
            connections: 1_000,
            concurrent_calls: 1_000,
            first_byte_timeout_ms: 5_000,
            keepalive_interval_ms: 30_000,
            keepalive_timeout_ms: 10_000,
            connection_age_ms: 30 * 60_000,
            connection_grace_ms: 30_000,
            default_deadline_ms: 5_000,
            drain_timeout_ms: 30_000,
        }
    }
}

impl LimitSettings {
    /// What is wrong with them at `path`: a limit of zero lets nothing through.
    pub fn faults(&self, path: &str) -> Vec<Fault> {
        let zero = [
            ("message_bytes", self.message_bytes == 0),
            ("bulk_message_bytes", self.bulk_message_bytes == 0),
            ("internal_message_bytes", self.internal_message_bytes == 0),
            ("header_list_bytes", self.header_list_bytes == 0),
            ("streams_per_connection", self.streams_per_connection == 0),
            ("connections", self.connections == 0),
            ("concurrent_calls", self.concurrent_calls == 0),
            ("first_byte_timeout_ms", self.first_byte_timeout_ms == 0),
            ("keepalive_interval_ms", self.keepalive_interval_ms == 0),
            ("connection_age_ms", self.connection_age_ms == 0),
            ("default_deadline_ms", self.default_deadline_ms == 0),
        ];
        let fault = |(name, _)| Fault::new(format!("{path}.{name}"), "must be at least 1");
        zero.into_iter().filter(|(_, zero)| *zero).map(fault).collect()
    }

    /// The deadline of a call that brings none.
    pub const fn default_deadline(&self) -> Duration {
        Duration::from_millis(self.default_deadline_ms)
    }

    /// The time that running calls and use cases have to end at a stop.
    pub const fn drain_timeout(&self) -> Duration {
        Duration::from_millis(self.drain_timeout_ms)
    }
}

/// Which business clock a service has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockSettings {
    /// The machine's.
    #[default]
    System,
    /// A row in the service's database that moves only when told; only in development.
    Simulated,
}

impl ClockSettings {
    /// What is wrong with it at `path`: a simulated clock outside development.
    pub fn faults(self, path: &str, environment: Environment) -> Vec<Fault> {
        if self == Self::Simulated && environment != Environment::Development {
            let message = "a simulated clock needs environment = \"development\"";
            return vec![Fault::new(path, message)];
        }
        Vec::new()
    }
}

//! The settings of one process of a service.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write;
use std::net::TcpListener;
use std::ops::Range;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::bail;
use serde_json::{Value, json};

use super::{DeploymentSettings, SERVICES};
use crate::suite::{Folder, consumers_of};

/// Where services listen.
const PORTS: Range<u16> = 20_000..32_000;

/// One process of a service, and where it listens.
#[derive(Clone, Debug)]
pub(super) struct Replica {
    pub(super) service: &'static str,
    pub(super) number: usize,
    pub(super) public: u16,
    pub(super) internal: u16,
    pub(super) health: u16,
    pub(super) settings_file: PathBuf,
    pub(super) log_file: PathBuf,
    pub(super) environment: BTreeMap<String, OsString>,
}

/// All replicas of all services, their settings written.
pub(super) fn all(settings: &DeploymentSettings, folder: &Folder) -> anyhow::Result<Vec<Replica>> {
    let root = folder.path().canonicalize()?;
    for name in ["settings", "logs"] {
        std::fs::create_dir_all(root.join(name))?;
    }
    let mut replicas = Vec::new();
    for service in SERVICES {
        for number in 1..=settings.replicas.max(1) {
            let name = format!("{service}-{number}");
            replicas.push(Replica {
                service,
                number,
                public: free_port()?,
                internal: free_port()?,
                health: free_port()?,
                settings_file: root.join("settings").join(format!("{name}.toml")),
                log_file: root.join("logs").join(format!("{name}.log")),
                environment: settings.environment.clone(),
            });
        }
    }
    let mut services = BTreeMap::<&str, Vec<String>>::new();
    for replica in &replicas {
        let internal = format!("http://127.0.0.1:{}", replica.internal);
        services.entry(replica.service).or_default().push(internal);
    }
    for replica in &replicas {
        let content = replica.content(settings, folder, &root, &services);
        write_private(&replica.settings_file, &toml::to_string(&without_nulls(content))?)?;
    }
    Ok(replicas)
}

impl Replica {
    fn content(
        &self,
        settings: &DeploymentSettings,
        folder: &Folder,
        root: &Path,
        services: &BTreeMap<&str, Vec<String>>,
    ) -> Value {
        let database = settings.database(self.service);
        let keys = folder.vault_keys();
        let keys = keys.iter().map(|key| json!({ "id": key.id, "secret": key.secret.expose() }));
        let callers = folder.caller_settings();
        let at = |port: u16| format!("127.0.0.1:{port}");
        let mut content = json!({
            "environment": "development",
            "keys_folder": root.join("keys"),
            "consumers": consumers_of(self.service).collect::<Vec<_>>(),
            "services": services,
            "database": {
                "url": database.url.expose(),
                "max_connections": database.max_connections,
                "acquire_timeout_ms": database.acquire_timeout_ms,
                "vault_keys": keys.collect::<Vec<_>>(),
            },
            "redis": { "urls": [settings.redis.expose()], "prefix": settings.prefix },
            "listeners": {
                "public": at(self.public),
                "internal": at(self.internal),
                "health": at(self.health),
            },
            "callers": {
                "jwks_file": root.join("keys").join("jwks.json"),
                "clients_file": root.join("clients.toml"),
                "issuer": callers.issuer,
                "audience": callers.audience,
            },
            "telemetry": { "log": settings.log, "otlp_endpoint": settings.otlp_endpoint },
            "limits": settings.limits,
            "service": self.own(settings, folder, root),
        });
        if let Some(first) = settings.simulated_from {
            content["simulated_from"] = json!(first.to_rfc3339());
        }
        content
    }

    fn own(&self, settings: &DeploymentSettings, folder: &Folder, root: &Path) -> Value {
        match self.service {
            stts_identity::NAME => json!({
                "population": settings.population,
                "index_key": folder.index_secret().expose(),
            }),
            stts_notifications::NAME => json!({ "mailbox_folder": root.join("mailbox") }),
            _ => json!({}),
        }
    }
}

/// A port that nobody listens on, and that this process has not given before. It lies below those
/// that systems take for connections out: one of those could be taken before the service listens.
fn free_port() -> anyhow::Result<u16> {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    // Another process begins somewhere else.
    let first = std::process::id().wrapping_mul(131);
    for _ in PORTS {
        let next = first.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed));
        let span = u32::from(PORTS.end - PORTS.start);
        let port = PORTS.start + u16::try_from(next % span)?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no free port from {} to {}", PORTS.start, PORTS.end - 1)
}

/// TOML has no null: what is not set is left out.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let set = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(set.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        value => value,
    }
}

/// Readable by its owner alone: it holds secrets.
fn write_private(file: &Path, text: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(0o600);
    options.open(file)?.write_all(text.as_bytes())?;
    Ok(())
}

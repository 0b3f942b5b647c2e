//! Several Redis servers that belong together: a cluster, and a master with whoever watches it.

use std::fs;
use std::process::Command;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use stts_queue::{RedisMode, RedisSettings};

use crate::RedisServer;
use crate::failure::fail;
use crate::redis_server::{prefix, without_a_disk};

static CLUSTER: OnceLock<Result<RedisCluster, String>> = OnceLock::new();

const READY_WITHIN: Duration = Duration::from_secs(30);
const LOOKS_EVERY: Duration = Duration::from_millis(50);
const MASTER: &str = "stts";

/// Three nodes, each with a third of the keys.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: [RedisServer; 3],
}

impl RedisCluster {
    /// Starts one.
    pub fn start() -> Result<Self, String> {
        let nodes = [node()?, node()?, node()?];
        let addresses = nodes.each_ref().map(|node| format!("127.0.0.1:{}", node.port()));
        let made = Command::new("redis-cli")
            .args(["--cluster", "create"])
            .args(addresses)
            .arg("--cluster-yes")
            .output()
            .map_err(|error| format!("redis-cli: {error}"))?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stdout).into_owned());
        }
        for node in &nodes {
            until(|| node.ask(&["CLUSTER", "INFO"]).contains("cluster_state:ok"))?;
        }
        Ok(Self { nodes })
    }

    /// The way to it.
    pub fn settings(&self) -> RedisSettings {
        let urls = self.nodes.iter().flat_map(|node| RedisSettings::at(node.url()).urls).collect();
        RedisSettings { urls, mode: RedisMode::Cluster, ..RedisSettings::default() }
    }

    /// Its nodes.
    pub const fn nodes(&self) -> &[RedisServer] {
        &self.nodes
    }
}

fn node() -> Result<RedisServer, String> {
    let own = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"];
    RedisServer::start_as(|_, _| Ok(without_a_disk(own)))
}

/// The way to the cluster of the run, with a key prefix that no other test has.
pub fn redis_cluster_settings() -> RedisSettings {
    match CLUSTER.get_or_init(RedisCluster::start) {
        Ok(cluster) => RedisSettings { prefix: prefix(), ..cluster.settings() },
        Err(error) => fail(error),
    }
}

/// A master with a replica, and a sentinel that puts the replica in its place when it is gone.
#[derive(Debug)]
pub struct WatchedRedis {
    /// The first of them.
    pub master: RedisServer,
    /// Who takes its place.
    pub replica: RedisServer,
    sentinel: RedisServer,
}

impl WatchedRedis {
    /// Starts them.
    pub fn start() -> Result<Self, String> {
        let master = RedisServer::start()?;
        let port = master.port().to_string();
        let replica =
            RedisServer::start_as(|_, _| Ok(without_a_disk(["--replicaof", "127.0.0.1", &port])))?;
        until(|| replica.ask(&["INFO", "replication"]).contains("master_link_status:up"))?;
        let sentinel = RedisServer::start_as(|folder, _| {
            let file = folder.join("sentinel.conf");
            let watched = format!(
                "sentinel monitor {MASTER} 127.0.0.1 {port} 1\n\
                 sentinel down-after-milliseconds {MASTER} 500\n\
                 sentinel failover-timeout {MASTER} 2000\n"
            );
            fs::write(&file, watched).map_err(|error| error.to_string())?;
            Ok(vec![file.display().to_string(), "--sentinel".to_owned()])
        })?;
        let knows = ["SENTINEL", "replicas", MASTER];
        until(|| sentinel.ask(&knows).contains(&replica.port().to_string()))?;
        Ok(Self { master, replica, sentinel })
    }

    /// Waits until the replica has all that the master has.
    pub fn catch_up(&self) -> Result<(), String> {
        let offset = |server: &RedisServer| {
            let told = server.ask(&["INFO", "replication"]);
            told.lines().find(|line| line.starts_with("master_repl_offset:")).map(str::to_owned)
        };
        until(|| offset(&self.master).is_some_and(|it| offset(&self.replica) == Some(it)))
    }

    /// Cuts the replica off: it gets nothing more of what the master takes. (To halt it would not do:
    /// it would find it in its socket.)
    pub fn cut_off(&self) {
        self.replica.ask(&["REPLICAOF", "127.0.0.1", "1"]);
    }

    /// The way to whoever is master.
    pub fn settings(&self) -> RedisSettings {
        let master = MASTER.to_owned();
        let mode = RedisMode::Sentinel { master, username: None, password: None };
        RedisSettings { mode, ..RedisSettings::at(self.sentinel.url()) }
    }
}

fn until(holds: impl Fn() -> bool) -> Result<(), String> {
    let until = Instant::now() + READY_WITHIN;
    while !holds() {
        if Instant::now() > until {
            return Err("Redis did not get ready".to_owned());
        }
        thread::sleep(LOOKS_EVERY);
    }
    Ok(())
}

//! What others would take instead of the lane: each is installed when it is first measured, and told of
//! and left out where it cannot be.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use stts_testkit::RedisServer;

use super::Quantity;
use super::build::cargo;
use super::lane::BATCH;

const BULLMQ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/bullmq.mjs");
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/peers/Cargo.toml");
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/peers");
/// Always the same, so that two runs have the same reference.
const PACKAGES: [&str; 2] = ["bullmq@6.7.0", "ioredis@6.0.0"];

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    BullMq,
    Apalis,
    /// What hand-written code gets that promises nothing.
    Streams,
}

/// How many jobs a second.
pub(super) struct Rates {
    pub(super) published: Quantity,
    pub(super) consumed: Quantity,
}

impl Peer {
    pub(super) const fn all() -> [Self; 3] {
        [Self::BullMq, Self::Apalis, Self::Streams]
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::BullMq => "BullMQ",
            Self::Apalis => "apalis",
            Self::Streams => "bare streams",
        }
    }

    /// Of its rate of consuming: more than five times as many as BullMQ, and more than half of what
    /// bare streams do.
    pub(super) const fn aim_percent(self) -> Option<u64> {
        match self {
            Self::BullMq => Some(500),
            Self::Apalis => None,
            Self::Streams => Some(50),
        }
    }

    /// Installs it, or says why it cannot be.
    fn installed(self) -> Result<(), String> {
        let (mut install, with) = match self {
            Self::BullMq => {
                let mut npm = Command::new("npm");
                npm.args(["install", "--silent", "--no-audit", "--no-fund", "--prefix", FOLDER]);
                npm.args(PACKAGES);
                (npm, "npm")
            }
            Self::Apalis | Self::Streams => {
                let mut build = cargo();
                build.args(["build", "--quiet", "--release", "--locked"]);
                build.args(["--manifest-path", MANIFEST, "--target-dir", FOLDER]);
                (build, "cargo")
            }
        };
        // What is told on standard output is figures.
        match install.stdout(Stdio::null()).status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(format!("{with} could not install it into {FOLDER}")),
            Err(error) => Err(format!("{with}: {error}")),
        }
    }

    fn command(self) -> Command {
        let program = |peer| {
            let mut program = Command::new(format!("{FOLDER}/release/stts-bench-peers"));
            program.arg(peer);
            program
        };
        match self {
            Self::BullMq => {
                let mut node = Command::new("node");
                node.args([BULLMQ, FOLDER]);
                node
            }
            Self::Apalis => program("apalis"),
            Self::Streams => program("streams"),
        }
    }
}

/// Measures one on a Redis of its own; nothing where it is not there.
pub(super) fn measure(peer: Peer, jobs: u64) -> Result<Option<Rates>> {
    let name = peer.name();
    if let Err(missing) = peer.installed() {
        writeln!(io::stderr(), "{name} is not measured beside the lane: {missing}")?;
        return Ok(None);
    }
    let redis = RedisServer::start().map_err(|error| anyhow!(error))?;
    let told = peer
        .command()
        .args([&redis.url(), &jobs.to_string(), &BATCH.to_string()])
        .output()
        .with_context(|| format!("{name} did not run"))?;
    if !told.status.success() {
        bail!("{name}: {}", String::from_utf8_lossy(&told.stderr));
    }
    let told: Value = serde_json::from_slice(&told.stdout)?;
    let figure = |what: &str| {
        let rate = told.get(what).and_then(Value::as_u64);
        rate.map(Quantity::whole).with_context(|| format!("{name} told no {what}"))
    };
    Ok(Some(Rates { published: figure("published")?, consumed: figure("consumed")? }))
}

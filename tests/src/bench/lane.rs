//! Jobs that do nothing through a lane of Redis, with leases, attempts and dead letters, and beside it
//! the same through BullMQ, in the same run and on a Redis of its own.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use async_trait::async_trait;
use serde_json::Value;
use stts_chassis::time::SystemIds;
use stts_queue::jobs::lane::{
    Admission, Lane, LaneRunner, LaneRunnerSettings, LaneSettings, LaneWorker, NewWork, Outcome,
    RedisLane, Work,
};
use stts_queue::{Redis, RedisSettings};
use stts_testkit::RedisServer;
use tokio_util::sync::CancellationToken;

use super::{Aim, Figure, Quantity};

const JOBS: u64 = 100_000;
const BATCH: u64 = 1_000;
const JOB_BYTES: usize = 100;
const DONE_WITHIN: Duration = Duration::from_mins(5);
/// More than five times as many.
const AIM_PERCENT: u64 = 500;
const PEER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/bullmq.mjs");
const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/peers");
/// Always the same, so that two runs have the same reference.
const PACKAGES: [&str; 2] = ["bullmq@6.7.0", "ioredis@6.0.0"];

/// Measures.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let peer = match installed() {
        Ok(()) => Some(bullmq()?),
        Err(missing) => {
            writeln!(io::stderr(), "BullMQ is not measured beside the lane: {missing}")?;
            None
        }
    };
    let redis = RedisServer::start().map_err(|error| anyhow!(error))?;
    let (published, consumed) = tokio::runtime::Runtime::new()?.block_on(lane(&redis))?;
    let rate = |time| Quantity::per_second(JOBS, time);
    let aim = Aim::ShareAbove(Quantity::whole(AIM_PERCENT));
    let publish = Figure::new("lane.publish", rate(published), "jobs/s");
    let consume = Figure::new("lane.consume", rate(consumed), "jobs/s").aiming(aim);
    Ok(match peer {
        None => vec![publish, consume],
        Some(Peer { published, consumed }) => {
            vec![publish.beside("BullMQ", published), consume.beside("BullMQ", consumed)]
        }
    })
}

/// Gives how long publishing took, and consuming.
async fn lane(redis: &RedisServer) -> Result<(Duration, Duration)> {
    let redis = Redis::new(&RedisSettings::at(redis.url()))?;
    let lane: Arc<dyn Lane> =
        Arc::new(RedisLane::new(redis, "bench", LaneSettings::default(), Arc::new(SystemIds)));
    let begun = Instant::now();
    for _ in 0..JOBS / BATCH {
        let batch: Vec<NewWork> = (0..BATCH).map(|_| NewWork::now(vec![7; JOB_BYTES])).collect();
        if lane.publish(&batch).await? == Admission::Full {
            bail!("the lane is full");
        }
    }
    let published = begun.elapsed();

    let (stop, counter) = (CancellationToken::new(), Arc::new(Counter::default()));
    let worker = Arc::clone(&counter) as Arc<dyn LaneWorker>;
    // Not to wait long for more once all is done.
    let settings =
        LaneRunnerSettings { waits: Duration::from_millis(10), ..LaneRunnerSettings::default() };
    let runner = LaneRunner::new(Arc::clone(&lane), worker, settings);
    let begun = Instant::now();
    let running = tokio::spawn(runner.run(stop.clone()));
    let done = async {
        while counter.0.load(Ordering::Relaxed) < JOBS {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    if tokio::time::timeout(DONE_WITHIN, done).await.is_err() {
        bail!("{} of {JOBS} jobs were done", counter.0.load(Ordering::Relaxed));
    }
    // What was done is also to be settled.
    stop.cancel();
    running.await?;
    let consumed = begun.elapsed();
    let left = lane.counts().await?;
    if left.waiting + left.in_hand + left.later + left.dead > 0 {
        bail!("the lane is not empty: {left:?}");
    }
    Ok((published, consumed))
}

#[derive(Default)]
struct Counter(AtomicU64);

#[async_trait]
impl LaneWorker for Counter {
    async fn run(&self, _work: &Work) -> Outcome {
        self.0.fetch_add(1, Ordering::Relaxed);
        Outcome::Done
    }
}

struct Peer {
    published: Quantity,
    consumed: Quantity,
}

/// Installs the peer, or says why there is none.
fn installed() -> Result<(), String> {
    let installed = Command::new("npm")
        .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix", PEERS])
        .args(PACKAGES)
        // What is told on standard output is figures.
        .stdout(Stdio::null())
        .status();
    match installed {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("npm could not install {} into {PEERS}", PACKAGES.join(" and "))),
        Err(error) => Err(format!("npm: {error}")),
    }
}

fn bullmq() -> Result<Peer> {
    let redis = RedisServer::start().map_err(|error| anyhow!(error))?;
    let told = Command::new("node")
        .args([PEER, PEERS, &redis.url(), &JOBS.to_string(), &BATCH.to_string()])
        .output()
        .context("BullMQ needs node")?;
    if !told.status.success() {
        bail!("BullMQ: {}", String::from_utf8_lossy(&told.stderr));
    }
    let told: Value = serde_json::from_slice(&told.stdout)?;
    let figure = |name: &str| {
        let rate = told.get(name).and_then(Value::as_u64);
        rate.map(Quantity::whole).with_context(|| format!("BullMQ told no {name}"))
    };
    Ok(Peer { published: figure("published")?, consumed: figure("consumed")? })
}

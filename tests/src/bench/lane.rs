//! Jobs that do nothing through a lane of Redis, with leases, attempts and dead letters, and beside it
//! the same through what others would take, in the same run and each on a Redis of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use async_trait::async_trait;
use stts_chassis::time::SystemIds;
use stts_queue::jobs::lane::{
    Admission, Lane, LaneRunner, LaneRunnerSettings, LaneSettings, LaneWorker, NewWork, Outcome,
    RedisLane, Work,
};
use stts_queue::{Redis, RedisSettings};
use stts_testkit::RedisServer;
use tokio_util::sync::CancellationToken;

use super::peers::{self, Peer};
use super::{Aim, Figure, Quantity};

const JOBS: u64 = 100_000;
pub(super) const BATCH: u64 = 1_000;
const JOB_BYTES: usize = 100;
const CAPACITY: u64 = 10_000_000;
const DONE_WITHIN: Duration = Duration::from_mins(5);

/// How long it took.
pub(super) struct Drained {
    pub(super) published: Duration,
    pub(super) consumed: Duration,
}

/// Measures.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let redis = RedisServer::start().map_err(|error| anyhow!(error))?;
    let drained = tokio::runtime::Runtime::new()?.block_on(drain(&redis, JOBS))?;
    let publish =
        Figure::new("lane.publish", Quantity::per_second(JOBS, drained.published), "jobs/s");
    let consume =
        Figure::new("lane.consume", Quantity::per_second(JOBS, drained.consumed), "jobs/s");
    let mut figures = vec![publish.clone(), consume.clone()];
    for peer in Peer::all() {
        let Some(rates) = peers::measure(peer, JOBS)? else { continue };
        let consume = match peer.aim_percent() {
            Some(percent) => consume.clone().aiming(Aim::ShareAbove(Quantity::whole(percent))),
            None => consume.clone(),
        };
        figures.push(publish.clone().beside(peer.name(), rates.published));
        figures.push(consume.beside(peer.name(), rates.consumed));
    }
    Ok(figures)
}

/// Publishes so many jobs, and then does them.
pub(super) async fn drain(redis: &RedisServer, jobs: u64) -> Result<Drained> {
    let redis = Redis::new(&RedisSettings::at(redis.url()))?;
    let settings = LaneSettings { capacity: CAPACITY, ..LaneSettings::default() };
    let lane: Arc<dyn Lane> =
        Arc::new(RedisLane::new(redis, "bench", settings, Arc::new(SystemIds)));
    let begun = Instant::now();
    for _ in 0..jobs / BATCH {
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
        while counter.0.load(Ordering::Relaxed) < jobs {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    if tokio::time::timeout(DONE_WITHIN, done).await.is_err() {
        bail!("{} of {jobs} jobs were done", counter.0.load(Ordering::Relaxed));
    }
    // What was done is also to be settled.
    stop.cancel();
    running.await?;
    let consumed = begun.elapsed();
    let left = lane.counts().await?;
    if left.waiting + left.in_hand + left.later + left.dead > 0 {
        bail!("the lane is not empty: {left:?}");
    }
    Ok(Drained { published, consumed })
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

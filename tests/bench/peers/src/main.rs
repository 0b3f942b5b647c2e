//! Jobs that do nothing, through apalis-redis or through bare streams: `stts-bench-peers PEER REDIS JOBS
//! BATCH` prints how many a second were published in batches, and consumed by two workers.

mod apalis_peer;
mod streams;

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;

/// How many bytes a job carries.
const JOB_BYTES: usize = 100;
const WORKERS: usize = 2;

/// How long it took.
struct Times {
    published: Duration,
    consumed: Duration,
}

/// What to measure.
struct Load {
    redis: String,
    jobs: usize,
    batch: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |name| arguments.next().with_context(|| format!("{name} is missing"));
    let (peer, redis) = (next("PEER")?, next("REDIS")?);
    let load = Load { redis, jobs: next("JOBS")?.parse()?, batch: next("BATCH")?.parse()? };
    let times = match peer.as_str() {
        "apalis" => apalis_peer::measure(&load).await?,
        "streams" => streams::measure(&load).await?,
        other => bail!("there is no peer {other}: apalis or streams"),
    };
    let rate = |time: Duration| load.jobs as u128 * 1_000_000 / time.as_micros().max(1);
    let told = json!({
        "published": u64::try_from(rate(times.published))?,
        "consumed": u64::try_from(rate(times.consumed))?,
    });
    println!("{told}");
    Ok(())
}

//! apalis-redis with its workers in larger batches than it comes with, and without what it keeps of jobs
//! that are done.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use apalis::layers::WorkerBuilderExt;
use apalis::prelude::*;
use apalis_redis::{Config, RedisStorage};
use tokio::sync::Notify;

use crate::{JOB_BYTES, Load, Times, WORKERS};

const CONCURRENCY: usize = 64;
const TOGETHER: usize = 500;
/// Its script that fetches jobs fails where about 8,000 are due.
const MOST_DUE: usize = 4_000;
const GIVES_UP: Duration = Duration::from_secs(60);

type Job = Vec<u8>;

#[derive(Clone)]
struct Left {
    count: Arc<AtomicUsize>,
    none: Arc<Notify>,
}

async fn work(_job: Job, left: Data<Left>) -> Result<(), BoxDynError> {
    if left.count.fetch_sub(1, Ordering::Relaxed) == 1 {
        left.none.notify_one();
    }
    Ok(())
}

pub async fn measure(load: &Load) -> Result<Times> {
    let mut publisher = storage(load, "published").await?;
    let begun = Instant::now();
    for _ in 0..load.jobs / load.batch {
        push(&mut publisher, load.batch).await?;
    }
    let published = begun.elapsed();
    Ok(Times { published, consumed: consume(load).await? })
}

async fn consume(load: &Load) -> Result<Duration> {
    let left = Left { count: Arc::new(AtomicUsize::new(load.jobs)), none: Arc::new(Notify::new()) };
    let mut feeding = storage(load, "consumed").await?;
    // Workers that begin on an empty queue sometimes never find what comes later.
    let mut sent = load.batch.min(load.jobs);
    push(&mut feeding, sent).await?;
    let begun = Instant::now();
    let mut workers = Vec::new();
    for number in 0..WORKERS {
        let worker = WorkerBuilder::new(format!("worker-{number}"))
            .backend(storage(load, "consumed").await?)
            .data(left.clone())
            .concurrency(CONCURRENCY)
            .parallelize(tokio::spawn)
            .build(work);
        workers.push(worker.run());
    }
    let feed = async {
        while sent < load.jobs {
            if sent - (load.jobs - left.count.load(Ordering::Relaxed)) > MOST_DUE {
                tokio::time::sleep(Duration::from_millis(1)).await;
                continue;
            }
            let some = load.batch.min(load.jobs - sent);
            push(&mut feeding, some).await?;
            sent += some;
        }
        left.none.notified().await;
        Ok::<(), anyhow::Error>(())
    };
    tokio::select! {
        fed = tokio::time::timeout(GIVES_UP, feed) => fed??,
        _ = futures::future::join_all(workers) => bail!("the workers ended"),
    }
    Ok(begun.elapsed())
}

async fn storage(load: &Load, queue: &str) -> Result<RedisStorage<Job>> {
    let mut config = Config::default().queue(queue).batch_size(TOGETHER);
    config.emit_events = false;
    config.persist_results = false;
    let connection = apalis_redis::connect(load.redis.as_str()).await?;
    Ok(RedisStorage::new(connection).with_config(config))
}

async fn push(storage: &mut RedisStorage<Job>, count: usize) -> Result<()> {
    let jobs = vec![vec![7; JOB_BYTES]; count];
    storage.push_bulk(jobs).await.map_err(|error| anyhow!("{error}"))
}

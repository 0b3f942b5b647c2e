//! What anybody can write in an hour: XADD, XREADGROUP, XACK and XDEL in batches, without leases, attempts
//! or dead letters.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;
use redis::aio::MultiplexedConnection;
use redis::streams::{StreamReadOptions, StreamReadReply};
use redis::{AsyncTypedCommands, Client};
use tokio::task::JoinSet;

use crate::{JOB_BYTES, Load, Times, WORKERS};

const STREAM: &str = "jobs";
const GROUP: &str = "workers";
const TOGETHER: usize = 100;

pub async fn measure(load: &Load) -> Result<Times> {
    let client = Client::open(load.redis.as_str())?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    connection.xgroup_create_mkstream(STREAM, GROUP, "0").await?;
    let content = vec![7_u8; JOB_BYTES];
    let begun = Instant::now();
    for _ in 0..load.jobs / load.batch {
        let mut batch = redis::pipe();
        for _ in 0..load.batch {
            batch.xadd(STREAM, "*", &[("job", content.as_slice())]).ignore();
        }
        batch.exec_async(&mut connection).await?;
    }
    let published = begun.elapsed();

    let left = Arc::new(AtomicUsize::new(load.jobs));
    let begun = Instant::now();
    let mut workers = JoinSet::new();
    for number in 0..WORKERS {
        let connection = client.get_multiplexed_async_connection().await?;
        workers.spawn(consume(connection, number, Arc::clone(&left)));
    }
    while let Some(ended) = workers.join_next().await {
        ended??;
    }
    Ok(Times { published, consumed: begun.elapsed() })
}

async fn consume(
    mut connection: MultiplexedConnection,
    number: usize,
    left: Arc<AtomicUsize>,
) -> Result<()> {
    let options = StreamReadOptions::default().group(GROUP, number).count(TOGETHER);
    while left.load(Ordering::Relaxed) > 0 {
        let read: Option<StreamReadReply> =
            connection.xread_options(&[STREAM], &[">"], &options).await?;
        let entries = read.into_iter().flat_map(|reply| reply.keys).flat_map(|key| key.ids);
        let ids: Vec<String> = entries.map(|entry| entry.id).collect();
        if ids.is_empty() {
            break;
        }
        let mut done = redis::pipe();
        done.xack(STREAM, GROUP, &ids).ignore().xdel(STREAM, &ids).ignore();
        done.exec_async(&mut connection).await?;
        left.fetch_sub(ids.len(), Ordering::Relaxed);
    }
    Ok(())
}

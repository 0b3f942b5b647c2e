//! Effects of events, each exactly once, of a backlog that lies in Redis: a row in the consumer's
//! database for each event, with the consumer's position. The reference commits one by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use async_trait::async_trait;
use stts_chassis::time::SystemClock;
use stts_queue::log::{
    Consumer, ConsumerSettings, DirectReader, Event, Handler, HandlerError, Outbox, RedisStreams,
    Relay,
};
use stts_queue::{Redis, RedisSettings};
use stts_store::{Store, StoreOutbox, Transaction, outbox};
use stts_testkit::{PostgresServer, RedisServer};
use tokio_util::sync::CancellationToken;

use super::events::{CONSUMER, PRODUCER, event, open};
use super::{Aim, Figure, Quantity, pgbench};

const EVENTS: u64 = 50_000;
const TOGETHER: u64 = 500;
const LOOKS_EVERY: Duration = Duration::from_millis(10);
const GIVES_UP: Duration = Duration::from_mins(5);
/// More than twice as many as single commits.
const AIM_PERCENT: u64 = 200;

/// Measures.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let postgres = PostgresServer::start_durable().map_err(|error| anyhow!(error))?;
    let redis = RedisServer::start().map_err(|error| anyhow!(error))?;
    let reference = pgbench::transactions_per_second(&postgres)?;
    let time = tokio::runtime::Runtime::new()?.block_on(time(&postgres, &redis))?;
    let rate = Quantity::per_second(EVENTS, time);
    let aim = Aim::ShareAbove(Quantity::whole(AIM_PERCENT));
    let figure = Figure::new("events.effects", rate, "effects/s");
    Ok(vec![figure.aiming(aim).beside("pgbench", reference)])
}

/// How long it takes to apply all that lies in Redis.
async fn time(postgres: &PostgresServer, redis: &RedisServer) -> Result<Duration> {
    let (producer, consumer) = (open(postgres, PRODUCER).await?, open(postgres, CONSUMER).await?);
    let transport = Arc::new(RedisStreams::new(Redis::new(&RedisSettings::at(redis.url()))?));
    let log: Arc<dyn Outbox> = Arc::new(StoreOutbox::new(producer.clone(), PRODUCER));
    produce(&producer).await?;
    let relay = Relay::new(Arc::clone(&log), Arc::clone(&transport) as _);
    relay.relay_all(&CancellationToken::new()).await?;

    let (effects, stop) = (Arc::new(Effects::default()), CancellationToken::new());
    let consumer = Consumer {
        name: CONSUMER.to_owned(),
        producer: PRODUCER.to_owned(),
        inbox: Arc::new(consumer.clone()),
        transport,
        reader: Arc::new(DirectReader::new(Arc::clone(&log))),
        handler: Arc::clone(&effects) as _,
        machine: Arc::new(SystemClock),
        settings: ConsumerSettings::default(),
    };
    let inbox = Arc::clone(&consumer.inbox);
    let begun = Instant::now();
    let running = tokio::spawn(consumer.run(stop.clone()));
    while effects.0.load(Ordering::Relaxed) < EVENTS {
        if begun.elapsed() > GIVES_UP {
            bail!("the effects do not come");
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    // What was handled is also to be committed.
    stop.cancel();
    running.await?;
    let taken = begun.elapsed();
    let committed = StoreOutbox::new((*inbox).clone(), CONSUMER).heads().await?;
    let committed: u64 = committed.iter().map(|head| head.unnumbered).sum();
    if committed != EVENTS {
        bail!("{committed} effects of {EVENTS} events");
    }
    Ok(taken)
}

async fn produce(store: &Store) -> Result<()> {
    for first in (0..EVENTS).step_by(usize::try_from(TOGETHER)?) {
        let transaction = store.begin().await?;
        let events = (first..first + TOGETHER).map(event).collect();
        outbox::append(&transaction, events).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Writes a row for each event, and counts.
#[derive(Default)]
struct Effects(AtomicU64);

#[async_trait]
impl Handler<Transaction> for Effects {
    async fn apply(&self, transaction: &Transaction, event: &Event) -> Result<(), HandlerError> {
        outbox::append(transaction, vec![super::events::event(event.place.sequence)]).await?;
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

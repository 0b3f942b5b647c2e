//! From the commit of an event in one service to the commit of its effect in another, over Redis: one
//! hundred events a second, each in a transaction of its own, on two databases of one PostgreSQL.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use stts_chassis::time::{SystemClock, SystemIds};
use stts_kernel::{Clock, EventId};
use stts_queue::log::{
    Consumer, ConsumerSettings, DirectReader, Event, Frame, Handler, HandlerError, NewEvent,
    Outbox, Place, RedisStreams, Relay, Transport,
};
use stts_queue::{QueueError, Redis, RedisSettings};
use stts_store::{
    DatabaseSettings, Store, StoreOutbox, Transaction, VaultKey, migrate, outbox, shared_migrations,
};
use stts_testkit::{PostgresServer, RedisServer};
use tokio_util::sync::CancellationToken;

use super::latencies::Latencies;
use super::{Aim, Figure, Quantity, pgbench};

pub(super) const PRODUCER: &str = "producer";
pub(super) const CONSUMER: &str = "consumer";
const EVENTS: u64 = 3_000;
const EVERY: Duration = Duration::from_millis(10);
const AIM_MILLISECONDS: u64 = 20;
/// After the last one was committed.
const SEEN_WITHIN: Duration = Duration::from_mins(1);
const TYPE: &str = "stts.bench.v1.Happened";

/// Measures.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let postgres = PostgresServer::start_durable().map_err(|error| anyhow!(error))?;
    let redis = RedisServer::start().map_err(|error| anyhow!(error))?;
    let latencies = tokio::runtime::Runtime::new()?.block_on(latencies(&postgres, &redis))?;
    let time = |percent| Quantity::milliseconds(latencies.percentile(percent));
    let aim = Aim::Below(Quantity::whole(AIM_MILLISECONDS));
    Ok(vec![
        Figure::new("events.latency.p50", time(50), "ms"),
        Figure::new("events.latency.p99", time(99), "ms").aiming(aim),
    ])
}

async fn latencies(postgres: &PostgresServer, redis: &RedisServer) -> Result<Latencies> {
    let (producer, consumer) = (open(postgres, PRODUCER).await?, open(postgres, CONSUMER).await?);
    let streams = RedisStreams::new(Redis::new(&RedisSettings::at(redis.url()))?);
    let transport = Arc::new(Marking::over(streams));
    let log: Arc<dyn Outbox> = Arc::new(StoreOutbox::new(producer.clone(), PRODUCER));
    let stop = CancellationToken::new();
    let relay = Relay::new(Arc::clone(&log), Arc::clone(&transport) as _);
    let consuming = Consumer {
        name: CONSUMER.to_owned(),
        producer: PRODUCER.to_owned(),
        inbox: Arc::new(consumer),
        transport: Arc::clone(&transport) as _,
        reader: Arc::new(DirectReader::new(log)),
        handler: Arc::new(Effects { handled: Arc::clone(&transport.handled) }),
        machine: Arc::new(SystemClock),
        settings: ConsumerSettings::default(),
    };
    let tasks = [tokio::spawn(relay.run(stop.clone())), tokio::spawn(consuming.run(stop.clone()))];
    let committed = produce(&producer).await?;
    let seen = async {
        while transport.seen().len() < committed.len() {
            tokio::time::sleep(EVERY).await;
        }
    };
    if tokio::time::timeout(SEEN_WITHIN, seen).await.is_err() {
        bail!("{} of {} events had their effect", transport.seen().len(), committed.len());
    }
    stop.cancel();
    for task in tasks {
        task.await?;
    }
    let times = transport.seen().into_iter().filter_map(|(number, seen)| {
        let committed = committed.get(usize::try_from(number).ok()?)?;
        Some(seen.saturating_duration_since(*committed))
    });
    Ok(Latencies::new(times.collect()))
}

/// Gives when each event was committed.
async fn produce(store: &Store) -> Result<Vec<Instant>> {
    let mut ticks = tokio::time::interval(EVERY);
    let mut committed = Vec::new();
    for number in 0..EVENTS {
        ticks.tick().await;
        let transaction = store.begin().await?;
        outbox::append(&transaction, vec![event(number)]).await?;
        transaction.commit().await?;
        committed.push(Instant::now());
    }
    Ok(committed)
}

pub(super) fn event(number: u64) -> NewEvent {
    NewEvent {
        event_id: EventId::random(&SystemIds),
        key: number.to_string(),
        type_name: TYPE.to_owned(),
        version: 1,
        payload: number.to_be_bytes().to_vec(),
        caused_by: None,
        traceparent: None,
        occurred_at: SystemClock.now(),
    }
}

pub(super) async fn open(server: &PostgresServer, name: &str) -> Result<Store> {
    pgbench::create_database(server, name)?;
    let mut settings = DatabaseSettings::at(format!("{}/{name}", server.url()));
    settings.vault_keys = vec![VaultKey::new(1, STANDARD.encode([1; 32]))];
    migrate(&settings, shared_migrations()).await?;
    Ok(Store::open(&settings, shared_migrations()).await?)
}

/// Writes a row for each event, as any effect does.
struct Effects {
    handled: Arc<Mutex<Vec<u64>>>,
}

#[async_trait]
impl Handler<Transaction> for Effects {
    async fn apply(&self, transaction: &Transaction, event: &Event) -> Result<(), HandlerError> {
        let bytes = <[u8; 8]>::try_from(event.payload.as_slice());
        let number = u64::from_be_bytes(bytes.map_err(|_| HandlerError::Poison("NO_NUMBER"))?);
        let effect = NewEvent { event_id: EventId::random(&SystemIds), ..self::event(number) };
        outbox::append(transaction, vec![effect]).await?;
        self.handled.lock().unwrap_or_else(PoisonError::into_inner).push(number);
        Ok(())
    }
}

/// Knows that what was handled is committed when the consumer reads on.
struct Marking {
    streams: RedisStreams,
    handled: Arc<Mutex<Vec<u64>>>,
    seen: Mutex<Vec<(u64, Instant)>>,
}

impl Marking {
    fn over(streams: RedisStreams) -> Self {
        Self { streams, handled: Arc::default(), seen: Mutex::default() }
    }

    /// Which effects were committed, and when.
    fn seen(&self) -> Vec<(u64, Instant)> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn mark(&self) {
        let now = Instant::now();
        let mut handled = self.handled.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.extend(handled.drain(..).map(|number| (number, now)));
    }
}

#[async_trait]
impl Transport for Marking {
    async fn publish(&self, producer: &str, frames: &[Frame]) -> Result<(), QueueError> {
        self.streams.publish(producer, frames).await
    }

    async fn read(
        &self,
        producer: &str,
        after: &[(u32, Place)],
        limit: usize,
        wait: Duration,
    ) -> Result<Vec<Frame>, QueueError> {
        self.mark();
        self.streams.read(producer, after, limit, wait).await
    }
}

//! A producer, a consumer, and what carries events between them.

use std::sync::Arc;
use std::time::Duration;

use stts_kernel::EventId;
use stts_queue::jobs::Backoff;
use stts_queue::log::{
    Consumer, ConsumerSettings, DirectReader, Event, Handler, Inbox, NewEvent, Outbox, PARTITIONS,
    Relay, Transport,
};
use stts_store::{Store, StoreOutbox, Transaction, outbox};
use tokio_util::sync::CancellationToken;

use crate::failure::{fail, must};
use crate::{FixedClock, SeededIds, TestDatabase};

/// The name of the producing service in these tests.
pub(super) const PRODUCER: &str = "dossier";
/// The name of the consuming service.
pub(super) const CONSUMER: &str = "tasks";
/// A type that the handlers of these tests know.
pub(super) const KNOWN_TYPE: &str = "stts.test.v1.Counted";

const INSTANT: &str = "2027-03-01T08:00:00Z";

/// Two services with a database each.
pub struct LogWorld {
    /// The producer's database.
    pub producer: TestDatabase,
    /// The consumer's database.
    pub consumer: TestDatabase,
    /// What carries events.
    pub transport: Arc<dyn Transport>,
    /// Identifiers of events.
    pub ids: SeededIds,
}

impl LogWorld {
    /// Two services, and what carries events between them.
    pub fn new(
        producer: TestDatabase,
        consumer: TestDatabase,
        transport: Arc<dyn Transport>,
    ) -> Self {
        Self { producer, consumer, transport, ids: SeededIds::new(1) }
    }

    pub(super) fn outbox(&self) -> Arc<StoreOutbox> {
        Arc::new(StoreOutbox::new(self.producer.store.clone(), PRODUCER))
    }

    pub(super) fn event(&self, key: &str, number: u64) -> NewEvent {
        NewEvent {
            event_id: EventId::random(&self.ids),
            key: key.to_owned(),
            type_name: KNOWN_TYPE.to_owned(),
            version: 1,
            payload: number.to_be_bytes().to_vec(),
            caused_by: None,
            traceparent: None,
            occurred_at: must(INSTANT.parse(), INSTANT),
        }
    }

    /// Commits one event per transaction, each numbered within its key from `first` on.
    pub(super) async fn produce(&self, keys: &[&str], first: u64, count: u64) {
        for number in first..first + count {
            for key in keys {
                commit(&self.producer.store, vec![self.event(key, number)]).await;
            }
        }
    }

    /// How many events the transport took.
    pub(super) async fn published(&self) -> u64 {
        let heads = must(self.outbox().heads().await, "heads");
        heads.iter().map(|head| head.published_sequence).sum()
    }

    /// How many events have a number.
    pub(super) async fn numbered(&self) -> u64 {
        let heads = must(self.outbox().heads().await, "heads");
        heads.iter().map(|head| head.place.sequence).sum()
    }

    pub(super) async fn relay(&self) {
        self.relay_to(Arc::clone(&self.transport)).await;
    }

    pub(super) async fn relay_to(&self, transport: Arc<dyn Transport>) {
        let relay = Relay::new(self.outbox(), transport);
        must(relay.relay_all(&CancellationToken::new()).await, "the relay");
    }

    pub(super) fn consumer<H: Handler<Transaction> + 'static>(
        &self,
        store: &Store,
        handler: Arc<H>,
    ) -> Consumer<Store> {
        Consumer {
            name: CONSUMER.to_owned(),
            producer: PRODUCER.to_owned(),
            inbox: Arc::new(store.clone()),
            transport: Arc::clone(&self.transport),
            reader: Arc::new(DirectReader::new(self.outbox())),
            handler,
            machine: Arc::new(FixedClock::at(INSTANT)),
            settings: ConsumerSettings {
                backoff: Backoff { first: Duration::ZERO, longest: Duration::ZERO },
                // Several transactions for what a test produces, and the last event of a partition
                // is not missed for long when the transport lost it.
                batch_events: 3,
                asks_every: Duration::from_millis(500),
                ..ConsumerSettings::default()
            },
        }
    }

    /// Everything that the producer's log holds, partition by partition.
    pub(super) async fn produced(&self) -> Vec<Event> {
        all_events(&self.producer.store, PRODUCER).await
    }

    /// Whether everything numbered is applied.
    pub(super) async fn is_quiescent(&self) -> bool {
        let heads = must(self.outbox().heads().await, "heads");
        let places = must(self.consumer.store.places(PRODUCER).await, "places");
        heads.iter().all(|head| {
            let place = places.iter().find(|(partition, _)| *partition == head.partition);
            let applied = place.map_or(0, |(_, place)| place.sequence);
            head.unnumbered == 0 && applied == head.place.sequence
        })
    }

    /// Lets consumers run, first on one event of each key, so that they wait for the transport, then
    /// while more is produced, until everything is applied.
    pub(super) async fn run(
        &self,
        consumers: Vec<Consumer<Store>>,
        keys: &[&str],
        produce: impl Future<Output = ()>,
    ) {
        let stop = CancellationToken::new();
        let running: Vec<_> = consumers
            .into_iter()
            .map(|consumer| tokio::spawn(consumer.run(stop.clone())))
            .collect();
        self.produce(keys, 1, 1).await;
        self.relay().await;
        self.until_quiescent().await;
        produce.await;
        self.until_quiescent().await;
        stop.cancel();
        for consumer in running {
            must(consumer.await, "a consumer");
        }
    }

    async fn until_quiescent(&self) {
        while !self.is_quiescent().await {
            tokio::task::yield_now().await;
        }
    }
}

pub(super) async fn commit(store: &Store, events: Vec<NewEvent>) {
    let transaction = must(store.begin().await, "a transaction");
    must(outbox::append(&transaction, events).await, "an event");
    must(transaction.commit().await, "a commit");
}

/// The log of a service, numbered and read from the beginning.
pub(super) async fn all_events(store: &Store, producer: &str) -> Vec<Event> {
    let outbox = StoreOutbox::new(store.clone(), producer);
    let mut events = Vec::new();
    for partition in 0..PARTITIONS {
        let mut after = 0;
        loop {
            let page = must(outbox.read_after(partition, after, 100).await, "a page");
            let Some(last) = page.events.last() else { break };
            after = last.place.sequence;
            events.extend(page.events);
        }
    }
    events
}

pub(super) fn number_of(event: &Event) -> u64 {
    match <[u8; 8]>::try_from(event.payload.as_slice()) {
        Ok(bytes) => u64::from_be_bytes(bytes),
        Err(_) => fail("a payload of these tests is a number"),
    }
}

//! The dossier service's log, as this service consumes it: events are appended, relayed in encoded
//! form through the in-process transport, and applied.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use prost::Message;
use stts_contracts::common::v1::Date;
use stts_contracts::dossier::v1::Undue;
use stts_contracts::events::v1::{TaskDone, TaskRaised, TaskType, TaskWithdrawn};
use stts_kernel::{EventId, TaskId};
use stts_queue::log::{Consumer, ConsumerSettings, DirectReader, InProcess, Inbox, Outbox, Relay};
use stts_store::outbox::{self, NewEvent};
use stts_store::{Store, StoreOutbox};
use stts_tasks::jobs::DossierEvents;
use stts_testkit::FixedClock;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const PRODUCER: &str = "dossier";
/// A dossier number with right check digits.
pub(crate) const DOSSIER: &str = "1234567894";

/// The producer's log and this service's consumer, in one database. It must be ended.
pub(crate) struct DossierLog {
    pub(crate) store: Store,
    outbox: Arc<dyn Outbox>,
    relay: Relay,
    stop: CancellationToken,
    consumer: JoinHandle<()>,
}

impl DossierLog {
    pub(crate) fn new(store: Store) -> Self {
        let outbox: Arc<dyn Outbox> = Arc::new(StoreOutbox::new(store.clone(), PRODUCER));
        let transport = Arc::new(InProcess::default());
        let consumer = Consumer {
            name: stts_tasks::NAME.to_owned(),
            producer: PRODUCER.to_owned(),
            inbox: Arc::new(store.clone()),
            transport: transport.clone(),
            reader: Arc::new(DirectReader::new(outbox.clone())),
            handler: Arc::new(DossierEvents),
            machine: Arc::new(FixedClock::at("2027-03-01T08:00:00Z")),
            settings: ConsumerSettings { max_attempts: 1, ..ConsumerSettings::default() },
        };
        let stop = CancellationToken::new();
        let consumer = tokio::spawn(consumer.run(stop.clone()));
        Self { store, outbox: outbox.clone(), relay: Relay::new(outbox, transport), stop, consumer }
    }

    /// Commits an event at an instant, and waits until it is applied or buried.
    pub(crate) async fn tell(&self, event: &Told, occurred_at: &str) {
        let transaction = self.store.begin().await.unwrap();
        outbox::append(&transaction, vec![event.at(occurred_at)]).await.unwrap();
        transaction.commit().await.unwrap();
        let mut commits = self.store.commits();
        self.relay.relay_all(&self.stop).await.unwrap();
        while !self.is_applied().await {
            commits.wait(Duration::from_secs(1)).await;
        }
    }

    async fn is_applied(&self) -> bool {
        let places: BTreeMap<_, _> =
            self.store.places(PRODUCER).await.unwrap().into_iter().collect();
        let heads = self.outbox.heads().await.unwrap().into_iter();
        let mut written = heads.filter(|head| head.place.sequence > 0);
        written.all(|head| places.get(&head.partition) == Some(&head.place))
    }

    /// The classes of the events that could not be applied.
    pub(crate) async fn dead_letters(&self) -> Vec<String> {
        let letters = self.store.dead_letters(0, 100).await.unwrap();
        letters.into_iter().map(|letter| letter.class).collect()
    }

    pub(crate) async fn end(self) {
        self.stop.cancel();
        self.consumer.await.unwrap();
    }
}

/// An event's type and message.
pub(crate) struct Told(pub(crate) &'static str, pub(crate) Vec<u8>);

impl Told {
    pub(crate) fn at(&self, occurred_at: &str) -> NewEvent {
        let occurred_at = occurred_at.parse().unwrap();
        NewEvent {
            event_id: EventId::from(Uuid::from_u64_pair(0, 7)),
            key: DOSSIER.to_owned(),
            type_name: self.0.to_owned(),
            version: 1,
            payload: self.1.clone(),
            caused_by: None,
            traceparent: None,
            occurred_at,
        }
    }
}

pub(crate) fn task_id(number: u64) -> TaskId {
    TaskId::from(Uuid::from_u64_pair(0, number))
}

pub(crate) fn raised(number: u64, task_type: TaskType, assignee: &str) -> Told {
    let ends = task_type == TaskType::TerminateReduction;
    let message = TaskRaised {
        task_id: task_id(number).to_string(),
        r#type: task_type.into(),
        assignee: assignee.to_owned(),
        dossier_number: DOSSIER.to_owned(),
        due_date: Some(Date { year: 2027, month: 4, day: 30 }),
        end_date: ends.then_some(Date { year: 2027, month: 6, day: 15 }),
        undue: ends.then_some(Undue { months: 3, amount_cents: 3450 }),
    };
    Told("stts.events.v1.TaskRaised", message.encode_to_vec())
}

pub(crate) fn done(number: u64) -> Told {
    let message =
        TaskDone { task_id: task_id(number).to_string(), dossier_number: DOSSIER.to_owned() };
    Told("stts.events.v1.TaskDone", message.encode_to_vec())
}

pub(crate) fn withdrawn(number: u64) -> Told {
    let message =
        TaskWithdrawn { task_id: task_id(number).to_string(), dossier_number: DOSSIER.to_owned() };
    Told("stts.events.v1.TaskWithdrawn", message.encode_to_vec())
}

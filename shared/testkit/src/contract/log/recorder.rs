//! A handler whose effects can be counted: it writes each event that it applies to its own
//! service's outbox, in the transaction that it is given.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use stts_kernel::EventId;
use stts_queue::log::{Event, Handler, HandlerError, InProcess, NewEvent, Relay};
use stts_store::{Store, StoreOutbox, Transaction, outbox};
use tokio::sync::Barrier;
use tokio_util::sync::CancellationToken;

use super::world::{CONSUMER, KNOWN_TYPE, all_events, number_of};
use crate::SeededIds;
use crate::failure::{fail, must};

/// What to do with an event instead of succeeding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Fail(HandlerError),
    Panic,
}

/// Applies events as told.
pub(super) struct Recorder {
    ids: SeededIds,
    /// What happens to the event of this key and number.
    troubles: Mutex<BTreeMap<(String, u64), Trouble>>,
    /// Where the first event that is applied waits for another replica's.
    meeting: Option<Arc<Barrier>>,
    met: Mutex<bool>,
}

impl Recorder {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self::meeting_at(None, 2))
    }

    /// One that waits at its first event until everybody is there.
    pub(super) fn meeting_at(meeting: Option<Arc<Barrier>>, seed: u64) -> Self {
        Self {
            ids: SeededIds::new(seed),
            troubles: Mutex::default(),
            meeting,
            met: Mutex::new(false),
        }
    }

    pub(super) fn trouble(&self, key: &str, number: u64, trouble: Trouble) {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.insert((key.to_owned(), number), trouble);
    }

    pub(super) fn no_trouble(&self) {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn trouble_with(&self, event: &Event) -> Option<Trouble> {
        let troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.get(&(event.key.clone(), number_of(event))).cloned()
    }

    async fn meet(&self) {
        let first =
            !std::mem::replace(&mut *self.met.lock().unwrap_or_else(PoisonError::into_inner), true);
        if let (true, Some(meeting)) = (first, &self.meeting) {
            meeting.wait().await;
        }
    }
}

#[async_trait]
impl Handler<Transaction> for Recorder {
    fn ignores(&self) -> &[&'static str] {
        &["stts.test.v1.Ignored"]
    }

    async fn apply(&self, transaction: &Transaction, event: &Event) -> Result<(), HandlerError> {
        self.meet().await;
        if event.type_name != KNOWN_TYPE {
            return Err(HandlerError::UnknownType);
        }
        let effect = NewEvent {
            event_id: EventId::random(&self.ids),
            key: event.key.clone(),
            type_name: event.type_name.clone(),
            version: event.version,
            payload: event.payload.clone(),
            caused_by: None,
            traceparent: None,
            occurred_at: event.occurred_at,
        };
        outbox::append(transaction, vec![effect]).await?;
        match self.trouble_with(event) {
            None => Ok(()),
            Some(Trouble::Fail(error)) => Err(error),
            Some(Trouble::Panic) => fail("the handler panics, as told"),
        }
    }
}

/// What was applied: the numbers of each key, in the order of their effects.
pub(super) async fn effects(store: &Store) -> BTreeMap<String, Vec<u64>> {
    let outbox = Arc::new(StoreOutbox::new(store.clone(), CONSUMER));
    let relay = Relay::new(outbox, Arc::new(InProcess::default()));
    must(relay.relay_all(&CancellationToken::new()).await, "the effects' relay");
    let mut effects = BTreeMap::<String, Vec<u64>>::new();
    for event in all_events(store, CONSUMER).await {
        effects.entry(event.key.clone()).or_default().push(number_of(&event));
    }
    effects
}

/// Each of these keys with the numbers from 1 on, each once and in order.
pub(super) fn counted(keys: &[&str], count: u64) -> BTreeMap<String, Vec<u64>> {
    keys.iter().map(|key| ((*key).to_owned(), (1..=count).collect())).collect()
}

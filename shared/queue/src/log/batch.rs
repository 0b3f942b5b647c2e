//! Events of one partition applied in one transaction, and what happens when one fails.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::Instant;
use tracing::Instrument;

use super::{
    Consumer, Event, Failure, HandlerError, Inbox, Locked, NewDeadLetter, PARKED, Place, Wait,
};
use crate::QueueError;
use crate::trace::continue_trace;

/// Who says that these events come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// The transport, which may have lost some before them.
    Transport,
    /// The producer, which alone knows where a new epoch begins.
    Producer,
}

/// What came of a partition's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All are applied, or were before.
    Applied,
    /// Another replica holds the position.
    Busy,
    /// Some between the position and these are missing.
    Gap,
    /// An event failed; it is tried again after this long.
    Rest(Duration),
}

/// One partition of a consumer's producer.
pub(super) struct Batch<'a, I: Inbox> {
    pub(super) consumer: &'a Consumer<I>,
    pub(super) partition: u32,
}

/// What one transaction did.
enum Attempt {
    /// Committed up to this place; nothing new when it is absent.
    Committed(Option<Place>),
    Busy,
    Gap,
    Failed(HandlerError),
}

impl<I: Inbox> Batch<'_, I> {
    /// Applies events that are in order: many in a transaction, and one by one when that fails.
    pub(super) async fn apply(
        &self,
        events: &[Event],
        trust: Trust,
    ) -> Result<Outcome, QueueError> {
        let mut rest = events;
        let mut together = self.consumer.settings.batch_events.max(1);
        while let Some(first) = rest.first() {
            let some = &rest[..together.min(rest.len())];
            match self.attempt(some, trust).await? {
                Attempt::Committed(None) => rest = &rest[some.len()..],
                Attempt::Committed(Some(place)) => {
                    rest = &rest[rest.partition_point(|event| event.place <= place)..];
                }
                Attempt::Busy => return Ok(Outcome::Busy),
                Attempt::Gap => return Ok(Outcome::Gap),
                Attempt::Failed(_) if some.len() > 1 => together = 1,
                Attempt::Failed(error) => {
                    if let Some(pause) = self.failed(first, &error).await? {
                        return Ok(Outcome::Rest(pause));
                    }
                }
            }
        }
        Ok(Outcome::Applied)
    }

    async fn attempt(&self, events: &[Event], trust: Trust) -> Result<Attempt, QueueError> {
        let consumer = self.consumer;
        let held = consumer.inbox.lock(&consumer.producer, self.partition, Wait::Skip).await?;
        let Some(Locked { transaction, place }) = held else {
            return Ok(Attempt::Busy);
        };
        // The position may have moved since the events were read.
        let new = &events[events.partition_point(|event| event.place <= place)..];
        let next = match run_of(new, place, trust) {
            Some(next) if !next.is_empty() => next,
            run => {
                consumer.inbox.roll_back(transaction).await?;
                return Ok(run.map_or(Attempt::Gap, |_| Attempt::Committed(None)));
            }
        };
        match self.apply_in(&transaction, next).await {
            Ok(place) => {
                let (producer, partition) = (&consumer.producer, self.partition);
                consumer.inbox.commit_at(transaction, producer, partition, place).await?;
                Ok(Attempt::Committed(Some(place)))
            }
            Err(error) => {
                consumer.inbox.roll_back(transaction).await?;
                Ok(Attempt::Failed(error?))
            }
        }
    }

    /// Gives the place of the last event that fitted into the batch's time.
    async fn apply_in(
        &self,
        transaction: &I::Transaction,
        events: &[Event],
    ) -> Result<Place, Result<HandlerError, QueueError>> {
        let consumer = self.consumer;
        let keys: BTreeSet<&str> = events.iter().map(|event| event.key.as_str()).collect();
        let keys: Vec<&str> = keys.into_iter().collect();
        let dead = consumer.inbox.dead_keys(transaction, &consumer.producer, &keys).await;
        let dead = dead.map_err(Err)?;
        let until = Instant::now() + consumer.settings.batch_time;
        let mut reached = Place::default();
        for event in events {
            if dead.contains(&event.key) {
                let failed_at = consumer.machine.now();
                let letter = NewDeadLetter { event, class: PARKED, attempts: 0, failed_at };
                consumer.inbox.bury(transaction, letter).await.map_err(Err)?;
            } else {
                self.handle(transaction, event).await.map_err(Ok)?;
            }
            reached = event.place;
            if Instant::now() >= until {
                break;
            }
        }
        Ok(reached)
    }

    async fn handle(
        &self,
        transaction: &I::Transaction,
        event: &Event,
    ) -> Result<(), HandlerError> {
        if self.consumer.handler.ignores().contains(&event.type_name.as_str()) {
            return Ok(());
        }
        let span = tracing::info_span!(
            "event",
            otel.kind = "consumer",
            event.producer = event.producer,
            event.kind = event.type_name,
            event.partition = event.partition,
            event.sequence = event.place.sequence
        );
        continue_trace(&span, event.traceparent.as_deref());
        let applied = self.consumer.handler.apply(transaction, event).instrument(span);
        let caught = AssertUnwindSafe(applied).catch_unwind().await;
        caught.unwrap_or(Err(HandlerError::Poison("PANIC")))
    }

    /// Counts the failure of one event; after the last attempt puts it aside, so that the partition
    /// goes on. Gives how long to wait otherwise.
    async fn failed(
        &self,
        event: &Event,
        error: &HandlerError,
    ) -> Result<Option<Duration>, QueueError> {
        let consumer = self.consumer;
        let backoff = consumer.settings.backoff;
        if *error == HandlerError::Unavailable {
            return Ok(Some(backoff.after(1, 0)));
        }
        let class = error.to_string();
        let failed_at = consumer.machine.now();
        let failure = Failure { event, class: &class, failed_at };
        let attempts = consumer.inbox.record_failure(failure).await?;
        let (producer, sequence) = (&event.producer, event.place.sequence);
        if attempts < consumer.settings.max_attempts {
            tracing::warn!(producer, self.partition, sequence, class, "an event failed");
            return Ok(Some(backoff.after(attempts, 0)));
        }
        tracing::error!(producer, self.partition, sequence, class, "an event is a dead letter");
        let held = consumer.inbox.lock(producer, self.partition, Wait::Block).await?;
        // Another replica may have put it aside meanwhile.
        let Some(Locked { transaction, .. }) = held.filter(|held| held.place < event.place) else {
            return Ok(None);
        };
        let letter = NewDeadLetter { event, class: &class, attempts, failed_at };
        consumer.inbox.bury(&transaction, letter).await?;
        consumer.inbox.commit_at(transaction, producer, self.partition, event.place).await?;
        Ok(None)
    }
}

/// The events from the first on that follow each other without a gap; nothing when the first does
/// not follow the position.
fn run_of(events: &[Event], position: Place, trust: Trust) -> Option<&[Event]> {
    let mut last = position;
    let mut length = 0;
    for event in events {
        let begins_epoch = trust == Trust::Producer && event.place.epoch > last.epoch;
        if !begins_epoch && !last.is_followed_by(event.place) {
            break;
        }
        last = event.place;
        length += 1;
    }
    (length > 0 || events.is_empty()).then(|| &events[..length])
}

#[cfg(test)]
mod tests {
    use stts_kernel::EventId;
    use uuid::Uuid;

    use super::*;

    fn event((epoch, sequence): (u64, u64)) -> Event {
        Event {
            event_id: EventId::from(Uuid::nil()),
            producer: "dossier".to_owned(),
            partition: 0,
            place: Place { epoch, sequence },
            key: "a".to_owned(),
            occurred_at: chrono::DateTime::UNIX_EPOCH,
            caused_by: None,
            traceparent: None,
            type_name: String::new(),
            version: 1,
            payload: Vec::new(),
        }
    }

    #[test]
    fn only_what_follows_without_a_gap_is_applied() {
        use Trust::{Producer, Transport};
        type Case<'a> = (Trust, (u64, u64), &'a [(u64, u64)], Option<usize>);
        let cases: [Case<'_>; 10] = [
            (Transport, (1, 4), &[], Some(0)),
            (Transport, (1, 4), &[(1, 5), (1, 6)], Some(2)),
            (Transport, (1, 4), &[(1, 5), (1, 7)], Some(1)),
            (Transport, (1, 4), &[(1, 6)], None),
            (Producer, (1, 4), &[(1, 6)], None),
            // Where an epoch begins only the producer knows.
            (Transport, (0, 0), &[(1, 1)], None),
            (Producer, (0, 0), &[(1, 1), (1, 2)], Some(2)),
            (Transport, (1, 4), &[(1, 5), (2, 6)], Some(1)),
            (Producer, (1, 4), &[(1, 5), (2, 900), (2, 901)], Some(3)),
            (Producer, (2, 4), &[(1, 5)], None),
        ];
        for (trust, (epoch, sequence), places, expected) in cases {
            let events: Vec<Event> = places.iter().copied().map(event).collect();
            let run = run_of(&events, Place { epoch, sequence }, trust);
            assert_eq!(run.map(<[Event]>::len), expected, "{trust:?} {sequence} {places:?}");
        }
    }
}

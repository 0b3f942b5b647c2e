//! Events of one partition, applied as many at once as succeed, and what happens when one fails.

use std::time::Duration;

use stts_chassis::guard_is_on;

use super::{Consumer, Event, Failure, HandlerError, Inbox, Locked, NewDeadLetter, Place, Wait};
use crate::QueueError;

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
        let held = consumer.inbox.lock(&consumer.producer, &[self.partition], Wait::Skip).await?;
        let place = held.place(self.partition);
        let Locked { transaction, .. } = held;
        let Some(place) = place else {
            consumer.inbox.roll_back(transaction).await?;
            return Ok(Attempt::Busy);
        };
        let next = match next_of(events, place, trust) {
            Some(next) if !next.is_empty() => next,
            run => {
                consumer.inbox.roll_back(transaction).await?;
                return Ok(run.map_or(Attempt::Gap, |_| Attempt::Committed(None)));
            }
        };
        match consumer.apply_in(&transaction, &[(self.partition, next)]).await {
            Ok(places) => {
                consumer.commit(transaction, &places).await?;
                Ok(Attempt::Committed(places.first().map(|(_, place)| *place)))
            }
            Err(error) => {
                consumer.inbox.roll_back(transaction).await?;
                Ok(Attempt::Failed(error?))
            }
        }
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
        let held = consumer.inbox.lock(producer, &[self.partition], Wait::Block).await?;
        let is_next = held.place(self.partition).is_some_and(|place| place < event.place);
        let Locked { transaction, .. } = held;
        if !is_next {
            // Another replica has put it aside meanwhile.
            consumer.inbox.roll_back(transaction).await?;
            return Ok(None);
        }
        let letter = NewDeadLetter { event, class: &class, attempts, failed_at };
        consumer.inbox.bury(&transaction, letter).await?;
        let place = [(self.partition, event.place)];
        consumer.inbox.commit_at(transaction, producer, &place).await?;
        Ok(None)
    }
}

/// What is new of events, since the position may have moved since they were read: those that follow it
/// and each other without a gap; nothing when the first of them does not follow it.
pub(super) fn next_of(events: &[Event], position: Place, trust: Trust) -> Option<&[Event]> {
    if !guard_is_on!("position_check") {
        return Some(events);
    }
    let new = &events[events.partition_point(|event| event.place <= position)..];
    run_of(new, position, trust)
}

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

//! Events of several partitions applied in one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use stts_chassis::crash_point;
use tokio::time::Instant;
use tracing::Instrument;

use super::batch::{Outcome, Trust, next_of};
use super::{
    Consumer, Event, Handler, HandlerError, Inbox, Locked, NewDeadLetter, PARKED, Place, Wait,
};
use crate::QueueError;
use crate::trace::continue_trace;

/// An event that was not applied, or a queue that does not work.
pub(super) type Unapplied = Result<HandlerError, QueueError>;

impl<I: Inbox> Consumer<I> {
    /// Applies what the transport brought of any number of partitions in one transaction, since a
    /// commit costs the same for one as for all. Gives what came of each; nothing when an event
    /// failed: then nothing is applied, and each partition is to be tried by itself.
    pub(super) async fn apply_together(
        &self,
        events: &BTreeMap<u32, Vec<Event>>,
    ) -> Result<Option<BTreeMap<u32, Outcome>>, QueueError> {
        let partitions: Vec<u32> = events.keys().copied().collect();
        let Locked { transaction, places } =
            self.inbox.lock(&self.producer, &partitions, Wait::Skip).await?;
        let mut outcomes: BTreeMap<u32, Outcome> =
            partitions.into_iter().map(|partition| (partition, Outcome::Busy)).collect();
        let mut runs = Vec::new();
        for (partition, place) in places {
            let new = events.get(&partition).map_or(&[][..], Vec::as_slice);
            let is_lost = new.is_empty();
            let run = next_of(new, place, Trust::Transport).filter(|_| !is_lost);
            let outcome = if run.is_some() { Outcome::Applied } else { Outcome::Gap };
            outcomes.insert(partition, outcome);
            runs.extend(run.filter(|run| !run.is_empty()).map(|run| (partition, run)));
        }
        if runs.is_empty() {
            self.inbox.roll_back(transaction).await?;
            return Ok(Some(outcomes));
        }
        // The time of a batch may not do for all: whoever waits longest comes first.
        runs.sort_by_key(|(_, run)| run.first().map(|event| event.occurred_at));
        match self.apply_in(&transaction, &runs).await {
            Ok(places) => {
                self.commit(transaction, &places).await?;
                Ok(Some(outcomes))
            }
            Err(unapplied) => {
                self.inbox.roll_back(transaction).await?;
                unapplied.map(|_| None)
            }
        }
    }

    /// Applies runs of events, each without a gap, until the batch's time is over; gives the place of
    /// the last event applied in each partition.
    pub(super) async fn apply_in(
        &self,
        transaction: &I::Transaction,
        runs: &[(u32, &[Event])],
    ) -> Result<Vec<(u32, Place)>, Unapplied> {
        let events = runs.iter().flat_map(|(_, run)| run.iter());
        let keys: BTreeSet<&str> = events.map(|event| event.key.as_str()).collect();
        let keys: Vec<&str> = keys.into_iter().collect();
        let dead = self.inbox.dead_keys(transaction, &self.producer, &keys).await.map_err(Err)?;
        let until = Instant::now() + self.settings.batch_time;
        let mut places = Vec::new();
        for (partition, run) in runs {
            for event in *run {
                if dead.contains(&event.key) {
                    self.park(transaction, event).await.map_err(Err)?;
                } else {
                    handled(&*self.handler, transaction, event).await.map_err(Ok)?;
                }
                reach(&mut places, *partition, event.place);
                if Instant::now() >= until {
                    return Ok(places);
                }
            }
        }
        Ok(places)
    }

    /// Moves the position together with the effects.
    pub(super) async fn commit(
        &self,
        transaction: I::Transaction,
        places: &[(u32, Place)],
    ) -> Result<(), QueueError> {
        crash_point!("consumer.before_commit");
        self.inbox.commit_at(transaction, &self.producer, places).await?;
        crash_point!("consumer.after_commit");
        Ok(())
    }

    /// Puts an event aside because an earlier one of its key is.
    async fn park(&self, transaction: &I::Transaction, event: &Event) -> Result<(), QueueError> {
        let failed_at = self.machine.now();
        let letter = NewDeadLetter { event, class: PARKED, attempts: 0, failed_at };
        self.inbox.bury(transaction, letter).await
    }
}

/// Applies one event, unless it is none of the service's business; a panic is a failure.
pub(super) async fn handled<T: Send + Sync>(
    handler: &dyn Handler<T>,
    transaction: &T,
    event: &Event,
) -> Result<(), HandlerError> {
    if handler.ignores().contains(&event.type_name.as_str()) {
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
    let applied = handler.apply(transaction, event).instrument(span);
    let caught = AssertUnwindSafe(applied).catch_unwind().await;
    caught.unwrap_or(Err(HandlerError::Poison("PANIC")))
}

fn reach(places: &mut Vec<(u32, Place)>, partition: u32, place: Place) {
    match places.last_mut() {
        Some((last, reached)) if *last == partition => *reached = place,
        _ => places.push((partition, place)),
    }
}

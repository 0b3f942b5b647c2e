//! The task that does a lane's work.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Held, Lane, Outcome, Work};
use crate::jobs::Backoff;

/// Does work of a lane.
#[async_trait]
pub trait LaneWorker: Send + Sync {
    /// Does one piece. A panic is an attempt that failed.
    async fn run(&self, work: &Work) -> Outcome;
}

/// How a runner works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneRunnerSettings {
    /// At most this much in hand at once, the bound of its memory.
    pub in_hand: usize,
    /// At most this much taken, or settled, in one step.
    pub batch: usize,
    /// How long to wait for work at most, and so for a stop.
    pub waits: Duration,
}

impl Default for LaneRunnerSettings {
    fn default() -> Self {
        Self { in_hand: 1000, batch: 500, waits: Duration::from_secs(1) }
    }
}

/// Takes work, has it done side by side, and settles it in batches. Any number may run on one lane.
pub struct LaneRunner {
    lane: Arc<dyn Lane>,
    worker: Arc<dyn LaneWorker>,
    settings: LaneRunnerSettings,
}

/// An attempt that has ended, with its place among what is in hand.
type Ended = (Held, Outcome, OwnedSemaphorePermit);

/// What is in hand and its leases are to be renewed.
type InHand = Arc<Mutex<BTreeSet<Held>>>;

impl LaneRunner {
    /// A runner of this lane.
    pub fn new(
        lane: Arc<dyn Lane>,
        worker: Arc<dyn LaneWorker>,
        settings: LaneRunnerSettings,
    ) -> Self {
        Self { lane, worker, settings }
    }

    /// Works until stopped; what is in hand is finished first. To be spawned and awaited, never
    /// aborted.
    pub async fn run(self, stop: CancellationToken) {
        let in_hand = InHand::default();
        let (ended, outcomes) = mpsc::channel(self.settings.in_hand.max(1));
        let settling = self.settle(outcomes, Arc::clone(&in_hand));
        let renewing = self.renew(Arc::clone(&in_hand));
        let taking = self.take(ended, &in_hand, &stop);
        tokio::select! {
            ((), ()) = async { tokio::join!(taking, settling) } => {}
            () = renewing => {}
        }
    }

    async fn take(&self, ended: mpsc::Sender<Ended>, in_hand: &InHand, stop: &CancellationToken) {
        let room = Arc::new(Semaphore::new(self.settings.in_hand.max(1)));
        while let Some(mut places) = self.places(&room, stop).await {
            let limit = places.num_permits();
            match self.lane.take(limit, self.settings.waits).await {
                Ok(taken) => {
                    let held = taken.iter().map(|work| work.held);
                    in_hand.lock().unwrap_or_else(PoisonError::into_inner).extend(held);
                    for work in taken {
                        if let Some(place) = places.split(1) {
                            let (worker, ended) = (Arc::clone(&self.worker), ended.clone());
                            tokio::spawn(attempt(worker, work, place, ended));
                        }
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "work waits");
                    stop.run_until_cancelled(tokio::time::sleep(self.settings.waits)).await;
                }
            }
        }
    }

    /// Waits until there is room, and takes all of it up to a batch; nothing when stopped.
    async fn places(
        &self,
        room: &Arc<Semaphore>,
        stop: &CancellationToken,
    ) -> Option<OwnedSemaphorePermit> {
        let first = stop.run_until_cancelled(Arc::clone(room).acquire_owned()).await;
        let mut places = first?.ok()?;
        let more = room.available_permits().min(self.settings.batch.saturating_sub(1));
        if let Ok(more) = Arc::clone(room).try_acquire_many_owned(u32::try_from(more).ok()?) {
            places.merge(more);
        }
        Some(places)
    }

    async fn settle(&self, mut outcomes: mpsc::Receiver<Ended>, in_hand: InHand) {
        let mut batch = Vec::new();
        while outcomes.recv_many(&mut batch, self.settings.batch.max(1)).await > 0 {
            let settled: Vec<_> =
                batch.iter().map(|(held, outcome, _)| (*held, *outcome)).collect();
            self.settle_all(&settled).await;
            let mut in_hand = in_hand.lock().unwrap_or_else(PoisonError::into_inner);
            for (held, ..) in batch.drain(..) {
                in_hand.remove(&held);
            }
        }
    }

    /// Tries for the length of a lease; after that others take it over and do it again.
    async fn settle_all(&self, outcomes: &[(Held, Outcome)]) {
        let pause = Backoff { first: Duration::from_millis(50), longest: Duration::from_secs(1) };
        let begun = Instant::now();
        let mut tries = 0;
        while let Err(error) = self.lane.settle(outcomes).await {
            tries += 1;
            tracing::warn!(%error, tries, "what is done could not be settled");
            if begun.elapsed() > self.lane.settings().lease {
                return;
            }
            tokio::time::sleep(pause.after(tries, 0)).await;
        }
    }

    async fn renew(&self, in_hand: InHand) {
        loop {
            tokio::time::sleep(self.lane.settings().lease / 3).await;
            let held: Vec<Held> =
                in_hand.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
            match self.lane.renew(&held).await {
                Ok(renewed) if renewed < held.len() => {
                    tracing::warn!(lost = held.len() - renewed, "leases were lost");
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "leases were not renewed"),
            }
        }
    }
}

async fn attempt(
    worker: Arc<dyn LaneWorker>,
    work: Work,
    place: OwnedSemaphorePermit,
    ended: mpsc::Sender<Ended>,
) {
    let run = AssertUnwindSafe(worker.run(&work)).catch_unwind().await;
    let outcome = run.unwrap_or(Outcome::Retry { attempt: work.attempt, class: "PANIC" });
    // The other end goes only when all of these have gone.
    let _ = ended.send((work.held, outcome, place)).await;
}

//! What waits in a service, and what it put aside.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use stts_chassis::time::SystemClock;
use stts_kernel::Clock;
use stts_queue::jobs::{DeadJob, JobId, JobStore, Moment};
use stts_queue::log::{
    DeadFrame, DeadLetter, Handler, HandlerError, Inbox, Outbox, RedriveError, Redriven, redrive,
};
use stts_queue::{Backlog, Consumed, DeadLetters, QueueError, QueueStats};
use stts_store::{Store, Transaction};

/// What a service does with the events of each producer that it consumes.
pub(crate) type Handlers = BTreeMap<String, Arc<dyn Handler<Transaction>>>;

/// Over the service's own tables.
#[derive(Clone)]
pub(crate) struct FrameBacklog {
    pub(crate) store: Store,
    pub(crate) outbox: Arc<dyn Outbox>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) handlers: Handlers,
}

#[async_trait]
impl Backlog for FrameBacklog {
    async fn stats(&self) -> Result<QueueStats, QueueError> {
        let mut consumed = Vec::new();
        for producer in self.handlers.keys() {
            for (partition, place) in self.store.places(producer).await? {
                consumed.push(Consumed { producer: producer.clone(), partition, place });
            }
        }
        let now = Moment { business: self.clock.now(), machine: SystemClock.now() };
        Ok(QueueStats {
            produced: self.outbox.heads().await?,
            producers: self.handlers.keys().cloned().collect(),
            consumed,
            jobs: self.store.counts(now).await?,
            dead_events: self.store.count_dead_letters().await?,
            dead_frames: self.store.count_dead_frames().await?,
        })
    }
}

#[async_trait]
impl DeadLetters for FrameBacklog {
    async fn events(&self, after: i64, limit: u32) -> Result<Vec<DeadLetter>, QueueError> {
        self.store.dead_letters(after, limit).await
    }

    async fn jobs(&self, after: JobId, limit: u32) -> Result<Vec<DeadJob>, QueueError> {
        self.store.dead_jobs(after, limit).await
    }

    async fn redrive_event(&self, number: i64) -> Result<Redriven, RedriveError> {
        let letter = self.store.dead_letter(number).await?.ok_or(RedriveError::NotFound)?;
        let Some(handler) = self.handlers.get(&letter.event.producer) else {
            // The service no longer consumes that producer's events.
            return Ok(Redriven { letters: 0, failed: Some(HandlerError::UnknownType) });
        };
        redrive(&self.store, &**handler, number, SystemClock.now()).await
    }

    async fn redrive_job(&self, id: JobId) -> Result<bool, QueueError> {
        self.store.redrive(id).await
    }

    async fn frames(&self, after: i64, limit: u32) -> Result<Vec<DeadFrame>, QueueError> {
        self.store.dead_frames(after, limit).await
    }

    async fn put_frame_away(&self, number: i64) -> Result<bool, QueueError> {
        self.store.put_frame_away(number, SystemClock.now()).await
    }
}

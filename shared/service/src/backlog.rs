//! What waits in a service.

use std::sync::Arc;

use async_trait::async_trait;
use stts_chassis::time::SystemClock;
use stts_kernel::Clock;
use stts_queue::jobs::{JobStore, Moment};
use stts_queue::log::{Inbox, Outbox};
use stts_queue::{Backlog, Consumed, QueueError, QueueStats};
use stts_store::Store;

/// Over the service's own tables.
pub(crate) struct FrameBacklog {
    pub(crate) store: Store,
    pub(crate) outbox: Arc<dyn Outbox>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) producers: Vec<String>,
}

#[async_trait]
impl Backlog for FrameBacklog {
    async fn stats(&self) -> Result<QueueStats, QueueError> {
        let mut consumed = Vec::new();
        for producer in &self.producers {
            for (partition, place) in self.store.places(producer).await? {
                consumed.push(Consumed { producer: producer.clone(), partition, place });
            }
        }
        let now = Moment { business: self.clock.now(), machine: SystemClock.now() };
        Ok(QueueStats {
            produced: self.outbox.heads().await?,
            producers: self.producers.clone(),
            consumed,
            jobs: self.store.counts(now).await?,
        })
    }
}

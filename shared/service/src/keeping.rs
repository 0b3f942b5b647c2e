//! How long a service keeps what it no longer needs: events that everybody has applied, and the
//! answers to requests, both for 30 days.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use stts_kernel::Clock;
use stts_queue::QueueError;
use stts_queue::log::Outbox;
use stts_store::{Store, request_results};
use tokio_util::sync::CancellationToken;

/// The contract promises the first answer to a repeated request for so long.
const KEPT: TimeDelta = TimeDelta::days(30);
const LOOKS_EVERY: Duration = Duration::from_hours(1);

/// Deletes what has been kept for long enough.
pub(crate) struct Keeping {
    pub(crate) store: Store,
    pub(crate) outbox: Arc<dyn Outbox>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) consumers: Vec<String>,
}

impl Keeping {
    /// Looks once an hour until stopped.
    pub(crate) async fn run(self, stop: CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(LOOKS_EVERY)).await.is_some() {
            if let Err(error) = self.delete().await {
                tracing::warn!(%error, "what was kept for long enough could not be deleted");
            }
        }
    }

    async fn delete(&self) -> Result<(), QueueError> {
        let before = self.clock.now() - KEPT;
        let consumers: Vec<&str> = self.consumers.iter().map(String::as_str).collect();
        let events = self.outbox.prune(&consumers, before).await?;
        let transaction = self.store.begin().await?;
        let answers = request_results::prune(&transaction, before).await?;
        transaction.commit().await?;
        tracing::debug!(events, answers, "deleted what was kept for long enough");
        Ok(())
    }
}

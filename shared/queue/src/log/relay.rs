//! The task that numbers and publishes what this process and others committed.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Outbox, Transport};
use crate::QueueError;

const BATCH: u32 = 500;
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// Commits of this time are relayed together: a transaction costs the same for one as for many.
const GATHERS: Duration = Duration::from_millis(3);

/// Numbers and publishes committed events, woken by commits of this process and by itself every
/// second. Any number of relays may run over one database: the lock on a partition's head row
/// decides which of them works on it.
pub struct Relay {
    outbox: Arc<dyn Outbox>,
    transport: Arc<dyn Transport>,
}

impl Relay {
    /// A relay from this outbox to this transport.
    pub fn new(outbox: Arc<dyn Outbox>, transport: Arc<dyn Transport>) -> Self {
        Self { outbox, transport }
    }

    /// Works until stopped; a step under way is finished first. To be spawned and awaited, never
    /// aborted.
    pub async fn run(self, stop: CancellationToken) {
        let mut wake = self.outbox.committed();
        while !stop.is_cancelled() {
            tokio::time::sleep(GATHERS).await;
            let more = self.step().await.unwrap_or_else(|error| {
                tracing::warn!(producer = self.outbox.producer(), %error, "events wait to be relayed");
                false
            });
            if !more {
                tokio::select! {
                    () = wake.wait(LOOKS_EVERY) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
    }

    /// Relays until nothing is left that this relay can get hold of.
    pub async fn relay_all(&self, stop: &CancellationToken) -> Result<(), QueueError> {
        while !stop.is_cancelled() && self.step().await? {}
        Ok(())
    }

    /// Whether there is more to do: what was numbered is to be published, and a full batch is rarely
    /// the last.
    async fn step(&self) -> Result<bool, QueueError> {
        let done = self.outbox.relay(BATCH, self.transport.as_ref()).await?;
        Ok(done.numbered > 0 || done.published >= u64::from(BATCH))
    }
}

//! The task that has the transport forget what every consumer has applied.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Outbox, Transport};
use crate::QueueError;

const LOOKS_EVERY: Duration = Duration::from_secs(30);

/// Trims a producer's streams at the lowest position that its consumers have reported, never by their
/// length: an event that somebody waits for stays. Any number may run; they do the same.
pub struct Trimmer {
    outbox: Arc<dyn Outbox>,
    transport: Arc<dyn Transport>,
    consumers: Vec<String>,
}

impl Trimmer {
    /// For the events of this outbox, which these services consume.
    pub fn new(
        outbox: Arc<dyn Outbox>,
        transport: Arc<dyn Transport>,
        consumers: Vec<String>,
    ) -> Self {
        Self { outbox, transport, consumers }
    }

    /// Works until stopped, every half minute.
    pub async fn run(self, stop: CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(LOOKS_EVERY)).await.is_some() {
            if let Err(error) = self.trim().await {
                tracing::warn!(producer = self.outbox.producer(), %error, "streams are not trimmed");
            }
        }
    }

    /// Trims once.
    pub async fn trim(&self) -> Result<(), QueueError> {
        let consumers: Vec<&str> = self.consumers.iter().map(String::as_str).collect();
        let passed = self.outbox.passed(&consumers).await?;
        self.transport.trim(self.outbox.producer(), &passed).await
    }
}

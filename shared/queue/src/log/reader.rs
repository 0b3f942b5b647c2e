//! The producer's log as a consumer reaches it.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Event, Outbox, Place};
use crate::QueueError;

/// Numbered events of one partition, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPage {
    /// The events.
    pub events: Vec<Event>,
    /// The last place given out in the partition.
    pub head: Place,
}

/// Reads a producer's log and tells it how far this consumer has come. In a deployment this is the
/// client of its `EventLogService` ([`crate::rpc`]).
#[async_trait]
pub trait LogReader: Send + Sync {
    /// Numbered events of a partition after a sequence; a limit of 0 reads only the head.
    async fn read_after(
        &self,
        partition: u32,
        sequence: u64,
        limit: u32,
    ) -> Result<LogPage, QueueError>;

    /// Reports positions (partition, sequence) whose effects are committed.
    async fn report_positions(
        &self,
        consumer: &str,
        positions: &[(u32, u64)],
    ) -> Result<(), QueueError>;
}

/// Reads a log in the same database, as a service does with its own events, and a test.
pub struct DirectReader(Arc<dyn Outbox>);

impl DirectReader {
    /// Reads this log.
    pub fn new(outbox: Arc<dyn Outbox>) -> Self {
        Self(outbox)
    }
}

#[async_trait]
impl LogReader for DirectReader {
    async fn read_after(
        &self,
        partition: u32,
        sequence: u64,
        limit: u32,
    ) -> Result<LogPage, QueueError> {
        self.0.read_after(partition, sequence, limit).await
    }

    async fn report_positions(
        &self,
        consumer: &str,
        positions: &[(u32, u64)],
    ) -> Result<(), QueueError> {
        self.0.report_positions(consumer, positions).await
    }
}

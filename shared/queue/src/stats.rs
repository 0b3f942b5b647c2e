//! What waits in a service: for the eyes of operations, and for whoever waits until nothing does.

use async_trait::async_trait;

use crate::QueueError;
use crate::jobs::JobCounts;
use crate::log::{Head, Place};

/// How far a service is in a partition of another one's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumed {
    /// The producing service.
    pub producer: String,
    /// The partition.
    pub partition: u32,
    /// The last place whose effects are committed.
    pub place: Place,
}

/// What waits in one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueStats {
    /// The heads of its own log.
    pub produced: Vec<Head>,
    /// The services whose logs it consumes.
    pub producers: Vec<String>,
    /// Its positions in their logs, where it applied something.
    pub consumed: Vec<Consumed>,
    /// Its jobs.
    pub jobs: JobCounts,
}

/// Tells what waits in a service.
#[async_trait]
pub trait Backlog: Send + Sync {
    /// As of now.
    async fn stats(&self) -> Result<QueueStats, QueueError>;
}

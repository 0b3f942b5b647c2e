//! What waits in a service: for the eyes of operations, and for whoever waits until nothing does.

use async_trait::async_trait;

use crate::QueueError;
use crate::jobs::{DeadJob, JobCounts, JobId};
use crate::log::{DeadFrame, DeadLetter, Head, Place, RedriveError, Redriven};

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
    /// How many events of others it put aside.
    pub dead_events: u64,
    /// How many frames it kept that are no events.
    pub dead_frames: u64,
}

/// Tells what waits in a service.
#[async_trait]
pub trait Backlog: Send + Sync {
    /// As of now.
    async fn stats(&self) -> Result<QueueStats, QueueError>;
}

/// What a service put aside, and a way to try it again.
#[async_trait]
pub trait DeadLetters: Send + Sync {
    /// Events of others that could not be applied, at most `limit` after that number.
    async fn events(&self, after: i64, limit: u32) -> Result<Vec<DeadLetter>, QueueError>;

    /// Jobs that were given up, at most `limit` after that number.
    async fn jobs(&self, after: JobId, limit: u32) -> Result<Vec<DeadJob>, QueueError>;

    /// Applies an event again, with all others of its key in their order.
    async fn redrive_event(&self, number: i64) -> Result<Redriven, RedriveError>;

    /// Has a job done again, with all its attempts; false when it is not dead.
    async fn redrive_job(&self, id: JobId) -> Result<bool, QueueError>;

    /// Frames that are no events, at most `limit` after that number.
    async fn frames(&self, after: i64, limit: u32) -> Result<Vec<DeadFrame>, QueueError>;

    /// Puts a frame away that somebody has seen; false when it does not wait.
    async fn put_frame_away(&self, number: i64) -> Result<bool, QueueError>;
}

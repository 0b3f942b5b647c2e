//! A lane: small pieces of work handed to whichever worker is free.
//!
//! A lane knows nothing about what it carries. It hands each piece to one worker at a time, for the
//! length of a lease that the worker renews; gives what failed out again after a backoff, a bounded
//! number of times; holds back what is for later; keeps what was given up, with its bytes and the
//! class of its error; and refuses more than it may hold. Work is done at least once: a worker that
//! was taken for dead may finish what another began.
//!
//! [`RedisLane`] is one between processes: a stream with a consumer group, a sorted set of what waits
//! for its time, and a stream of the dead, all under one hash tag. [`InProcessLane`] is its twin
//! inside one process. Neither is the truth about anything: what has to be done although Redis
//! forgot it, is a row in a database first, as [`super::JobStore`] keeps it. A [`LaneRunner`] does the
//! work of either.

mod in_process;
mod lane_runner;
mod redis_lane;
mod scripts;
mod work;

use std::time::Duration;

use async_trait::async_trait;
pub use in_process::InProcessLane;
pub use lane_runner::{LaneRunner, LaneRunnerSettings, LaneWorker};
pub use redis_lane::RedisLane;
pub use work::{
    Admission, DeadWork, EXHAUSTED, Held, LaneCounts, LaneSettings, NewWork, Outcome, Work, WorkId,
};

use crate::QueueError;

/// One worker's end of a lane; whoever publishes has one as well.
#[async_trait]
pub trait Lane: Send + Sync {
    /// How it works.
    fn settings(&self) -> &LaneSettings;

    /// Adds all of it, or none when the lane would be too full.
    async fn publish(&self, work: &[NewWork]) -> Result<Admission, QueueError>;

    /// Takes work, at most `limit`, for the length of a lease; waits for the first at most this
    /// long. To be finished once begun: what is taken by a call that nobody awaits any more rests
    /// until its lease ends.
    async fn take(&self, limit: usize, wait: Duration) -> Result<Vec<Work>, QueueError>;

    /// Prolongs leases from now on; gives how many were still in these hands.
    async fn renew(&self, held: &[Held]) -> Result<usize, QueueError>;

    /// Says what came of work. What is done is done, whoever did it; anything else counts only from
    /// the hands that hold it.
    async fn settle(&self, outcomes: &[(Held, Outcome)]) -> Result<(), QueueError>;

    /// How much there is.
    async fn counts(&self) -> Result<LaneCounts, QueueError>;

    /// What was given up, oldest first, at most `limit` after that one.
    async fn dead(&self, after: WorkId, limit: usize) -> Result<Vec<DeadWork>, QueueError>;

    /// Has dead work done again, with all its attempts; false when it is not among the dead.
    async fn redrive(&self, id: WorkId) -> Result<bool, QueueError>;
}

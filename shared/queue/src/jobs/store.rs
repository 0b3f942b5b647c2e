//! The table of jobs, as the runner sees it.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Claim, Job, JobId};
use crate::{QueueError, Wake};

/// The two times that decide over a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Business time: what is due.
    pub business: DateTime<Utc>,
    /// The machine's time: which lease has ended, which backoff is over.
    pub machine: DateTime<Utc>,
}

impl Moment {
    /// Both times, this much later.
    #[must_use]
    pub fn later(self, by: TimeDelta) -> Self {
        let later = |time: DateTime<Utc>| time.checked_add_signed(by).unwrap_or(time);
        Self { business: later(self.business), machine: later(self.machine) }
    }
}

/// How many jobs there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Waiting, and due in business time (a backoff may still hold them).
    pub due: u64,
    /// Waiting for a later business instant.
    pub later: u64,
    /// In a worker's hands.
    pub running: u64,
    /// Given up.
    pub dead: u64,
}

/// A job that was given up, until it is redriven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadJob {
    /// The job.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// How often it was tried.
    pub attempts: u32,
    /// The class of the last error.
    pub class: String,
}

/// What commits of a process made due.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Woken {
    /// Jobs that were enqueued, to be handed out.
    pub jobs: Vec<JobId>,
    /// Whether others may be due, for which somebody has to look: the business clock moved, or there
    /// are too many to keep in mind.
    pub others: bool,
}

/// The jobs of one service, in its own database.
#[async_trait]
pub trait JobStore: Send + Sync + 'static {
    /// Wakes when this process committed jobs, or moved the simulated clock.
    fn committed(&self) -> Wake;

    /// Takes due jobs of these kinds, at most `limit`, for the length of a lease: waiting ones, and
    /// those whose lease has ended. Two runners never take the same.
    async fn claim(
        &self,
        kinds: &[&str],
        limit: u32,
        now: Moment,
        lease: Duration,
    ) -> Result<Vec<Job>, QueueError>;

    /// Takes those of these jobs that are due and in nobody's hands, as [`Self::claim`] does.
    async fn claim_these(
        &self,
        ids: &[JobId],
        kinds: &[&str],
        now: Moment,
        lease: Duration,
    ) -> Result<Vec<Job>, QueueError>;

    /// What commits of this process made due since this was last asked.
    fn take_woken(&self) -> Woken;

    /// Prolongs a lease; false when the job is no longer in these hands.
    async fn renew(&self, claim: Claim, lease_until: DateTime<Utc>) -> Result<bool, QueueError>;

    /// Completes a job unless its worker did already; false when it was in other hands.
    async fn complete(&self, claim: Claim) -> Result<bool, QueueError>;

    /// Puts it back: to be tried not before that instant of the machine, with the class of its
    /// error. An attempt that is not counted is given back.
    async fn retry(
        &self,
        claim: Claim,
        not_before: DateTime<Utc>,
        class: &str,
        counted: bool,
    ) -> Result<(), QueueError>;

    /// Puts it back for a later business instant, uncounted.
    async fn postpone(&self, claim: Claim, due_at: DateTime<Utc>) -> Result<(), QueueError>;

    /// Gives it up.
    async fn bury(&self, claim: Claim, class: &str) -> Result<(), QueueError>;

    /// How many there are.
    async fn counts(&self, now: Moment) -> Result<JobCounts, QueueError>;

    /// Those given up, at most `limit` after that number.
    async fn dead_jobs(&self, after: JobId, limit: u32) -> Result<Vec<DeadJob>, QueueError>;

    /// Has a dead job done again, with all its attempts; false when it is not dead.
    async fn redrive(&self, id: JobId) -> Result<bool, QueueError>;
}

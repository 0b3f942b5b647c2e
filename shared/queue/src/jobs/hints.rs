//! Jobs named to whoever is free, so that nobody has to look for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::JobId;
use super::lane::{Admission, Held, Lane, NewWork, Outcome, Work};
use crate::QueueError;

/// Named at once at most: nobody else is served meanwhile.
const TOGETHER: usize = 500;

/// Over a lane that carries the numbers of jobs. A hint is never the truth: what got lost is found by
/// looking, and what is in somebody's hands already is not done again.
pub(super) struct Hints {
    lane: Arc<dyn Lane>,
    works: AtomicBool,
}

/// A hint in this process's hands.
pub(super) struct Named {
    held: Held,
    /// Which job it names; absent when it is none of ours.
    pub(super) job: Option<JobId>,
}

impl Hints {
    pub(super) const fn over(lane: Arc<dyn Lane>) -> Self {
        Self { lane, works: AtomicBool::new(true) }
    }

    /// Whether hints came and went when that was last tried; while they do not, jobs are looked for.
    pub(super) fn work(&self) -> bool {
        self.works.load(Ordering::Relaxed)
    }

    /// Names jobs, after this long; gives whether somebody will hear of them.
    pub(super) async fn give(&self, jobs: &[JobId], delay: Duration) -> bool {
        let name = |job: &JobId| NewWork { bytes: job.0.to_be_bytes().to_vec().into(), delay };
        for jobs in jobs.chunks(TOGETHER) {
            let hints: Vec<NewWork> = jobs.iter().map(name).collect();
            let admission = self.noted(self.lane.publish(&hints).await);
            if !matches!(admission, Ok(Admission::Taken)) {
                return false;
            }
        }
        true
    }

    /// Waits for jobs to be named.
    pub(super) async fn take(
        &self,
        limit: usize,
        wait: Duration,
    ) -> Result<Vec<Named>, QueueError> {
        let taken = self.noted(self.lane.take(limit, wait).await)?;
        let job = |bytes: &[u8]| Some(JobId(i64::from_be_bytes(bytes.try_into().ok()?)));
        let named = |work: Work| Named { held: work.held, job: job(&work.bytes) };
        Ok(taken.into_iter().map(named).collect())
    }

    /// Drops the first hints, which were followed, and leaves the others to whoever has room.
    pub(super) async fn settle(&self, named: &[Named], followed: usize) {
        if named.is_empty() {
            return;
        }
        let outcome = |(place, named): (usize, &Named)| {
            let left = Outcome::Later(Duration::ZERO);
            (named.held, if place < followed { Outcome::Done } else { left })
        };
        let outcomes: Vec<_> = named.iter().enumerate().map(outcome).collect();
        if let Err(error) = self.noted(self.lane.settle(&outcomes).await) {
            tracing::warn!(%error, "hints come again when their leases end");
        }
    }

    fn noted<T>(&self, result: Result<T, QueueError>) -> Result<T, QueueError> {
        self.works.store(result.is_ok(), Ordering::Relaxed);
        result
    }
}

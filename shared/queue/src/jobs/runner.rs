//! The task that hands due jobs to their workers.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use stts_chassis::crash_point;
use stts_kernel::{Clock, IdSource};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::hints::{Hints, Named};
use super::lane::Lane;
use super::{Job, JobError, JobId, JobStore, Moment, Woken, Worker};
use crate::QueueError;
use crate::trace::continue_trace;

/// A job is named when it is due by the clock of whoever names it, and may be heard of where the time
/// is a little earlier.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::seconds(1);

/// How long to listen to a lane before looking whether to stop.
const LISTENS_FOR: Duration = Duration::from_secs(1);

/// How a runner works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobsSettings {
    /// At most this many jobs at once.
    pub concurrency: usize,
    /// How long a worker may be silent before another takes its job over; renewed at a third.
    pub lease: Duration,
    /// How often to look without being woken.
    pub looks_every: Duration,
    /// The same, where a lane names the jobs of all processes and works.
    pub looks_beside_lane_every: Duration,
}

impl Default for JobsSettings {
    fn default() -> Self {
        Self {
            concurrency: 16,
            lease: Duration::from_mins(1),
            looks_every: Duration::from_secs(1),
            looks_beside_lane_every: Duration::from_secs(30),
        }
    }
}

/// Hands due jobs to workers by their kind. Any number of runners may work on one database.
pub struct Jobs {
    hands: Hands,
    workers: BTreeMap<&'static str, Arc<dyn Worker>>,
    room: Arc<Semaphore>,
    running: TaskTracker,
}

/// What every job in hand needs.
#[derive(Clone)]
struct Hands {
    store: Arc<dyn JobStore>,
    business: Arc<dyn Clock>,
    machine: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    settings: JobsSettings,
    hints: Option<Arc<Hints>>,
}

/// When to look for due jobs again.
#[derive(Clone, Copy)]
enum NextLook {
    At(Instant),
    WithRoom,
}

impl Jobs {
    /// A runner without workers yet. `business` decides what is due, `machine` over leases and
    /// backoff; `ids` gives the jitter.
    pub fn new(
        store: Arc<dyn JobStore>,
        business: Arc<dyn Clock>,
        machine: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        settings: JobsSettings,
    ) -> Self {
        Self {
            hands: Hands { store, business, machine, ids, settings, hints: None },
            workers: BTreeMap::new(),
            room: Arc::new(Semaphore::new(settings.concurrency.max(1))),
            running: TaskTracker::new(),
        }
    }

    /// Adds the worker of a kind.
    #[must_use]
    pub fn worker(mut self, worker: Arc<dyn Worker>) -> Self {
        self.workers.insert(worker.kind(), worker);
        self
    }

    /// Names what this process enqueues over a lane of the service's own, to whichever replica is free,
    /// and does what is named there; so that replicas need not look for jobs all the time.
    #[must_use]
    pub fn lane(mut self, lane: Arc<dyn Lane>) -> Self {
        self.hands.hints = Some(Arc::new(Hints::over(lane)));
        self
    }

    /// Works until stopped; jobs in hand are finished first. To be spawned and awaited, never
    /// aborted.
    pub async fn run(self, stop: CancellationToken) {
        match &self.hands.hints {
            None => self.look(&stop).await,
            Some(hints) => {
                tokio::join!(self.look(&stop), self.follow(hints, &stop));
            }
        }
        self.running.close();
        self.running.wait().await;
    }

    /// Does everything that is due, and what comes due through it, until nothing is left; gives
    /// how many jobs were done or tried.
    pub async fn run_due(&self) -> Result<usize, QueueError> {
        let mut total = 0;
        loop {
            let took = self.start_due().await?.unwrap_or_default();
            total += took;
            if took == 0 {
                let free = self.room.available_permits();
                if free >= self.hands.settings.concurrency.max(1) {
                    return Ok(total);
                }
                // Until one more has ended, which may have made another due.
                let ended = u32::try_from(free + 1).unwrap_or(u32::MAX);
                drop(self.room.acquire_many(ended).await);
            }
        }
    }

    /// Looks for due jobs: when woken, from time to time, and as long as there are more. What this
    /// process enqueued it names to others instead, where it can; also while it has no room itself.
    async fn look(&self, stop: &CancellationToken) {
        let mut wake = self.hands.store.committed();
        let mut next = NextLook::At(Instant::now());
        while !stop.is_cancelled() {
            if matches!(next, NextLook::At(instant) if instant <= Instant::now()) {
                next = self.look_once().await;
            }
            let left = match next {
                NextLook::At(instant) => instant.saturating_duration_since(Instant::now()),
                NextLook::WithRoom => self.looks_every(),
            };
            tokio::select! {
                () = stop.cancelled() => {}
                _ = self.room.acquire(), if matches!(next, NextLook::WithRoom) => {
                    next = NextLook::At(Instant::now());
                }
                () = wake.wait(left) => {
                    if !self.is_named().await && matches!(next, NextLook::At(_)) {
                        next = NextLook::At(Instant::now());
                    }
                }
            }
        }
    }

    async fn look_once(&self) -> NextLook {
        match self.start_due().await {
            Ok(Some(0)) => NextLook::At(Instant::now() + self.looks_every()),
            // There may be more, as soon as there is room for it.
            Ok(_) => NextLook::WithRoom,
            Err(error) => {
                tracing::warn!(%error, "jobs wait");
                NextLook::At(Instant::now() + self.hands.settings.looks_every)
            }
        }
    }

    fn looks_every(&self) -> Duration {
        let JobsSettings { looks_every, looks_beside_lane_every, .. } = self.hands.settings;
        let told = self.hands.hints.as_ref().is_some_and(|hints| hints.work());
        if told { looks_beside_lane_every } else { looks_every }
    }

    /// Whether what woke this process is on its way to whoever is free. What is not is looked for.
    async fn is_named(&self) -> bool {
        let Some(hints) = &self.hands.hints else { return false };
        let Woken { jobs, others } = self.hands.store.take_woken();
        let given = jobs.is_empty() || hints.give(&jobs, Duration::ZERO).await;
        given && !others
    }

    /// Does the jobs that are named.
    async fn follow(&self, hints: &Hints, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            // Whoever has no room leaves the hint to others.
            drop(stop.run_until_cancelled(self.room.acquire()).await);
            let followed = async {
                let limit = self.room.available_permits().max(1);
                let named = hints.take(limit, LISTENS_FOR).await?;
                let started = self.start_these(&named).await;
                hints.settle(&named, *started.as_ref().unwrap_or(&0)).await;
                started
            };
            if let Err(error) = followed.await {
                tracing::warn!(%error, "jobs that are named wait");
                stop.run_until_cancelled(tokio::time::sleep(LISTENS_FOR)).await;
            }
        }
    }

    /// Gives how many were started; nothing where there is no room.
    async fn start_due(&self) -> Result<Option<usize>, QueueError> {
        let Some(places) = self.places() else { return Ok(None) };
        let limit = u32::try_from(places.num_permits()).unwrap_or(u32::MAX);
        let lease = self.hands.settings.lease;
        let jobs = self.hands.store.claim(&self.kinds(), limit, self.hands.moment(), lease).await?;
        let took = jobs.len();
        self.start(jobs, places);
        Ok(Some(took))
    }

    /// Starts as many as there is room for; gives how many hints were followed.
    async fn start_these(&self, named: &[Named]) -> Result<usize, QueueError> {
        let Some(places) = self.places() else { return Ok(0) };
        let followed = &named[..places.num_permits().min(named.len())];
        let ids: Vec<JobId> = followed.iter().filter_map(|named| named.job).collect();
        let (kinds, lease) = (self.kinds(), self.hands.settings.lease);
        let now = self.hands.moment().later(CLOCKS_DIFFER);
        let jobs = self.hands.store.claim_these(&ids, &kinds, now, lease).await?;
        self.start(jobs, places);
        Ok(followed.len())
    }

    /// All places that are free now; nothing when there is none.
    fn places(&self) -> Option<OwnedSemaphorePermit> {
        let free = u32::try_from(self.room.available_permits()).ok().filter(|free| *free > 0)?;
        Arc::clone(&self.room).try_acquire_many_owned(free).ok()
    }

    fn kinds(&self) -> Vec<&'static str> {
        self.workers.keys().copied().collect()
    }

    fn start(&self, jobs: Vec<Job>, mut places: OwnedSemaphorePermit) {
        for job in jobs {
            if let (Some(worker), Some(place)) =
                (self.workers.get(job.kind.as_str()), places.split(1))
            {
                let (hands, worker) = (self.hands.clone(), Arc::clone(worker));
                self.running.spawn(async move {
                    hands.hold(worker, job).await;
                    drop(place);
                });
            }
        }
    }
}

impl Hands {
    fn moment(&self) -> Moment {
        Moment { business: self.business.now(), machine: self.machine.now() }
    }

    async fn hold(self, worker: Arc<dyn Worker>, job: Job) {
        let span = tracing::info_span!(
            "job",
            otel.kind = "consumer",
            job.kind = worker.kind(),
            job.attempt = job.attempt
        );
        continue_trace(&span, job.traceparent.as_deref());
        async {
            let outcome = self.work(worker.as_ref(), &job).await;
            if let Err(error) = self.settle(worker.as_ref(), &job, outcome).await {
                // The lease ends by itself, and the job is taken up again.
                tracing::warn!(%error, "a job could not be put back");
            }
        }
        .instrument(span)
        .await;
    }

    /// Runs the worker while its lease is renewed. A lost lease does not interrupt it: its
    /// completion will be refused.
    async fn work(&self, worker: &dyn Worker, job: &Job) -> Result<(), JobError> {
        let exhausted = job.attempt > worker.max_attempts();
        if exhausted {
            return Err(JobError::Dead("ATTEMPTS_EXHAUSTED"));
        }
        crash_point!("job.before_work");
        let mut run = std::pin::pin!(AssertUnwindSafe(worker.run(job)).catch_unwind());
        loop {
            tokio::select! {
                outcome = &mut run => return outcome.unwrap_or(Err(JobError::Retry("PANIC"))),
                () = tokio::time::sleep(self.settings.lease / 3) => self.renew(job).await,
            }
        }
    }

    async fn renew(&self, job: &Job) {
        let until = self.machine_time_in(self.settings.lease);
        match self.store.renew(job.claim, until).await {
            Ok(true) => {}
            Ok(false) => tracing::warn!("the lease of a job was lost"),
            Err(error) => tracing::warn!(%error, "the lease of a job was not renewed"),
        }
    }

    async fn settle(
        &self,
        worker: &dyn Worker,
        job: &Job,
        outcome: Result<(), JobError>,
    ) -> Result<(), QueueError> {
        let Err(error) = outcome else {
            crash_point!("job.before_complete");
            self.store.complete(job.claim).await?;
            crash_point!("job.after_complete");
            return Ok(());
        };
        match error {
            JobError::LeaseLost => Ok(()),
            JobError::Postponed(due_at) => self.store.postpone(job.claim, due_at).await,
            JobError::Unavailable => self.put_back(worker, job, "UNAVAILABLE", false).await,
            JobError::Retry(class) if job.attempt < worker.max_attempts() => {
                self.put_back(worker, job, class, true).await
            }
            JobError::Retry(class) | JobError::Dead(class) => {
                tracing::error!(class, "a job is given up");
                self.store.bury(job.claim, class).await
            }
        }
    }

    async fn put_back(
        &self,
        worker: &dyn Worker,
        job: &Job,
        class: &str,
        counted: bool,
    ) -> Result<(), QueueError> {
        tracing::warn!(class, "a job is tried again later");
        let jitter = u16::try_from(self.ids.number_below(1000)).unwrap_or_default();
        let pause = worker.backoff().after(job.attempt, jitter);
        self.store.retry(job.claim, self.machine_time_in(pause), class, counted).await?;
        if let Some(hints) = &self.hints {
            // When nobody hears of it, it is found by looking.
            let _ = hints.give(&[job.claim.id], pause).await;
        }
        Ok(())
    }

    fn machine_time_in(&self, span: Duration) -> DateTime<Utc> {
        let span = TimeDelta::from_std(span).unwrap_or(TimeDelta::MAX);
        self.machine.now().checked_add_signed(span).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

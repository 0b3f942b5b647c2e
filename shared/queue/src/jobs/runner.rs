//! The task that hands due jobs to their workers.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use stts_kernel::{Clock, IdSource};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{Job, JobError, JobStore, Moment, Worker};
use crate::QueueError;
use crate::trace::continue_trace;

/// How a runner works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobsSettings {
    /// At most this many jobs at once.
    pub concurrency: usize,
    /// How long a worker may be silent before another takes its job over; renewed at a third.
    pub lease: Duration,
    /// How often to look without being woken.
    pub looks_every: Duration,
}

impl Default for JobsSettings {
    fn default() -> Self {
        Self { concurrency: 16, lease: Duration::from_mins(1), looks_every: Duration::from_secs(1) }
    }
}

/// Hands due jobs to workers by their kind. Any number of runners may work on one database.
pub struct Jobs {
    hands: Arc<Hands>,
    workers: BTreeMap<&'static str, Arc<dyn Worker>>,
}

/// What every job in hand needs.
struct Hands {
    store: Arc<dyn JobStore>,
    business: Arc<dyn Clock>,
    machine: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    settings: JobsSettings,
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
        let hands = Hands { store, business, machine, ids, settings };
        Self { hands: Arc::new(hands), workers: BTreeMap::new() }
    }

    /// Adds the worker of a kind.
    #[must_use]
    pub fn worker(mut self, worker: Arc<dyn Worker>) -> Self {
        self.workers.insert(worker.kind(), worker);
        self
    }

    /// Works until stopped; jobs in hand are finished first. To be spawned and awaited, never
    /// aborted.
    pub async fn run(self, stop: CancellationToken) {
        let mut wake = self.hands.store.committed();
        let mut running = JoinSet::new();
        while !stop.is_cancelled() {
            let took = self.start_due(&mut running).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "jobs wait");
                0
            });
            let full = running.len() >= self.hands.settings.concurrency;
            if took > 0 && !full {
                continue;
            }
            tokio::select! {
                () = wake.wait(self.hands.settings.looks_every), if !full => {}
                Some(_) = running.join_next() => {}
                () = stop.cancelled() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Does everything that is due, and what comes due through it, until nothing is left; gives
    /// how many jobs were done or tried.
    pub async fn run_due(&self) -> Result<usize, QueueError> {
        let mut running = JoinSet::new();
        let mut total = 0;
        loop {
            let took = self.start_due(&mut running).await?;
            total += took;
            if took == 0 && running.join_next().await.is_none() {
                return Ok(total);
            }
        }
    }

    async fn start_due(&self, running: &mut JoinSet<()>) -> Result<usize, QueueError> {
        let free = self.hands.settings.concurrency.saturating_sub(running.len());
        if free == 0 {
            return Ok(0);
        }
        let kinds: Vec<&str> = self.workers.keys().copied().collect();
        let limit = u32::try_from(free).unwrap_or(u32::MAX);
        let lease = self.hands.settings.lease;
        let jobs = self.hands.store.claim(&kinds, limit, self.hands.moment(), lease).await?;
        let took = jobs.len();
        for job in jobs {
            if let Some(worker) = self.workers.get(job.kind.as_str()) {
                running.spawn(Arc::clone(&self.hands).hold(Arc::clone(worker), job));
            }
        }
        Ok(took)
    }
}

impl Hands {
    fn moment(&self) -> Moment {
        Moment { business: self.business.now(), machine: self.machine.now() }
    }

    async fn hold(self: Arc<Self>, worker: Arc<dyn Worker>, job: Job) {
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
            return self.store.complete(job.claim).await.map(|_| ());
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
        let not_before = self.machine_time_in(worker.backoff().after(job.attempt, jitter));
        self.store.retry(job.claim, not_before, class, counted).await
    }

    fn machine_time_in(&self, span: Duration) -> DateTime<Utc> {
        let span = TimeDelta::from_std(span).unwrap_or(TimeDelta::MAX);
        self.machine.now().checked_add_signed(span).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

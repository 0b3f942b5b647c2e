//! Demands on jobs that are named over a lane: nobody has to look for them, and none is lost when the
//! lane forgets.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use stts_queue::QueueError;
use stts_queue::jobs::lane::{
    Admission, DeadWork, Held, Lane, LaneCounts, LaneSettings, NewWork, Outcome, Work, WorkId,
};
use stts_queue::jobs::{Backoff, Job, JobCounts, JobError, Jobs, JobsSettings, Worker};
use stts_store::Store;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::running::Slow;
use super::world::{JobsWorld, KIND, Order, Told};
use crate::SeededIds;
use crate::contract::lane::LaneWorld;
use crate::failure::must;

const SOON: TimeDelta = TimeDelta::zero();
const NEVER: Duration = Duration::from_hours(1);
const OFTEN: Duration = Duration::from_millis(20);

/// A runner at work.
struct Running(JoinHandle<()>, CancellationToken);

impl Running {
    fn start(
        world: &JobsWorld,
        store: &Store,
        worker: Arc<dyn Worker>,
        lane: Arc<dyn Lane>,
        settings: JobsSettings,
    ) -> Self {
        let stop = CancellationToken::new();
        let (business, machine) = (Arc::clone(&world.business), Arc::clone(&world.machine));
        let ids = Arc::new(SeededIds::new(8));
        let jobs = Jobs::new(Arc::new(store.clone()), business, machine, ids, settings);
        Self(tokio::spawn(jobs.worker(worker).lane(lane).run(stop.clone())), stop)
    }

    async fn end(self) {
        self.1.cancel();
        must(self.0.await, "the runner");
    }
}

fn looking(looks_every: Duration, looks_beside_lane_every: Duration) -> JobsSettings {
    JobsSettings { looks_every, looks_beside_lane_every, ..JobsSettings::default() }
}

/// Enqueues jobs, each when the one before it is done: whoever looks only once finds one at most.
async fn one_after_the_other(world: &JobsWorld, others_running: u64) {
    let left = JobCounts { due: 0, later: 0, running: others_running, dead: 0 };
    for number in 0..10 {
        world.enqueue(&number.to_string(), SOON).await;
        while world.counts().await != left {
            tokio::task::yield_now().await;
        }
    }
}

/// The process that enqueues them is busy with another one; a second process, which does not look,
/// does them all. Hints of nothing are in nobody's way.
pub async fn jobs_are_named_to_whoever_is_free(world: JobsWorld, lanes: LaneWorld) {
    let (begun, may_end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let busy = Arc::new(Slow { begun: Arc::clone(&begun), may_end: Arc::clone(&may_end) });
    let settings = JobsSettings { concurrency: 1, ..looking(NEVER, NEVER) };
    let lane = lanes.end(LaneSettings::default());
    let enqueuing = Running::start(&world, world.store(), busy, lane, settings);
    world.enqueue("long", SOON).await;
    begun.notified().await;

    let lane = lanes.end(LaneSettings::default());
    let of_nothing = [NewWork::now("garbage"), NewWork::now(77_i64.to_be_bytes().to_vec())];
    assert_eq!(lane.publish(&of_nothing).await, Ok(Admission::Taken));
    let (other, free) = (world.database.open_again().await, Told::new(&world, []));
    let hearing =
        Running::start(&world, &other, free.clone(), Arc::clone(&lane), looking(NEVER, NEVER));
    one_after_the_other(&world, 1).await;
    hearing.end().await;
    may_end.notify_one();
    enqueuing.end().await;
    assert_eq!(free.attempts().len(), 10);
    assert_eq!(world.effects().await, 10);
    assert_eq!(must(lane.counts().await, "counts"), LaneCounts::default(), "all were followed");
}

/// A job that failed is named again when its backoff is over.
pub async fn what_failed_is_named_again(world: JobsWorld, lanes: LaneWorld) {
    let worker = Arc::new(FailsOnce { attempts: AtomicU32::new(0) });
    let lane = lanes.end(LaneSettings::default());
    let running =
        Running::start(&world, world.store(), worker.clone(), lane, looking(NEVER, NEVER));
    one_after_the_other(&world, 0).await;
    running.end().await;
    assert_eq!(worker.attempts.load(Ordering::SeqCst), 20);
}

/// The lane takes every hint and brings none.
pub async fn a_lane_that_forgets_loses_no_job(world: JobsWorld) {
    let worker = Told::new(&world, []);
    let lane = Arc::new(Broken { forgets: true });
    let running = Running::start(&world, world.store(), worker, lane, looking(NEVER, OFTEN));
    one_after_the_other(&world, 0).await;
    running.end().await;
    assert_eq!(world.effects().await, 10);
}

/// The lane does not answer: it is looked for jobs as if there were none.
pub async fn without_its_lane_jobs_are_looked_for(world: JobsWorld) {
    let worker = Told::new(&world, [Order::Return]);
    let lane = Arc::new(Broken { forgets: false });
    let running = Running::start(&world, world.store(), worker, lane, looking(OFTEN, NEVER));
    one_after_the_other(&world, 0).await;
    running.end().await;
    assert_eq!(world.effects().await, 9);
}

/// Every other attempt fails.
struct FailsOnce {
    attempts: AtomicU32,
}

#[async_trait]
impl Worker for FailsOnce {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn backoff(&self) -> Backoff {
        Backoff { first: Duration::ZERO, longest: Duration::ZERO }
    }

    async fn run(&self, _job: &Job) -> Result<(), JobError> {
        match self.attempts.fetch_add(1, Ordering::SeqCst) % 2 {
            0 => Err(JobError::Retry("PRINTER")),
            _ => Ok(()),
        }
    }
}

/// Brings nothing; either forgets what it is given, or refuses it.
struct Broken {
    forgets: bool,
}

impl Broken {
    fn answer<T>(&self, answer: T) -> Result<T, QueueError> {
        if self.forgets { Ok(answer) } else { Err(QueueError::Unavailable("as told".to_owned())) }
    }
}

#[async_trait]
impl Lane for Broken {
    fn settings(&self) -> &LaneSettings {
        const {
            &LaneSettings {
                lease: NEVER,
                max_attempts: 1,
                backoff: Backoff { first: NEVER, longest: NEVER },
                capacity: 0,
            }
        }
    }

    async fn publish(&self, _work: &[NewWork]) -> Result<Admission, QueueError> {
        self.answer(Admission::Taken)
    }

    async fn take(&self, _limit: usize, wait: Duration) -> Result<Vec<Work>, QueueError> {
        tokio::time::sleep(wait.min(OFTEN)).await;
        self.answer(Vec::new())
    }

    async fn renew(&self, _held: &[Held]) -> Result<usize, QueueError> {
        self.answer(0)
    }

    async fn settle(&self, _outcomes: &[(Held, Outcome)]) -> Result<(), QueueError> {
        self.answer(())
    }

    async fn counts(&self) -> Result<LaneCounts, QueueError> {
        self.answer(LaneCounts::default())
    }

    async fn dead(&self, _after: WorkId, _limit: usize) -> Result<Vec<DeadWork>, QueueError> {
        self.answer(Vec::new())
    }

    async fn redrive(&self, _id: WorkId) -> Result<bool, QueueError> {
        self.answer(false)
    }
}

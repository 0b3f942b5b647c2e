//! Demands on the runner: attempts, backoff, giving up, stopping.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use stts_queue::jobs::{
    Enqueued, Job, JobCounts, JobError, JobId, JobStore, Jobs, JobsSettings, Worker,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::world::{JobsWorld, KIND, Order, Told};
use crate::SeededIds;
use crate::failure::must;

/// Long enough to end, for whoever ends too early.
const A_WHILE: Duration = Duration::from_millis(50);
const SOON: TimeDelta = TimeDelta::zero();
const FAIL: Order = Order::Fail(JobError::Retry("PRINTER"));
const NONE_LEFT: JobCounts = JobCounts { due: 0, later: 0, running: 0, dead: 0 };

/// A failed attempt leaves no effect, the next one leaves one; a worker without effects just
/// returns.
pub async fn effects_and_completion_are_one_commit(world: JobsWorld) {
    world.enqueue("a", SOON).await;
    let worker = Told::new(&world, [FAIL]);
    world.run_due(&worker).await;
    assert_eq!((world.effects().await, world.counts().await.due), (0, 1));
    world.run_due(&worker).await;
    assert_eq!((world.effects().await, world.counts().await), (1, NONE_LEFT));

    world.enqueue("b", SOON).await;
    world.run_due(&Told::new(&world, [Order::Return])).await;
    assert_eq!((world.effects().await, world.counts().await), (1, NONE_LEFT));
}

/// The backoff holds it in the machine's time; the fifth failure is the last.
pub async fn the_last_attempt_gives_up_until_redriven(world: JobsWorld) {
    world.enqueue("a", SOON).await;
    let worker = Told::new(&world, vec![FAIL; 5]);
    for attempt in 1..=5 {
        assert_eq!(world.counts().await.dead, 0, "before attempt {attempt}");
        let runner = world.runner(Arc::clone(&worker));
        assert_eq!(runner.run_due().await, Ok(1));
        assert_eq!(runner.run_due().await, Ok(0), "at once after attempt {attempt}");
        world.machine.advance(TimeDelta::hours(1));
    }
    assert_eq!(world.run_due(&worker).await, 0);
    let dead = must(world.store().dead_jobs(JobId(0), 10).await, "dead jobs");
    let dead: Vec<_> = dead.iter().map(|job| (job.attempts, job.class.as_str())).collect();
    assert_eq!(dead, [(5, "PRINTER")]);

    let id = must(world.store().dead_jobs(JobId(0), 10).await, "dead jobs")[0].id;
    assert_eq!(world.store().redrive(id).await, Ok(true));
    assert_eq!(world.store().redrive(id).await, Ok(false), "it is not dead any more");
    world.run_due(&worker).await;
    assert_eq!((world.effects().await, world.counts().await), (1, NONE_LEFT));
}

/// Each of the worker's processes died with the job in hand, before it could say anything.
pub async fn a_job_that_kills_its_worker_is_given_up(world: JobsWorld) {
    world.enqueue("a", SOON).await;
    for _ in 0..5 {
        assert_eq!(world.claim(world.store(), 10).await.len(), 1);
        world.machine.advance(TimeDelta::hours(1));
    }
    let worker = Told::new(&world, []);
    world.run_due(&worker).await;
    assert_eq!(worker.attempts(), Vec::<String>::new(), "it is not tried a sixth time");
    assert_eq!(world.counts().await.dead, 1);
}

/// The runner lives on and tries again.
pub async fn a_panic_counts_as_an_attempt(world: JobsWorld) {
    world.enqueue("a", SOON).await;
    let worker = Told::new(&world, vec![Order::Panic; 5]);
    for _ in 0..5 {
        world.run_due(&worker).await;
    }
    let dead = must(world.store().dead_jobs(JobId(0), 10).await, "dead jobs");
    let dead: Vec<_> = dead.iter().map(|job| (job.attempts, job.class.as_str())).collect();
    assert_eq!(dead, [(5, "PANIC")]);
    assert_eq!(world.effects().await, 0);
}

/// A database that does not answer is no fault of the job.
pub async fn what_is_unavailable_is_not_counted(world: JobsWorld) {
    world.enqueue("a", SOON).await;
    let worker = Told::new(&world, vec![Order::Fail(JobError::Unavailable); 12]);
    for _ in 0..12 {
        assert_eq!(world.run_due(&worker).await, 1);
    }
    assert_eq!(world.counts().await.dead, 0);
    world.run_due(&worker).await;
    assert_eq!((world.effects().await, world.counts().await), (1, NONE_LEFT));
}

/// Not in the machine's time, and not counted.
pub async fn a_postponed_job_waits_for_business_time(world: JobsWorld) {
    world.enqueue("a", SOON).await;
    let tomorrow = world.now().business + TimeDelta::days(1);
    let worker = Told::new(&world, [Order::Fail(JobError::Postponed(tomorrow))]);
    assert_eq!(world.run_due(&worker).await, 1);
    assert_eq!(world.counts().await.later, 1);
    assert_eq!(world.run_due(&worker).await, 0);
    world.business.set(tomorrow);
    assert_eq!(world.run_due(&worker).await, 1);
    assert_eq!(worker.attempts().len(), 2);
    assert_eq!((world.effects().await, world.counts().await), (1, NONE_LEFT));
}

/// While it waits or runs; afterwards the key is free.
pub async fn a_job_of_a_known_key_is_not_enqueued_twice(world: JobsWorld) {
    assert!(matches!(world.enqueue("a", SOON).await, Enqueued::New(_)));
    assert_eq!(world.enqueue("a", SOON).await, Enqueued::Exists);
    let claim = world.claim(world.store(), 10).await[0].claim;
    assert_eq!(world.enqueue("a", SOON).await, Enqueued::Exists);
    assert_eq!(world.store().complete(claim).await, Ok(true));
    assert!(matches!(world.enqueue("a", SOON).await, Enqueued::New(_)));
}

/// Running what is due includes what comes due through it.
pub async fn jobs_enqueued_by_jobs_are_done(world: JobsWorld) {
    world.enqueue("a", SOON).await;
    let orders = [Order::Enqueue("b".to_owned()), Order::Enqueue("c".to_owned())];
    let worker = Told::new(&world, orders);
    assert_eq!(world.run_due(&worker).await, 3);
    assert_eq!(worker.attempts(), ["a", "b", "c"]);
    assert_eq!(world.counts().await, NONE_LEFT);
}

/// Told to stop while a job is in hand, the runner ends only when that is done, and takes no other.
pub async fn a_stop_finishes_what_is_in_hand(world: JobsWorld) {
    let (begun, may_end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let worker = Slow { begun: Arc::clone(&begun), may_end: Arc::clone(&may_end) };
    let settings = JobsSettings { concurrency: 1, ..JobsSettings::default() };
    let store = Arc::new(world.store().clone());
    let (business, machine) = (Arc::clone(&world.business), Arc::clone(&world.machine));
    let runner = Jobs::new(store, business, machine, Arc::new(SeededIds::new(7)), settings);
    world.enqueue("a", SOON).await;
    world.enqueue("b", SOON).await;
    let stop = CancellationToken::new();
    let mut running = tokio::spawn(runner.worker(Arc::new(worker)).run(stop.clone()));
    begun.notified().await;
    stop.cancel();
    assert!(tokio::time::timeout(A_WHILE, &mut running).await.is_err(), "it has work in hand");
    may_end.notify_one();
    must(running.await, "the runner");
    let left = world.counts().await;
    assert_eq!((left.due, left.running), (1, 0));
}

/// Says that it has begun, and waits until it may end.
pub(super) struct Slow {
    pub(super) begun: Arc<Notify>,
    pub(super) may_end: Arc<Notify>,
}

#[async_trait]
impl Worker for Slow {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, _job: &Job) -> Result<(), JobError> {
        self.begun.notify_one();
        self.may_end.notified().await;
        Ok(())
    }
}

//! Demands on the runner: all of it done, within its bounds.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use stts_queue::QueueError;
use stts_queue::jobs::lane::{
    Admission, DeadWork, Held, Lane, LaneCounts, LaneRunner, LaneRunnerSettings, LaneSettings,
    LaneWorker, NewWork, Outcome, Work, WorkId,
};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::world::{EMPTY, LaneWorld, SETTINGS, counts, dead, name, new_work, publish};
use crate::failure::{fail, must};

/// Long enough to end, for whoever ends too early.
const A_WHILE: Duration = Duration::from_millis(50);
const QUICK: LaneRunnerSettings =
    LaneRunnerSettings { in_hand: 8, batch: 5, waits: Duration::from_millis(20) };

/// Notes what it does; fails and panics as the name of the work says, and waits for permission.
struct Told {
    permission: Semaphore,
    attempts: Mutex<BTreeMap<String, Vec<u32>>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Told {
    fn new(permissions: usize) -> Arc<Self> {
        Arc::new(Self {
            permission: Semaphore::new(permissions),
            attempts: Mutex::default(),
            at_once: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
        })
    }

    fn attempts(&self) -> BTreeMap<String, Vec<u32>> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn until_at_once(&self, expected: usize) {
        while self.at_once.load(Ordering::SeqCst) < expected {
            tokio::task::yield_now().await;
        }
    }
}

#[async_trait]
impl LaneWorker for Told {
    async fn run(&self, work: &Work) -> Outcome {
        let at_once = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(at_once, Ordering::SeqCst);
        must(self.permission.acquire().await, "permission").forget();
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        let name = name(work);
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.entry(name.clone()).or_default().push(work.attempt);
        drop(attempts);
        match name.as_str() {
            "panics" => fail("the worker panics, as told"),
            "fails" => Outcome::Retry { attempt: work.attempt, class: "PRINTER" },
            _ => Outcome::Done,
        }
    }
}

struct Running(JoinHandle<()>, CancellationToken);

impl Running {
    fn start(lane: &Arc<dyn Lane>, worker: &Arc<Told>) -> Self {
        let stop = CancellationToken::new();
        let worker = Arc::clone(worker) as Arc<dyn LaneWorker>;
        let runner = LaneRunner::new(Arc::clone(lane), worker, QUICK);
        Self(tokio::spawn(runner.run(stop.clone())), stop)
    }

    async fn end(self) {
        self.1.cancel();
        must(self.0.await, "the runner");
    }
}

async fn until_nothing_is_left(lane: &Arc<dyn Lane>) {
    loop {
        let counts = counts(lane).await;
        if counts.waiting + counts.in_hand + counts.later == 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Two runners; neither ever has more in hand than it may.
pub async fn a_runner_does_everything_in_its_bounds(world: LaneWorld) {
    const PIECES: usize = 300;
    let lane = world.end(SETTINGS);
    publish(&lane, &new_work(0..PIECES)).await;
    let workers = [Told::new(0), Told::new(0)];
    let running = workers.each_ref().map(|worker| Running::start(&world.end(SETTINGS), worker));
    for worker in &workers {
        worker.until_at_once(8).await;
        worker.permission.add_permits(PIECES);
    }
    until_nothing_is_left(&lane).await;
    for runner in running {
        runner.end().await;
    }
    let done: Vec<_> = workers.iter().flat_map(|worker| worker.attempts()).collect();
    assert_eq!(done.len(), PIECES);
    assert!(done.iter().all(|(_, attempts)| attempts == &[1]), "{done:?}");
    let most = workers.each_ref().map(|worker| worker.most_at_once.load(Ordering::SeqCst));
    assert_eq!(most, [8, 8]);
}

/// The runner lives on.
pub async fn a_panic_is_an_attempt_that_failed(world: LaneWorld) {
    let lane = world.end(SETTINGS);
    publish(&lane, &new_work(["panics", "fails", "a"])).await;
    let worker = Told::new(7);
    let running = Running::start(&lane, &worker);
    until_nothing_is_left(&lane).await;
    running.end().await;
    let attempts = worker.attempts();
    assert_eq!((&attempts["panics"], &attempts["fails"]), (&vec![1, 2, 3], &vec![1, 2, 3]));
    let mut classes: Vec<String> = dead(&lane).await.into_iter().map(|dead| dead.class).collect();
    classes.sort();
    assert_eq!(classes, ["PANIC", "PRINTER"]);
}

/// Told to stop with work in hand, the runner ends only when that is done and settled, and takes no
/// other.
pub async fn a_stop_finishes_what_is_in_hand(world: LaneWorld) {
    let lane = world.end(SETTINGS);
    publish(&lane, &new_work(0..20)).await;
    let worker = Told::new(0);
    let mut running = Running::start(&lane, &worker);
    worker.until_at_once(8).await;
    running.1.cancel();
    assert!(tokio::time::timeout(A_WHILE, &mut running.0).await.is_err(), "it has work in hand");
    worker.permission.add_permits(100);
    running.end().await;
    assert_eq!(counts(&lane).await.in_hand, 0);
    assert_eq!(usize::try_from(counts(&lane).await.waiting), Ok(20 - worker.attempts().len()));
}

/// Work that takes as long as three renewals.
pub async fn a_runner_renews_what_it_holds(world: LaneWorld) {
    let settings = LaneSettings { lease: Duration::from_millis(300), ..SETTINGS };
    let watched = Arc::new(Watched::of(world.end(settings)));
    let lane = Arc::clone(&watched) as Arc<dyn Lane>;
    publish(&lane, &new_work(["a"])).await;
    let worker = Told::new(0);
    let running = Running::start(&lane, &worker);
    while watched.renewed.load(Ordering::SeqCst) < 3 {
        tokio::task::yield_now().await;
    }
    worker.permission.add_permits(10);
    until_nothing_is_left(&lane).await;
    running.end().await;
    assert_eq!(counts(&lane).await, EMPTY);
}

/// The lane does not take what is settled, for a while.
pub async fn what_could_not_be_settled_is_settled_later(world: LaneWorld) {
    let watched = Arc::new(Watched::of(world.end(SETTINGS)));
    watched.refusals.store(2, Ordering::SeqCst);
    let lane = Arc::clone(&watched) as Arc<dyn Lane>;
    publish(&lane, &new_work(0..50)).await;
    let worker = Told::new(1000);
    let running = Running::start(&lane, &worker);
    until_nothing_is_left(&lane).await;
    running.end().await;
    assert_eq!(watched.refusals.load(Ordering::SeqCst), 0, "it was refused");
    assert!(worker.attempts().values().all(|attempts| attempts == &[1]));
}

/// Counts renewals that held something, and refuses to settle so many times.
struct Watched {
    lane: Arc<dyn Lane>,
    renewed: AtomicUsize,
    refusals: AtomicUsize,
}

impl Watched {
    fn of(lane: Arc<dyn Lane>) -> Self {
        Self { lane, renewed: AtomicUsize::new(0), refusals: AtomicUsize::new(0) }
    }
}

#[async_trait]
impl Lane for Watched {
    fn settings(&self) -> &LaneSettings {
        self.lane.settings()
    }

    async fn publish(&self, work: &[NewWork]) -> Result<Admission, QueueError> {
        self.lane.publish(work).await
    }

    async fn take(&self, limit: usize, wait: Duration) -> Result<Vec<Work>, QueueError> {
        self.lane.take(limit, wait).await
    }

    async fn renew(&self, held: &[Held]) -> Result<usize, QueueError> {
        let renewed = self.lane.renew(held).await?;
        self.renewed.fetch_add(usize::from(renewed > 0), Ordering::SeqCst);
        Ok(renewed)
    }

    async fn settle(&self, outcomes: &[(Held, Outcome)]) -> Result<(), QueueError> {
        let refuse = |left: usize| left.checked_sub(1);
        if self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, refuse).is_ok() {
            return Err(QueueError::Unavailable("as told".to_owned()));
        }
        self.lane.settle(outcomes).await
    }

    async fn counts(&self) -> Result<LaneCounts, QueueError> {
        self.lane.counts().await
    }

    async fn dead(&self, after: WorkId, limit: usize) -> Result<Vec<DeadWork>, QueueError> {
        self.lane.dead(after, limit).await
    }

    async fn redrive(&self, id: WorkId) -> Result<bool, QueueError> {
        self.lane.redrive(id).await
    }
}

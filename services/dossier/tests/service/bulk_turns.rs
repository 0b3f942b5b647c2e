//! Whose turn it is among bulks, and what a worker leaves behind that dies or finds nobody to ask.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use stts_dossier::app::{App, RowEnd};
use stts_dossier::jobs::BulkLane;
use stts_dossier::ports::{Call, ClaimedRow, PersonSearch, Purpose, Register};
use stts_dossier::wire::opened_bulk_row;
use stts_dossier_domain::dossier::PersonFound;
use stts_kernel::{Clock, ErrorKind, PersonId, Refusal};
use stts_testkit::FixedClock;
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::bulks::{do_all, lane, results, rows, submit, whole};
use crate::world::{World, on_both_databases};

on_both_databases!(
    a_small_bulk_does_not_wait_for_a_big_one,
    a_row_in_dead_hands_is_taken_up_when_its_lease_is_over,
    a_row_whose_worker_died_after_the_commit_is_not_applied_twice,
    two_lanes_work_at_once_and_each_row_is_done_once,
    a_register_that_does_not_answer_is_asked_again_and_is_the_result_in_the_end,
    a_lane_waits_for_the_register_and_goes_on,
);

fn now() -> DateTime<Utc> {
    "2026-01-05T08:00:00Z".parse().unwrap()
}

async fn claim(world: &World, at: DateTime<Utc>) -> Option<ClaimedRow> {
    let until = at + TimeDelta::minutes(1);
    world.app.bulks.claim_row(at, until).await.unwrap()
}

async fn a_small_bulk_does_not_wait_for_a_big_one(world: World) {
    submit(&world, "OP01", &whole(1, 1, rows(1..=20))).await.unwrap();
    let big = claim(&world, now()).await.unwrap().bulk;
    claim(&world, now()).await.unwrap();
    submit(&world, "OP02", &whole(1, 1, rows(21..=23))).await.unwrap();
    submit(&world, "OP01", &whole(2, 2, rows(24..=25))).await.unwrap();
    let mut turns = Vec::new();
    for _ in 0..12 {
        turns.push(claim(&world, now()).await.unwrap());
    }
    let of_big: Vec<bool> = turns.iter().map(|row| row.bulk == big).collect();
    let (yes, no) = (true, false);
    let expected = [yes, no, no, yes, no, no, yes, no, yes, yes, yes, yes];
    assert_eq!(of_big, expected, "one row of each in turn, then what is left");
    let lines: Vec<u64> = turns.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 21, 24, 4, 22, 25, 5, 23, 6, 7, 8, 9]);
}

async fn a_row_in_dead_hands_is_taken_up_when_its_lease_is_over(world: World) {
    submit(&world, "OP01", &whole(1, 1, rows([1]))).await.unwrap();
    let dead = claim(&world, now()).await.unwrap();
    let (lane, machine) = lane(&world);
    assert_eq!(lane.do_next().await.unwrap(), None);
    machine.set(now() + TimeDelta::seconds(61));
    let taken = claim(&world, machine.now()).await.unwrap();
    assert_eq!((taken.line, taken.attempts), (1, 2));

    // Whoever had it in hand too long is told nothing and changes nothing.
    let (call, applicant) = opened_bulk_row(&dead.content).unwrap();
    let end = world.app.apply_row(&dead, &call, &applicant, &*machine).await.unwrap();
    assert_eq!(end, RowEnd::Done);
    assert!(results(&world, "OP01", 1).await.is_empty());
    world.app.apply_row(&taken, &call, &applicant, &*machine).await.unwrap();
    assert_eq!(results(&world, "OP01", 1).await.len(), 1);
    assert_eq!(world.asked.load(Ordering::SeqCst), 1);
}

async fn a_row_whose_worker_died_after_the_commit_is_not_applied_twice(world: World) {
    submit(&world, "OP01", &whole(1, 1, rows(1..=2))).await.unwrap();
    let row = claim(&world, now()).await.unwrap();
    let (call, applicant) = opened_bulk_row(&row.content).unwrap();
    world.app.apply(&call, &applicant).await.unwrap();

    let (lane, machine) = lane(&world);
    do_all(&lane).await;
    assert_eq!(results(&world, "OP01", 1).await.len(), 1, "the other row");
    machine.set(now() + TimeDelta::seconds(61));
    do_all(&lane).await;
    let results = results(&world, "OP01", 1).await;
    assert!(results.iter().all(|result| result.applied.is_some()), "{results:?}");
    assert_eq!(world.asked.load(Ordering::SeqCst), 2, "once for each person");
}

/// Answers only when two ask at once.
struct Pairs {
    inner: Arc<dyn Register>,
    barrier: Barrier,
}

#[async_trait]
impl Register for Pairs {
    async fn find(
        &self,
        search: &PersonSearch,
        call: &Call,
        purpose: Purpose,
    ) -> Result<PersonFound, Refusal> {
        self.barrier.wait().await;
        self.inner.find(search, call, purpose).await
    }

    async fn get(
        &self,
        person_id: PersonId,
        call: &Call,
        purpose: Purpose,
    ) -> Result<PersonFound, Refusal> {
        self.inner.get(person_id, call, purpose).await
    }
}

fn with_register(world: &World, register: impl Register + 'static) -> App {
    App { register: Arc::new(register), ..world.app.clone() }
}

/// Waits until a bulk of OP01 has so many results.
async fn until_done(world: &World, bulk: u64, count: usize) {
    let mut wake = world.app.bulks.new_results();
    while results(world, "OP01", bulk).await.len() < count {
        wake.wait(Duration::from_secs(1)).await;
    }
}

async fn two_lanes_work_at_once_and_each_row_is_done_once(world: World) {
    const ROWS: u64 = 20;
    let inner = Arc::clone(&world.app.register);
    let app = with_register(&world, Pairs { inner, barrier: Barrier::new(2) });
    submit(&world, "OP01", &whole(1, 1, rows(1..=ROWS))).await.unwrap();
    let stop = CancellationToken::new();
    let mut both = JoinSet::new();
    for _ in 0..2 {
        let machine = Arc::new(FixedClock::at("2026-01-05T08:00:00Z"));
        both.spawn(BulkLane::new(app.clone(), machine, 1).run(stop.clone()));
    }
    until_done(&world, 1, usize::try_from(ROWS).unwrap()).await;
    stop.cancel();
    both.join_all().await;
    let results = results(&world, "OP01", 1).await;
    let done: BTreeSet<i64> = results.iter().map(|result| result.line).collect();
    assert_eq!((results.len(), done.len()), (20, 20));
    // Each question was answered beside another, so at no moment did one lane work alone.
    assert_eq!(world.asked.load(Ordering::SeqCst), ROWS);
}

/// Does not answer so many times.
struct Silent {
    inner: Arc<dyn Register>,
    left: AtomicU32,
}

#[async_trait]
impl Register for Silent {
    async fn find(
        &self,
        search: &PersonSearch,
        call: &Call,
        purpose: Purpose,
    ) -> Result<PersonFound, Refusal> {
        let less = |left: u32| left.checked_sub(1);
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok() {
            return Err(ErrorKind::RegisterUnavailable.into());
        }
        self.inner.find(search, call, purpose).await
    }

    async fn get(
        &self,
        person_id: PersonId,
        call: &Call,
        purpose: Purpose,
    ) -> Result<PersonFound, Refusal> {
        self.inner.get(person_id, call, purpose).await
    }
}

fn silent(world: &World, times: u32) -> App {
    let inner = Arc::clone(&world.app.register);
    with_register(world, Silent { inner, left: AtomicU32::new(times) })
}

async fn a_register_that_does_not_answer_is_asked_again_and_is_the_result_in_the_end(world: World) {
    let machine = Arc::new(FixedClock::at("2026-01-05T08:00:00Z"));
    let app = silent(&world, 8 + 2);
    let lane = BulkLane::new(app, Arc::clone(&machine) as Arc<dyn Clock>, 1);
    submit(&world, "OP01", &whole(1, 1, rows([1]))).await.unwrap();
    for _ in 0..7 {
        assert_eq!(lane.do_next().await.unwrap(), Some(RowEnd::Unavailable));
        assert_eq!(lane.do_next().await.unwrap(), None, "not before its wait is over");
        machine.set(machine.now() + TimeDelta::seconds(64));
    }
    assert_eq!(lane.do_next().await.unwrap(), Some(RowEnd::Done));
    let given_up = results(&world, "OP01", 1).await.remove(0);
    let refusal = given_up.refusal.unwrap();
    assert_eq!((refusal.code, refusal.reason.as_str()), (14, "REGISTER_UNAVAILABLE"));

    // The same request in another bulk: it was never answered, so it is tried anew.
    submit(&world, "OP01", &whole(2, 2, rows([1]))).await.unwrap();
    for _ in 0..2 {
        assert_eq!(lane.do_next().await.unwrap(), Some(RowEnd::Unavailable));
        machine.set(machine.now() + TimeDelta::seconds(64));
    }
    assert_eq!(lane.do_next().await.unwrap(), Some(RowEnd::Done));
    assert!(results(&world, "OP01", 2).await[0].applied.is_some());
}

async fn a_lane_waits_for_the_register_and_goes_on(world: World) {
    submit(&world, "OP01", &whole(1, 1, rows(1..=3))).await.unwrap();
    let stop = CancellationToken::new();
    // By the machine's clock, so that waits end.
    let machine = Arc::new(stts_chassis::time::SystemClock);
    let lane = BulkLane::new(silent(&world, 1), machine, 2);
    let running = tokio::spawn(lane.run(stop.clone()));
    until_done(&world, 1, 3).await;
    stop.cancel();
    running.await.unwrap();
    let results = results(&world, "OP01", 1).await;
    assert!(results.iter().all(|result| result.applied.is_some()), "{results:?}");
}

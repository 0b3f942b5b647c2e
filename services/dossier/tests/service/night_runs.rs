//! Night runs: one at a time, resumed where they stood, missed nights in order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use stts_dossier::app::{Progress, View};
use stts_dossier::jobs::NightSchedule;
use stts_dossier::ports::{RunKind, RunState};
use stts_dossier_domain::dossier::Status;
use stts_kernel::{DossierNumber, ErrorKind};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::world::{World, call, day, on_both_databases, operations};

on_both_databases!(
    a_second_run_is_refused_while_one_is_under_way,
    missed_nights_are_caught_up_each_with_its_own_date,
    a_dry_run_tells_what_would_change_and_changes_nothing,
    a_repeated_night_changes_nothing,
    a_run_that_is_cut_off_goes_on_where_it_stood,
    a_night_before_its_date_is_refused,
    a_dry_run_over_missed_nights_counts_a_dossier_once,
    a_run_that_is_told_to_stop_ends_between_two_batches,
    a_dry_run_stands_in_nobodys_way,
    a_dossier_that_cannot_be_read_is_left_out,
    a_dossier_that_cannot_be_written_is_left_out,
    a_scheduled_night_has_one_runner,
);

async fn a_second_run_is_refused_while_one_is_under_way(world: World) {
    let run = world.start(1, day(0), false).await;
    for date in [day(0), day(0) - chrono::Days::new(1)] {
        let second = world.app.start_run(&operations(2), (RunKind::Night, date), false, None).await;
        assert_eq!(second.unwrap_err().kind, ErrorKind::JobRunning);
    }
    world.work(run.run_id.parse().unwrap()).await;
    world.start(2, day(0), false).await;
}

async fn missed_nights_are_caught_up_each_with_its_own_date(world: World) {
    world.night(1, day(0)).await;
    let number = world.apply(1).await;
    world.confirm(1, number, day(2)).await;
    let lapsing = world.apply(2).await;

    world.live_until(day(9));
    let run = world.start(2, day(9), false).await;
    let run_id = run.run_id.parse().unwrap();
    world.work(run_id).await;
    let run = world.app.get_run(run_id).await.unwrap();
    assert!(matches!(run.state, RunState::Completed(_)));
    let outcomes = [("ACTIVATE".to_owned(), 1), ("NEVER_CONFIRMED".to_owned(), 1)];
    assert_eq!(run.counts, BTreeMap::from(outcomes));
    assert_eq!(run.night, day(9));

    let active = world.app.present_dossier(&call("GetDossier", 0), number).await.unwrap();
    assert_eq!(active.status, Status::Active);
    let lapsed = world.app.get_dossier(&call("GetDossier", 0), lapsing).await.unwrap();
    let View::Past(lapsed) = lapsed else { panic!("nobody holds it any longer") };
    assert_eq!(lapsed.status, Status::Suspended);
}

async fn a_dry_run_tells_what_would_change_and_changes_nothing(world: World) {
    let number = world.apply(1).await;
    world.confirm(1, number, day(0)).await;
    let run = world.start(1, day(0), true).await;
    let run_id = run.run_id.parse().unwrap();
    world.work(run_id).await;
    let counts = world.app.get_run(run_id).await.unwrap().counts;
    assert_eq!(counts, BTreeMap::from([("ACTIVATE".to_owned(), 1)]));
    let dossier = world.app.present_dossier(&call("GetDossier", 0), number).await.unwrap();
    assert_eq!((dossier.status, dossier.version), (Status::AwaitingActivation, 2));
}

async fn a_repeated_night_changes_nothing(world: World) {
    let number = world.apply(1).await;
    world.confirm(1, number, day(0)).await;
    world.night(1, day(0)).await;
    let once = world.app.present_dossier(&call("GetDossier", 0), number).await.unwrap();
    world.night(2, day(0)).await;
    let twice = world.app.present_dossier(&call("GetDossier", 0), number).await.unwrap();
    assert_eq!(once, twice);
}

/// More dossiers than a chunk holds, and a worker that is dropped again and again: each dossier is
/// activated exactly once, and the counts tell so.
async fn a_run_that_is_cut_off_goes_on_where_it_stood(world: World) {
    const DOSSIERS: u64 = 230;
    for person in 1..=DOSSIERS {
        let number = world.apply(person).await;
        world.confirm(person, number, day(0)).await;
    }
    let run = world.start(1, day(0), false).await;
    let run_id = run.run_id.parse().unwrap();
    let mut cut_off = 0;
    let mut patience = std::time::Duration::from_millis(1);
    while tokio::time::timeout(patience, world.work(run_id)).await.is_err() {
        cut_off += 1;
        patience *= 2;
    }
    assert!(cut_off > 0, "the worker was cut off at least once");
    let run = world.app.get_run(run_id).await.unwrap();
    assert!(matches!(run.state, RunState::Completed(_)));
    assert_eq!(run.counts, BTreeMap::from([("ACTIVATE".to_owned(), DOSSIERS)]));
}

async fn a_night_before_its_date_is_refused(world: World) {
    let refused = world
        .app
        .start_run(&operations(1), (RunKind::Night, day(1)), false, None)
        .await
        .unwrap_err();
    assert_eq!(refused.kind, ErrorKind::InvalidFields);
    assert_eq!(refused.violations[0].field, "date");
}

async fn a_dry_run_over_missed_nights_counts_a_dossier_once(world: World) {
    world.night(1, day(0)).await;
    let number = world.apply(1).await;
    world.confirm(1, number, day(2)).await;
    world.apply(2).await;

    world.live_until(day(9));
    let foreseen = world.start(2, day(9), true).await.run_id.parse().unwrap();
    world.work(foreseen).await;
    let foreseen = world.app.get_run(foreseen).await.unwrap();
    let done = world.start(3, day(9), false).await.run_id.parse().unwrap();
    world.work(done).await;
    let done = world.app.get_run(done).await.unwrap();
    let outcomes = [("ACTIVATE".to_owned(), 1), ("NEVER_CONFIRMED".to_owned(), 1)];
    assert_eq!(foreseen.counts, BTreeMap::from(outcomes));
    assert_eq!(foreseen.counts, done.counts, "it does what the dry run foresaw");
    assert_eq!((foreseen.night, done.night), (day(9), day(9)));
}

/// Stopped after its first batch, it is resumed by whoever comes next.
async fn a_run_that_is_told_to_stop_ends_between_two_batches(world: World) {
    const DOSSIERS: u64 = 130;
    for person in 1..=DOSSIERS {
        let number = world.apply(person).await;
        world.confirm(person, number, day(0)).await;
    }
    let run_id = world.start(1, day(0), false).await.run_id.parse().unwrap();
    let asked = AtomicU64::new(0);
    let stops = || asked.fetch_add(1, Ordering::SeqCst) == 1;
    let progress = world.app.work_on_run(run_id, stops).await.unwrap();
    assert_eq!(progress, Progress::Stopped);
    let run = world.app.get_run(run_id).await.unwrap();
    assert_eq!(run.state, RunState::Running);
    assert_eq!(run.counts, BTreeMap::from([("ACTIVATE".to_owned(), 100)]));

    world.work(run_id).await;
    let run = world.app.get_run(run_id).await.unwrap();
    assert_eq!(run.counts, BTreeMap::from([("ACTIVATE".to_owned(), DOSSIERS)]));
}

async fn a_dry_run_stands_in_nobodys_way(world: World) {
    let dry = world.start(1, day(0), true).await;
    world.night(2, day(0)).await;
    let second = world.app.start_run(&operations(3), (RunKind::Night, day(0)), true, None).await;
    assert_eq!(second.unwrap_err().kind, ErrorKind::JobRunning);
    world.work(dry.run_id.parse().unwrap()).await;
}

async fn a_dossier_that_cannot_be_read_is_left_out(world: World) {
    one_is_left_out(world, World::break_state).await;
}

/// Every attempt looks like a race that somebody else won.
async fn a_dossier_that_cannot_be_written_is_left_out(world: World) {
    one_is_left_out(world, World::take_next_version).await;
}

/// Of three dossiers the second one is broken: the others are activated all the same.
async fn one_is_left_out(world: World, breaks: impl AsyncFn(&World, DossierNumber)) {
    let mut numbers = Vec::new();
    for person in 1..=3 {
        let number = world.apply(person).await;
        world.confirm(person, number, day(0)).await;
        numbers.push(number);
    }
    let [first, broken, last] = numbers.try_into().unwrap();
    breaks(&world, broken).await;
    let run = world.start(9, day(0), false).await;
    let run_id = run.run_id.parse().unwrap();
    world.work(run_id).await;
    let run = world.app.get_run(run_id).await.unwrap();
    assert!(matches!(run.state, RunState::Completed(_)));
    let outcomes = [("ACTIVATE".to_owned(), 2), ("FAULT".to_owned(), 1)];
    assert_eq!(run.counts, BTreeMap::from(outcomes));
    for number in [first, last] {
        let active = world.app.present_dossier(&call("GetDossier", 0), number).await.unwrap();
        assert_eq!(active.status, Status::Active);
    }
}

/// Four replicas see that a new day has begun, at once and again; one run of it comes of that.
async fn a_scheduled_night_has_one_runner(world: World) {
    for runs in 1..=3 {
        // Nobody was there the night before.
        let today = day(2 * runs);
        world.live_until(today);
        let start = Arc::new(Barrier::new(4));
        let mut replicas = JoinSet::new();
        for _ in 0..4 {
            let (schedule, start) = (NightSchedule::new(world.app.clone()), Arc::clone(&start));
            replicas.spawn(async move {
                start.wait().await;
                assert_eq!(schedule.start(today).await, Ok(()));
            });
        }
        replicas.join_all().await;
        let started = world.runs().await;
        assert_eq!(u64::try_from(started.len()).unwrap(), runs);
        world.work(*started.last().unwrap()).await;
        assert_eq!(world.app.runs.last_night().await, Ok(Some(today)));
    }
}

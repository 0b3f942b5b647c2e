//! The two-yearly check as a batch run.

use stts_dossier::ports::{RunKind, RunState};
use stts_dossier_domain::dossier::{Dossier, Status, TaskKind};
use stts_dossier_domain::eligibility::Truth;
use stts_kernel::DossierNumber;

use crate::world::{World, call, day, on_both_databases, operations};

on_both_databases!(
    a_right_is_checked_when_two_years_have_passed_and_not_before,
    who_is_not_entitled_loses_the_right_and_who_is_in_doubt_is_asked,
    a_dry_run_tells_what_a_check_would_change,
    a_cancelled_run_stays_as_it_stands_and_the_next_one_does_the_rest,
);

/// After so many days the check of an application of the first day is due: none of the years 2026 and
/// 2027 is a leap year.
const TWO_YEARS: u64 = 730;

async fn dossier(world: &World, number: DossierNumber) -> Dossier {
    world.app.present_dossier(&call("GetDossier", 0), number).await.unwrap()
}

fn outcomes(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(outcome, dossiers)| ((*outcome).to_owned(), *dossiers)).collect()
}

async fn a_right_is_checked_when_two_years_have_passed_and_not_before(world: World) {
    let number = world.active(1).await;
    world.live_until(day(TWO_YEARS - 1));
    assert_eq!(world.check(1, day(TWO_YEARS - 1), false).await, outcomes(&[]));
    world.live_until(day(TWO_YEARS));
    assert_eq!(world.check(2, day(TWO_YEARS), false).await, outcomes(&[("STILL_ENTITLED", 1)]));
    let checked = dossier(&world, number).await;
    assert_eq!((checked.status, checked.last_check_date), (Status::Active, Some(day(TWO_YEARS))));
    assert_eq!(world.check(3, day(TWO_YEARS), false).await, outcomes(&[]), "once is enough");
}

async fn who_is_not_entitled_loses_the_right_and_who_is_in_doubt_is_asked(world: World) {
    let (rich, unknown) = (world.active(1).await, world.active(2).await);
    world.change_person(1, |person| person.statuses.household_income_ok = Truth::False.into());
    world.change_person(2, |person| person.statuses.household_income_ok = Truth::Unknown.into());
    world.live_until(day(TWO_YEARS));
    let counts = world.check(1, day(TWO_YEARS), false).await;
    assert_eq!(counts, outcomes(&[("DOCUMENTS_MISSING", 1), ("NOT_ENTITLED", 1)]));
    let rich = dossier(&world, rich).await;
    assert_eq!(rich.status, Status::AwaitingStop);
    assert!(rich.end_of_right() > Some(day(TWO_YEARS)), "the month under way is still granted");
    let unknown = dossier(&world, unknown).await;
    assert_eq!(unknown.status, Status::AwaitingVerificationDocuments);
    let kinds: Vec<_> = unknown.open_tasks.iter().map(|task| task.kind).collect();
    assert_eq!(kinds, [TaskKind::ReviewVerification]);
}

async fn a_dry_run_tells_what_a_check_would_change(world: World) {
    let number = world.active(1).await;
    world.live_until(day(TWO_YEARS));
    let before = dossier(&world, number).await;
    let foreseen = world.check(1, day(TWO_YEARS), true).await;
    assert_eq!(dossier(&world, number).await, before);
    assert_eq!(world.check(2, day(TWO_YEARS), false).await, foreseen);
}

async fn a_cancelled_run_stays_as_it_stands_and_the_next_one_does_the_rest(world: World) {
    world.active(1).await;
    world.live_until(day(TWO_YEARS));
    let run = (RunKind::Verification, day(TWO_YEARS));
    world.app.start_run(&operations(1), run, false, None).await.unwrap();
    let (started, _) = world.app.list_runs(None, 1).await.unwrap();
    let run_id = started[0].run_id;
    assert_eq!((started[0].kind, started[0].state), (RunKind::Verification, RunState::Running));
    for request in [2, 3] {
        world.app.cancel_run(&operations(request), run_id).await.unwrap();
    }
    world.work(run_id).await;
    let cancelled = world.app.get_run(run_id).await.unwrap();
    assert!(matches!(cancelled.state, RunState::Cancelled(_)) && cancelled.counts.is_empty());
    assert_eq!(world.check(4, day(TWO_YEARS), false).await, outcomes(&[("STILL_ENTITLED", 1)]));

    let (all, none) = world.app.list_runs(None, 10).await.unwrap();
    assert_eq!((all.len(), none), (3, None), "two checks, and the night that activated");
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let (page, next) = world.app.list_runs(after, 1).await.unwrap();
        paged.extend(page);
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, all);
}

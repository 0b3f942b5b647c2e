//! BIPT's agents end two-yearly checks.

use stts_dossier::app::{Resolution, RightDecision};
use stts_dossier::ports::PersonChange;
use stts_dossier_domain::dossier::{Dossier, Findings, Status, TaskKind};
use stts_dossier_domain::eligibility::{FactName, Truth};
use stts_kernel::{DossierNumber, ErrorKind};

use crate::people::household;
use crate::world::{World, agent, call, day, on_both_databases};

on_both_databases!(
    documents_end_a_check_one_way_or_the_other,
    the_tariff_that_is_kept_ends_the_others,
    a_dropped_tariff_leaves_the_choice_to_those_that_remain,
    only_a_check_that_waits_is_ended,
);

const TWO_YEARS: u64 = 730;

async fn dossier(world: &World, number: DossierNumber) -> Dossier {
    world.app.present_dossier(&call("GetDossier", 0), number).await.unwrap()
}

async fn resolve(
    world: &World,
    request: u64,
    number: DossierNumber,
    resolution: &Resolution,
) -> Result<Dossier, ErrorKind> {
    let call = agent("ResolveVerification", request);
    let answered = world.app.resolve_verification(&call, number, None, resolution).await;
    answered.map_err(|refusal| refusal.kind)?;
    Ok(dossier(world, number).await)
}

fn judged(granted: bool, income_ok: Truth) -> Resolution {
    let findings = Findings(vec![(FactName::IncomeOk, income_ok)]);
    Resolution::Documents(RightDecision { granted, findings })
}

async fn documents_end_a_check_one_way_or_the_other(world: World) {
    let (poor, rich) = (world.active(1).await, world.active(2).await);
    for person in [1, 2] {
        world.change_person(person, |person| {
            person.statuses.household_income_ok = Truth::Unknown.into();
        });
    }
    world.live_until(day(TWO_YEARS));
    world.check(1, day(TWO_YEARS), false).await;
    let unproved = resolve(&world, 1, poor, &judged(true, Truth::False)).await;
    assert_eq!(unproved, Err(ErrorKind::InvalidFields));
    let stays = resolve(&world, 1, poor, &judged(true, Truth::True)).await.unwrap();
    assert_eq!((stays.status, stays.last_check_date), (Status::Active, Some(day(TWO_YEARS))));
    assert!(stays.open_tasks.is_empty() && stays.verification.is_none());
    let ends = resolve(&world, 2, rich, &judged(false, Truth::False)).await.unwrap();
    assert_eq!(ends.status, Status::AwaitingStop);
    assert!(ends.end_of_right() > Some(day(TWO_YEARS)));
}

/// Three dossiers of one household that wait for BIPT's choice.
async fn several(world: &World) -> [DossierNumber; 3] {
    let mut numbers = Vec::new();
    for person in 1..=3 {
        numbers.push(world.active(person).await);
    }
    let numbers: [DossierNumber; 3] = numbers.try_into().unwrap();
    for person in [2, 3] {
        world.tell(person, PersonChange::Household(household(1))).await;
    }
    world.live_until(day(TWO_YEARS));
    world.check(1, day(TWO_YEARS), false).await;
    for number in numbers {
        assert_eq!(dossier(world, number).await.status, Status::AwaitingVerificationMultiple);
    }
    numbers
}

async fn choices(world: &World, numbers: [DossierNumber; 3]) -> Vec<(Status, bool)> {
    let mut found = Vec::new();
    for number in numbers {
        let dossier = dossier(world, number).await;
        let mut tasks = dossier.open_tasks.iter();
        found.push((dossier.status, tasks.any(|task| task.kind == TaskKind::ResolveMultiple)));
    }
    found
}

async fn the_tariff_that_is_kept_ends_the_others(world: World) {
    let numbers = several(&world).await;
    let kept = resolve(&world, 1, numbers[1], &Resolution::Keep).await.unwrap();
    assert_eq!((kept.status, kept.last_check_date), (Status::Active, Some(day(TWO_YEARS))));
    let stopping = (Status::AwaitingStop, false);
    let expected = [stopping, (Status::Active, false), stopping];
    assert_eq!(choices(&world, numbers).await, expected);
    for number in [numbers[0], numbers[2]] {
        let ending = dossier(&world, number).await;
        let tasks: Vec<_> = ending.open_tasks.iter().map(|task| task.kind).collect();
        assert_eq!(tasks, [TaskKind::TerminateReduction]);
    }
}

async fn a_dropped_tariff_leaves_the_choice_to_those_that_remain(world: World) {
    let numbers = several(&world).await;
    let carried = choices(&world, numbers).await;
    assert_eq!(carried.iter().filter(|(_, carries)| *carries).count(), 1, "one task for all");
    let first = carried.iter().position(|(_, carries)| *carries).unwrap();
    let waiting = Status::AwaitingVerificationMultiple;

    resolve(&world, 1, numbers[first], &Resolution::Drop).await.unwrap();
    let left = choices(&world, numbers).await;
    assert_eq!(left[first], (Status::AwaitingStop, false));
    assert_eq!(left.iter().filter(|one| **one == (waiting, true)).count(), 1, "{left:?}");
    assert_eq!(left.iter().filter(|one| **one == (waiting, false)).count(), 1, "{left:?}");

    let next = left.iter().position(|one| *one == (waiting, true)).unwrap();
    resolve(&world, 2, numbers[next], &Resolution::Drop).await.unwrap();
    let alone = choices(&world, numbers).await;
    assert_eq!(alone.iter().filter(|one| **one == (Status::Active, false)).count(), 1, "{alone:?}");
}

async fn only_a_check_that_waits_is_ended(world: World) {
    let number = world.active(1).await;
    for resolution in [judged(true, Truth::True), Resolution::Keep, Resolution::Drop] {
        let refused = resolve(&world, 1, number, &resolution).await;
        assert_eq!(refused, Err(ErrorKind::ActionNotAllowed));
    }
    let stale = agent("ResolveVerification", 2);
    let refused =
        world.app.resolve_verification(&stale, number, Some("1"), &Resolution::Keep).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::StaleEtag);
}

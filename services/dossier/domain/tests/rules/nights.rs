//! The night run: activation, and what happens when nobody acts.

use stts_dossier_domain::dossier::{
    ChangeReason, Command, Dossier, Event, LineKind, PeriodChange, PlaceChange, PlaceState,
    Reduction, Status, TaskKind, next_due_date, upcoming,
};
use stts_kernel::{Cents, Formula, Period};

use crate::world::{
    World, aged, confirm, data, date, on_living_wage, operator, seller, tasks, young,
};

#[test]
fn on_the_activation_date_the_reduction_gets_its_begin() {
    let world = World { place: PlaceState::Own, ..World::new() };
    let applied = world.applied(&aged(), "2024-01-15");
    let confirmed = world.then(&applied, &confirm(Some(data("2024-01-20"))), "2024-01-15");
    assert!(world.night(&confirmed, "2024-01-19").is_none());
    // A run that comes late uses the activation date all the same.
    for run in ["2024-01-20", "2024-03-01"] {
        let decision = world.night(&confirmed, run).unwrap();
        assert_eq!((decision.next.status, decision.place), (Status::Active, PlaceChange::Keep));
        let begin = date("2024-02-20");
        assert_eq!(decision.next.reduction.as_ref().map(Reduction::begin), Some(begin));
        let [PeriodChange::Opened(period), PeriodChange::Installed(installation)] =
            decision.periods.as_slice()
        else {
            panic!("one period opens: {:?}", decision.periods);
        };
        assert_eq!((&period.operator, period.period), (&operator("A"), Period::open(begin)));
        assert_eq!(period.formula, Formula::SubscriptionAndCalls);
        assert_eq!(installation.granted_on, date("2024-01-20"));
        assert_eq!(installation.normal_price, Cents(5000));
        assert!(world.night(&decision.next, run).is_none(), "a repeated run changes nothing");
    }
}

#[test]
fn installations_are_granted_for_fixed_lines_and_not_to_living_wage_alone() {
    let world = World::new();
    for (person, formula, line_kind, cost, granted) in [
        (aged(), Formula::CallsOnly, LineKind::Fixed, 5000, true),
        (aged(), Formula::CallsOnly, LineKind::Fixed, 0, false),
        (aged(), Formula::CallsOnly, LineKind::Mobile, 0, false),
        (on_living_wage(), Formula::LivingWageCredit, LineKind::Fixed, 5000, false),
    ] {
        let mut given = data("2024-01-15");
        given.formula = formula;
        given.line_kind = line_kind;
        given.installation_cost = Cents(cost);
        let applied = world.applied(&person, "2024-01-15");
        let confirmed = world.then(&applied, &confirm(Some(given)), "2024-01-15");
        let decision = world.night(&confirmed, "2024-01-15").unwrap();
        let found = matches!(
            decision.periods.as_slice(),
            [PeriodChange::Opened(_), PeriodChange::Installed(_)]
        );
        assert_eq!(found, granted, "{formula:?} {line_kind:?} {cost}");
    }
}

#[test]
fn a_place_that_was_taken_meanwhile_suspends() {
    let world = World::new();
    let applied = world.applied(&aged(), "2024-01-15");
    let confirmed = world.then(&applied, &confirm(Some(data("2024-01-15"))), "2024-01-15");
    let free = world.night(&confirmed, "2024-01-15").unwrap();
    assert_eq!(free.place, PlaceChange::Take(applied.place), "it may have become free meanwhile");
    let taken = World::taken().night(&confirmed, "2024-01-15").unwrap();
    assert_eq!((taken.next.status, taken.place), (Status::Suspended, PlaceChange::Release));
    assert_eq!(tasks(&taken.events), [("raised", TaskKind::CloseFile)]);
    assert!(taken.periods.is_empty());
    assert_eq!(reason(&taken.events), Some(ChangeReason::PlaceTaken));
}

fn reason(events: &[Event]) -> Option<ChangeReason> {
    events.iter().find_map(|event| match event {
        Event::DossierChanged { reason, .. } => *reason,
        _ => None,
    })
}

#[test]
fn who_waits_too_long_loses_the_application_and_never_the_right() {
    let world = World::new();
    let entitled = world.applied(&aged(), "2024-01-15");
    let undecided = world.applied(&young(), "2024-01-15");
    let without_data = world.then(&entitled, &confirm(None), "2024-01-16");
    let without_documents = world.then(&undecided, &confirm(None), "2024-01-16");
    let enter = ("withdrawn", TaskKind::EnterMissingData);
    let review = ("withdrawn", TaskKind::ReviewDocuments);
    for (dossier, last_day, due, status, why, withdrawn) in [
        (
            &entitled,
            "2024-01-22",
            "2024-01-23",
            Status::Suspended,
            ChangeReason::NeverConfirmed,
            None,
        ),
        (
            &undecided,
            "2024-01-22",
            "2024-01-23",
            Status::Closed,
            ChangeReason::NeverConfirmed,
            None,
        ),
        (
            &without_data,
            "2024-07-15",
            "2024-07-16",
            Status::Suspended,
            ChangeReason::ActivationDeadlinePassed,
            Some(enter),
        ),
        (
            &without_documents,
            "2024-03-16",
            "2024-03-17",
            Status::Closed,
            ChangeReason::DocumentsNotReceived,
            Some(review),
        ),
    ] {
        assert!(world.night(dossier, last_day).is_none(), "{why:?} on {last_day}");
        assert_eq!(next_due_date(dossier, &world.rules), Some(date(due)), "{why:?}");
        let decision = world.night(dossier, due).unwrap();
        assert_eq!((decision.next.status, reason(&decision.events)), (status, Some(why)));
        assert_eq!(decision.place, PlaceChange::Release);
        let mut expected: Vec<_> = withdrawn.into_iter().collect();
        expected.push(("raised", TaskKind::CloseFile));
        assert_eq!(tasks(&decision.events), expected, "{why:?}");
        assert!(world.night(&decision.next, "2030-01-01").is_none());
    }
}

#[test]
fn documents_that_arrived_stop_the_deadline() {
    let world = World::new();
    let undecided = world.applied(&young(), "2024-01-15");
    let mut waiting = world.then(&undecided, &confirm(None), "2024-01-16");
    waiting.application.documents_received_on = Some(date("2024-03-01"));
    assert!(world.night(&waiting, "2025-01-01").is_none());
}

#[test]
fn a_decision_of_bipt_moves_the_activation_deadline() {
    let world = World::new();
    let mut waiting: Dossier =
        world.then(&world.applied(&aged(), "2024-01-15"), &confirm(None), "2024-01-16");
    waiting.application.right_decided_on = Some(date("2024-03-31"));
    assert!(world.night(&waiting, "2024-09-30").is_none());
    assert!(world.night(&waiting, "2024-10-01").is_some());
}

#[test]
fn what_comes_by_itself_is_foreseen() {
    let world = World::new();
    let applied = world.applied(&aged(), "2024-01-15");
    let foreseen = |dossier: &Dossier| -> Vec<_> {
        let coming = upcoming(dossier, &world.rules).into_iter();
        coming.map(|up| (up.command, up.date.to_string(), up.status, up.lapse)).collect()
    };
    let never = (Command::LapseConfirmation, "2024-01-23".to_owned(), Status::Suspended, true);
    let late = (Command::LapseActivation, "2024-07-16".to_owned(), Status::Suspended, true);
    assert_eq!(foreseen(&applied), [late, never]);
    let confirmed = world.then(&applied, &confirm(Some(data("2024-02-01"))), "2024-01-15");
    let activation = (Command::Activate, "2024-02-01".to_owned(), Status::Active, false);
    assert_eq!(foreseen(&confirmed), [activation]);
    assert!(foreseen(&world.active("2024-01-15")).is_empty());
}

#[test]
fn a_row_that_is_not_due_is_refused_even_to_the_system() {
    let world = World::new();
    let applied = world.applied(&aged(), "2024-01-15");
    let system = stts_dossier_domain::dossier::Caller::system();
    let early = world.ask(Some(&applied), &system, &Command::LapseConfirmation, "2024-01-22");
    assert!(early.is_err());
    let by_an_operator =
        world.ask(Some(&applied), &seller("A"), &Command::LapseConfirmation, "2024-01-23");
    assert!(by_an_operator.is_err());
}

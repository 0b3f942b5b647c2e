//! Transfers, changes, stops, and taking them back.

use stts_dossier_domain::dossier::{
    Command, Dossier, Event, Modification, PendingChange, PeriodChange, PlaceChange, Status,
    TaskKind, Undated,
};
use stts_kernel::{Cents, ErrorKind, Formula, Period};

use crate::world::{
    World, aged, agent, between, change_billing_day, clerk, complete, confirm, data, date,
    operator, seller, tasks,
};

fn transfer(given: Option<&str>) -> Command {
    Command::ConfirmTransfer { activation_data: given.map(|day| Box::new(data(day))) }
}

fn change_formula(formula: Formula, on: &str) -> Command {
    let change = PendingChange {
        date: date(on),
        formula: Some(formula),
        installation_cost: None,
        line_kind: None,
        payment_kind: None,
    };
    Command::Modify(Box::new(Modification { undated: Undated::default(), dated: Some(change) }))
}

/// The days of the dossier's periods, at which operator.
fn granted(dossier: &Dossier) -> Vec<(&str, Formula, Period)> {
    let periods = dossier.periods.iter();
    periods.map(|one| (one.operator.as_str(), one.formula, one.period)).collect()
}

#[test]
fn what_a_dossier_in_its_life_refuses() {
    let world = World::new();
    let active = world.active("2024-01-15");
    let stopped = Command::StopReduction { date: date("2024-01-14") };
    let late = Command::StopRight { date: date("2025-02-11") };
    let transferred =
        world.ask(Some(&active), &seller("B"), &transfer(Some("2024-02-10")), "2024-02-10");
    let at_b = world.night(&transferred.unwrap().next, "2024-02-10").unwrap().next;
    let suspended = world.then(
        &world.applied(&aged(), "2024-02-01"),
        &Command::CancelApplication,
        "2024-02-01",
    );
    let nothing = || Command::CancelLastAction { before: None };
    for (state, caller, command, kind, earliest) in [
        (&active, clerk("A"), stopped, ErrorKind::EndDateOutOfRange, Some("2024-01-15")),
        (&active, clerk("A"), late, ErrorKind::EndDateOutOfRange, Some("2024-01-15")),
        (
            &active,
            seller("A"),
            change_formula(Formula::CallsOnly, "2024-01-19"),
            ErrorKind::ModificationDateOutOfRange,
            Some("2024-01-20"),
        ),
        (&at_b, seller("C"), transfer(None), ErrorKind::TransferredRecently, Some("2024-03-10")),
        (&suspended, seller("C"), transfer(None), ErrorKind::ApplicationRequired, None),
        (&active, seller("A"), transfer(None), ErrorKind::DossierExists, None),
        (&active, clerk("A"), nothing(), ErrorKind::NothingToCancel, None),
    ] {
        let refused = world.ask(Some(state), &caller, &command, "2024-02-10").unwrap_err().refusal;
        assert_eq!(refused.kind, kind);
        let found = refused.metadata.iter().find(|(key, _)| *key == "earliest_date");
        assert_eq!(found.map(|(_, date)| date.as_str()), earliest, "{}", kind.code());
    }
}

#[test]
fn a_transfer_moves_the_reduction_on_the_activation_date() {
    let world = World::new();
    let active = world.active("2024-01-15");
    let confirmed = world.ask(Some(&active), &seller("B"), &transfer(None), "2024-05-02").unwrap();
    assert_eq!(confirmed.next.status, Status::AwaitingTransfer);
    assert_eq!(confirmed.place, PlaceChange::Keep);
    let given = world
        .ask(Some(&confirmed.next), &seller("B"), &confirm(Some(data("2024-05-25"))), "2024-05-03")
        .unwrap();
    assert_eq!(tasks(&given.events), [("raised", TaskKind::TerminateReduction)], "A's last day");
    assert_eq!(given.next.reduction_end_date(), Some(date("2024-05-20")));
    let later = complete(data("2024-06-20"));
    let later = world.ask(Some(&given.next), &seller("B"), &later, "2024-05-04").unwrap();
    assert_eq!(
        tasks(&later.events),
        [("withdrawn", TaskKind::TerminateReduction), ("raised", TaskKind::TerminateReduction)]
    );
    assert!(world.night(&later.next, "2024-06-19").is_none());
    let moved = world.night(&later.next, "2024-06-20").unwrap().next;
    assert_eq!((moved.status, moved.operator.clone()), (Status::Active, Some(operator("B"))));
    let both = Formula::SubscriptionAndCalls;
    assert_eq!(
        granted(&moved),
        [
            ("A", both, between("2024-01-20", "2024-06-20")),
            ("B", both, Period::open(date("2024-07-20"))),
        ]
    );
    assert_eq!(moved.right_begin_date, active.right_begin_date);
    assert_eq!(moved.transferable_from(), Some(date("2024-06-02")));
}

#[test]
fn the_incoming_operators_neglect_never_costs_the_person() {
    let world = World::new();
    let active = world.active("2024-01-15");
    let confirmed = world.ask(Some(&active), &seller("B"), &transfer(None), "2024-05-02").unwrap();
    assert!(world.night(&confirmed.next, "2024-06-01").is_none());
    let lapsed = world.night(&confirmed.next, "2024-06-02").unwrap();
    assert_eq!(lapsed.next.status, Status::Active);
    assert_eq!(tasks(&lapsed.events), [("raised", TaskKind::CloseFile)]);
    assert_eq!(lapsed.next.transferable_from(), None, "it does not count as a transfer");
    assert_eq!(granted(&lapsed.next), granted(&active));
}

#[test]
fn a_stopped_reduction_ends_on_the_last_full_month_and_the_right_stays() {
    let world = World::new();
    let active = world.active("2024-01-15");
    let stop = Command::StopReduction { date: date("2024-06-25") };
    let stopped = world.ask(Some(&active), &clerk("A"), &stop, "2024-05-01").unwrap();
    assert_eq!(stopped.next.status, Status::AwaitingStop);
    assert_eq!(stopped.next.reduction_end_date(), Some(date("2024-06-20")));
    assert_eq!(tasks(&stopped.events), [], "the holder asked for it");
    assert!(world.night(&stopped.next, "2024-06-19").is_none());
    let ended = world.night(&stopped.next, "2024-06-20").unwrap();
    assert_eq!((ended.next.status, ended.place), (Status::Suspended, PlaceChange::Release));
    assert_eq!(ended.next.right_end_date, None);
    let period = between("2024-01-20", "2024-06-20");
    assert_eq!(granted(&ended.next), [("A", Formula::SubscriptionAndCalls, period)]);
}

#[test]
fn a_later_billing_day_moves_an_end_that_is_still_to_come() {
    let world = World::new();
    let active = world.active("2024-01-15");
    let stop = Command::StopReduction { date: date("2024-06-25") };
    let stopped = world.ask(Some(&active), &clerk("A"), &stop, "2024-05-01").unwrap().next;
    let changed =
        world.ask(Some(&stopped), &seller("A"), &change_billing_day(5), "2024-05-02").unwrap().next;
    assert_eq!(changed.reduction_end_date(), Some(date("2024-06-05")));
    // Before the reduction begins, everything is computed anew.
    let early =
        world.ask(Some(&active), &seller("A"), &change_billing_day(18), "2024-01-16").unwrap();
    let [PeriodChange::Changed { after, .. }] = early.periods.as_slice() else {
        panic!("{:?}", early.periods)
    };
    assert_eq!(after.period, Period::open(date("2024-01-18")));
}

#[test]
fn a_right_that_ended_in_the_past_is_undue_from_then_on() {
    let world = World::new();
    let active = world.active("2024-01-15");
    let stop = Command::StopRight { date: date("2024-03-10") };
    let stopped = world.ask(Some(&active), &agent(), &stop, "2024-06-01").unwrap();
    assert_eq!(stopped.next.end_of_right(), Some(date("2024-03-20")));
    let undue = stopped.next.undue().unwrap();
    assert_eq!((undue.months, undue.amount), (3, Cents(3450)), "20 March, April and May");
    assert_eq!(tasks(&stopped.events), [("raised", TaskKind::TerminateReduction)]);
    assert!(stopped.events.iter().any(|event| matches!(event, Event::RightEnds(_))));
    let ended = world.night(&stopped.next, "2024-06-01").unwrap().next;
    assert_eq!(ended.status, Status::Closed);
    let period = between("2024-01-20", "2024-03-20");
    assert_eq!(granted(&ended), [("A", Formula::SubscriptionAndCalls, period)]);
}

#[test]
fn a_modification_takes_effect_on_its_date_and_a_second_one_replaces_it() {
    let world = World::new();
    let active = world.active("2024-01-15");
    let first = change_formula(Formula::CallsOnly, "2024-06-01");
    let waiting = world.then(&active, &first, "2024-05-01");
    assert_eq!(waiting.status, Status::AwaitingModification);
    let second = change_formula(Formula::CallsSplit, "2024-07-01");
    let waiting = world.then(&waiting, &second, "2024-05-02");
    assert!(world.night(&waiting, "2024-06-30").is_none());
    let changed = world.night(&waiting, "2024-07-01").unwrap().next;
    assert_eq!(changed.status, Status::Active);
    assert_eq!(
        granted(&changed),
        [
            ("A", Formula::SubscriptionAndCalls, between("2024-01-20", "2024-07-01")),
            ("A", Formula::CallsSplit, Period::open(date("2024-07-01"))),
        ]
    );
}

#[test]
fn the_dead_lose_the_right_and_get_no_letter() {
    let world = World::new();
    let active = world.active("2024-01-15");
    let moving =
        world.ask(Some(&active), &seller("B"), &transfer(None), "2024-05-02").unwrap().next;
    let death = Command::Death { date: date("2024-05-10") };
    let system = stts_dossier_domain::dossier::Caller::system();
    let dead = world.ask(Some(&moving), &system, &death, "2024-05-12").unwrap();
    assert_eq!(dead.next.status, Status::AwaitingStop);
    assert_eq!(
        tasks(&dead.events),
        [("raised", TaskKind::CloseFile), ("raised", TaskKind::TerminateReduction)]
    );
    assert!(!dead.events.iter().any(|event| matches!(event, Event::RightEnds(_))));
    let ended = world.night(&dead.next, "2024-05-20").unwrap().next;
    assert_eq!((ended.status, ended.right_end_date), (Status::Closed, Some(date("2024-05-20"))));
}

#[test]
fn the_last_action_can_be_taken_back_once() {
    let world = World::new();
    let active = world.active("2024-01-15");
    let take_back =
        |before: &Dossier| Command::CancelLastAction { before: Some(Box::new(before.clone())) };
    let moving = world
        .ask(Some(&active), &seller("B"), &transfer(Some("2024-05-25")), "2024-05-02")
        .unwrap();
    let back =
        world.ask(Some(&moving.next), &clerk("B"), &take_back(&active), "2024-05-03").unwrap();
    assert_eq!((back.next.status, back.next.transfer.clone()), (Status::Active, None));
    assert_eq!(back.next.transferable_from(), None, "the freeze is untouched");
    assert_eq!(tasks(&back.events), [("withdrawn", TaskKind::TerminateReduction)]);
    let again = world.ask(Some(&back.next), &clerk("B"), &take_back(&moving.next), "2024-05-03");
    assert_eq!(again.unwrap_err().refusal.kind, ErrorKind::NothingToCancel);

    // What ended at the holder goes on, and the place is taken again.
    let cancelled = world
        .ask(Some(&moving.next), &clerk("B"), &Command::CancelApplication, "2024-05-10")
        .unwrap();
    assert_eq!(cancelled.next.status, Status::Suspended);
    let back =
        world.ask(Some(&cancelled.next), &clerk("B"), &take_back(&moving.next), "2024-05-11");
    let back = back.unwrap();
    assert_eq!(back.next.status, Status::AwaitingTransfer);
    assert_eq!(back.place, PlaceChange::Take(active.place));
    assert_eq!(granted(&back.next), granted(&active));
    let taken = World::taken();
    let refused =
        taken.ask(Some(&cancelled.next), &clerk("B"), &take_back(&moving.next), "2024-05-11");
    assert_eq!(refused.unwrap_err().refusal.kind, ErrorKind::HouseholdAlreadyBenefits);
}

//! What BIPT corrects, what follows from it, and what it cannot correct.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use stts_dossier_domain::dossier::{
    ActivationData, Command, Correction, Decision, Dossier, LineKind, PlaceChange, Reduction,
    Refused, Status, TaskKind, invariants,
};
use stts_kernel::{BillingDay, Category, Cents, ErrorKind, Formula};

use crate::situations::{TODAY, story};
use crate::world::{World, agent, between, data, date, operator, tasks};

const SITUATIONS: [&str; 26] = [
    "DOC: not confirmed",
    "DOC: confirmed",
    "DOC: confirmed, documents recorded",
    "ACT: not confirmed",
    "ACT: confirmed",
    "ACT: confirmed with data",
    "ACTIVE: first operator",
    "ACTIVE: just transferred",
    "MOD: from an active one",
    "TRA: not confirmed",
    "TRA: confirmed",
    "TRA: confirmed with data",
    "TRA: confirmed, the holder stops",
    "TRA: confirmed, the holder stopped",
    "STOP: of the reduction",
    "STOP: of the right, by the holder",
    "STOP: of the right, by BIPT, and a change pending",
    "STOP: of the right and of the reduction",
    "STOP: by death",
    "SUSPENDED: application taken back",
    "SUSPENDED: last checked two years ago",
    "SUSPENDED: transfer taken back",
    "CLOSED: refused by BIPT",
    "CLOSED: right stopped before any reduction",
    "V-M: two tariffs in the household",
    "V-D: documents asked",
];

fn in_situation(title: &str) -> Dossier {
    story(title).last().unwrap().clone()
}

fn correct(world: &World, dossier: &Dossier, correction: Correction) -> Result<Decision, Refused> {
    let command = Command::CorrectDossier(Box::new(correction));
    world.ask(Some(dossier), &agent(), &command, TODAY)
}

fn to(status: Status) -> Correction {
    Correction { status: Some(status), ..Correction::default() }
}

fn corrected(title: &str, correction: Correction) -> Decision {
    correct(&World::new(), &in_situation(title), correction).unwrap()
}

#[test]
fn nothing_that_is_done_to_a_dossier_breaks_an_invariant() {
    for title in SITUATIONS {
        for version in story(title).versions {
            let broken = invariants(&version, date(TODAY));
            assert!(broken.is_empty(), "{title}, version {}: {broken:?}", version.version);
        }
    }
}

#[test]
fn a_death_that_was_none_leaves_the_reduction_as_it_was() {
    let dead = in_situation("STOP: by death");
    let decision = corrected("STOP: by death", to(Status::Active));
    assert!(decision.next.stops.is_empty());
    assert_eq!(decision.next.reduction_end_date(), None);
    assert_eq!(decision.next.periods, dead.periods);
    assert_eq!(tasks(&decision.events), [("withdrawn", TaskKind::TerminateReduction)]);
    assert_eq!(decision.place, PlaceChange::Keep);
}

/// The reduction of a suspended dossier goes on as if it had never ended.
#[test]
fn a_reduction_that_should_not_have_ended_goes_on_without_a_gap() {
    let suspended = in_situation("SUSPENDED: last checked two years ago");
    assert_eq!(suspended.periods[0].period, between("2022-01-20", "2022-03-20"));
    let decision = corrected("SUSPENDED: last checked two years ago", to(Status::Active));
    let [granted] = &decision.next.periods[..] else { panic!("one period") };
    assert_eq!((granted.period.from(), granted.period.until()), (date("2022-01-20"), None));
    assert_eq!(decision.next.operator, Some(operator("A")));
    assert!(matches!(decision.place, PlaceChange::Take(_)));
}

#[test]
fn an_ended_reduction_ends_where_its_last_full_month_does() {
    for (named, expected) in [(None, "2024-04-20"), (Some("2024-03-20"), "2024-03-20")] {
        let reduction_end_date = named.map(date);
        let correction = Correction { reduction_end_date, ..to(Status::Suspended) };
        let decision = corrected("ACTIVE: first operator", correction);
        assert_eq!(decision.next.periods[0].period, between("2024-01-20", expected));
        assert_eq!(decision.next.reduction_end_date(), Some(date(expected)));
        assert_eq!(decision.next.operator, None);
        assert_eq!(decision.place, PlaceChange::Release);
        assert_eq!(tasks(&decision.events), [("raised", TaskKind::TerminateReduction)]);
    }
}

#[test]
fn another_activation_date_begins_the_reduction_anew() {
    let activation_data = Some(data("2024-02-10"));
    let correction = Correction {
        activation_data: activation_data.clone(),
        application_date: Some(date("2024-02-01")),
        ..Correction::default()
    };
    let decision = corrected("ACTIVE: first operator", correction);
    assert_eq!(decision.next.application.activation_data, activation_data);
    let begin = decision.next.reduction.unwrap().begin();
    assert_eq!(begin, date("2024-02-20"));
    let periods: Vec<_> = decision.next.periods.iter().map(|one| one.period.from()).collect();
    assert_eq!(periods, [begin], "what was granted before was not due");
}

#[test]
fn what_was_never_activated_was_never_granted() {
    let decision = corrected("ACTIVE: first operator", to(Status::AwaitingActivation));
    assert_eq!(decision.next.reduction, None);
    assert!(decision.next.periods.iter().all(|granted| granted.period.is_empty()));
    assert_eq!(tasks(&decision.events), [("raised", TaskKind::TerminateReduction)]);
}

#[test]
fn another_operator_is_the_one_that_granted() {
    let operator_b = Some(operator("B"));
    let correction = Correction { operator: operator_b.clone(), ..Correction::default() };
    let decision = corrected("ACTIVE: first operator", correction.clone());
    assert_eq!(decision.next.operator, operator_b);
    assert!(decision.next.periods.iter().all(|granted| granted.operator == operator("B")));
    assert_eq!(tasks(&decision.events), [("raised", TaskKind::TerminateReduction)]);

    let waiting = corrected("ACT: confirmed", correction);
    let expected = [
        ("withdrawn", TaskKind::EnterMissingData),
        ("raised", TaskKind::EnterMissingData),
        ("raised", TaskKind::CloseFile),
    ];
    assert_eq!(tasks(&waiting.events), expected);
}

#[test]
fn a_transfer_that_should_not_have_been_leaves_the_holder_alone() {
    let decision = corrected("TRA: confirmed with data", to(Status::Active));
    assert_eq!((decision.next.transfer, decision.next.operator), (None, Some(operator("A"))));
    let expected = [("raised", TaskKind::CloseFile), ("withdrawn", TaskKind::TerminateReduction)];
    assert_eq!(tasks(&decision.events), expected);
}

#[test]
fn an_end_that_is_named_is_waited_for() {
    let correction =
        Correction { right_end_date: Some(date("2024-03-25")), ..to(Status::AwaitingStop) };
    let decision = corrected("ACTIVE: first operator", correction);
    assert_eq!(decision.next.end_of_right(), Some(date("2024-04-20")));
    assert_eq!(decision.next.undue().map(|undue| undue.months), Some(1));
    assert_eq!(decision.next.right_end_date, None);
    assert_eq!(tasks(&decision.events), [("raised", TaskKind::TerminateReduction)]);
}

#[test]
fn a_closed_dossier_takes_the_place_again_or_stays_closed() {
    let reopened =
        || Correction { operator: Some(operator("C")), ..to(Status::AwaitingActivation) };
    let title = "CLOSED: right stopped before any reduction";
    let decision = corrected(title, reopened());
    assert_eq!(decision.next.right_end_date, None);
    assert!(matches!(decision.place, PlaceChange::Take(_)));
    let taken = correct(&World::taken(), &in_situation(title), reopened()).unwrap_err();
    assert_eq!(taken.refusal.kind, ErrorKind::HouseholdAlreadyBenefits);
}

#[test]
fn a_doubt_about_a_person_ends_with_a_correction_even_of_nothing() {
    let world = World::new();
    let doubted = world.ask(
        Some(&in_situation("ACTIVE: first operator")),
        &stts_dossier_domain::dossier::Caller::system(),
        &Command::PersonInDoubt,
        TODAY,
    );
    let decision = correct(&world, &doubted.unwrap().next, Correction::default()).unwrap();
    assert_eq!(tasks(&decision.events), [("done", TaskKind::ReviewPerson)]);
}

#[test]
fn what_breaks_an_invariant_is_named_by_its_field() {
    let active = "ACTIVE: first operator";
    let mobile = ActivationData { line_kind: LineKind::Mobile, ..data("2024-01-15") };
    let credit = ActivationData { formula: Formula::LivingWageCredit, ..data("2024-01-15") };
    let none = Correction::default;
    for (title, correction, fields) in [
        (active, none(), &["status"][..]),
        (active, to(Status::AwaitingTransfer), &["status"]),
        (active, to(Status::AwaitingModification), &["status"]),
        (active, to(Status::AwaitingVerificationDocuments), &["status"]),
        (active, to(Status::AwaitingStop), &["reduction_end_date"]),
        (
            active,
            Correction { granted: Some(vec![]), ..none() },
            &["granted", "activation_data.formula"],
        ),
        (
            active,
            Correction { operator: Some(operator("B")), ..to(Status::Closed) },
            &["operator_id"],
        ),
        (active, Correction { confirmed: Some(false), ..none() }, &["confirmed"]),
        (
            active,
            Correction { last_check_date: Some(date("2024-05-03")), ..none() },
            &["last_check_date"],
        ),
        (
            active,
            Correction { right_end_date: Some(date("2024-05-01")), ..none() },
            &["right_end_date"],
        ),
        (
            active,
            Correction { reduction_begin_date: Some(date("2024-02-21")), ..none() },
            &["reduction_begin_date"],
        ),
        (
            active,
            Correction { application_date: Some(date("2024-01-16")), ..none() },
            &["activation_data.activation_date"],
        ),
        (
            active,
            Correction { activation_data: Some(mobile), ..none() },
            &["activation_data.installation_cost_cents"],
        ),
        (
            active,
            Correction { activation_data: Some(credit), ..none() },
            &["activation_data.formula"],
        ),
        ("ACT: confirmed", to(Status::Active), &["activation_data", "status"]),
        ("DOC: confirmed", to(Status::AwaitingActivation), &["granted", "right_begin_date"]),
        (
            "TRA: confirmed",
            Correction { operator: Some(operator("B")), ..none() },
            &["operator_id"],
        ),
    ] {
        let refused = correct(&World::new(), &in_situation(title), correction).unwrap_err();
        assert_eq!(refused.refusal.kind, ErrorKind::InvalidFields);
        let named: BTreeSet<_> =
            refused.refusal.violations.iter().map(|bad| bad.field.clone()).collect();
        let expected: BTreeSet<_> =
            fields.iter().map(|field| format!("correction.{field}")).collect();
        assert_eq!(named, expected, "{title}");
    }
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (0_u64..900).prop_map(|days| date("2022-01-01") + Days::new(days))
}

fn activations() -> impl Strategy<Value = ActivationData> {
    let formulas = select(Formula::ALL);
    (days(), 1_u32..=31, formulas, any::<bool>()).prop_map(|(on, day, formula, fixed)| {
        ActivationData {
            activation_date: on,
            billing_day: BillingDay::new(day).unwrap(),
            formula,
            line_kind: if fixed { LineKind::Fixed } else { LineKind::Mobile },
            installation_cost: if fixed { Cents(5_000) } else { Cents::ZERO },
            ..data("2024-01-15")
        }
    })
}

fn corrections() -> impl Strategy<Value = Correction> {
    let held = (
        option::of(select(Status::ALL)),
        option::weighted(0.3, select(vec!["A", "B", "C"])),
        option::weighted(0.3, subsequence(Category::ALL.to_vec(), 0..=5)),
        option::weighted(0.3, any::<bool>()),
        option::of(activations()),
    );
    let dates = (
        option::weighted(0.4, days()),
        option::weighted(0.2, days()),
        option::weighted(0.2, days()),
        option::weighted(0.4, days()),
        option::weighted(0.2, days()),
        option::weighted(0.3, days()),
    );
    (held, dates).prop_map(|(held, dates)| Correction {
        status: held.0,
        operator: held.1.map(operator),
        granted: held.2,
        confirmed: held.3,
        activation_data: held.4,
        right_begin_date: dates.0,
        right_end_date: dates.1,
        last_check_date: dates.2,
        application_date: dates.3,
        reduction_begin_date: dates.4,
        reduction_end_date: dates.5,
    })
}

/// What holds of a dossier, said once more and otherwise than the program says it.
fn assert_sound(before: &Dossier, decision: &Decision) {
    let next = &decision.next;
    let nobody = matches!(next.status, Status::Suspended | Status::Closed);
    assert_eq!(nobody, next.operator.is_none());
    assert_eq!(next.status == Status::AwaitingTransfer, next.transfer.is_some());
    // On each day at most one period grants, and after today the one that is open.
    for offset in 0..1_000 {
        let day = date("2022-01-01") + Days::new(offset);
        let granting = next.periods.iter().filter(|one| one.period.contains(day)).count();
        assert!(granting <= 1, "{day}: {granting} periods");
    }
    let open = next.periods.iter().filter(|one| one.period.until().is_none()).count();
    let waits = [Status::AwaitingDocuments, Status::AwaitingActivation].contains(&next.status);
    if nobody || waits {
        assert_eq!(open, 0, "{:?}", next.status);
    } else if next.status != Status::AwaitingTransfer {
        assert_eq!(open, 1, "{:?}", next.status);
    }
    // Nothing that was granted before the present reduction is touched, and no period goes away.
    assert!(next.periods.len() >= before.periods.len());
    let begin = before.reduction.as_ref().map_or(NaiveDate::MAX, Reduction::begin);
    for (was, is) in before.periods.iter().zip(&next.periods) {
        assert!(was.period.from() >= begin || was == is, "{was:?} became {is:?}");
    }
    assert_eq!(
        (next.number, next.person_id, next.version),
        (before.number, before.person_id, before.version + 1)
    );
    let asked = next.open_tasks.iter().filter(|task| task.kind == TaskKind::EnterMissingData);
    assert!(asked.count() <= 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_correction_that_is_accepted_leaves_a_sound_dossier(
        title in select(&SITUATIONS[..]),
        correction in corrections(),
    ) {
        let before = in_situation(title);
        if let Ok(decision) = correct(&World::new(), &before, correction) {
            assert_sound(&before, &decision);
            let broken = invariants(&decision.next, date(TODAY));
            prop_assert!(broken.is_empty(), "{broken:?}");
        }
    }
}

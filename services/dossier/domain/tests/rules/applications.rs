//! Applying: what the person has already, the household's place, the right.

use proptest::prelude::*;
use stts_dossier_domain::dates::BirthDate;
use stts_dossier_domain::dossier::{
    ApplicationKind, Apply, ChangeReason, Claim, Command, Dossier, Event, PersonFound, PlaceChange,
    PlaceKey, PlaceState, RecordedFacts, Status, check_right, gather,
};
use stts_dossier_domain::eligibility::{Fact, FactName, Outcome, Truth};
use stts_kernel::{Category, ErrorKind};

use crate::world::{
    World, aged, apply, confirm, data, date, household_id, on_living_wage, person_id, seller,
    with_a_lodger, young,
};

#[test]
fn who_is_entitled_waits_for_activation() {
    let decision =
        World::new().ask(None, &seller("A"), &apply(&aged(), None), "2024-01-15").unwrap();
    let dossier = &decision.next;
    assert_eq!(dossier.status, Status::AwaitingActivation);
    assert_eq!(dossier.category(), Some(Category::Age65));
    assert_eq!(dossier.right_begin_date, Some(date("2024-01-15")));
    assert_eq!(dossier.last_check_date, Some(date("2024-01-15")));
    assert_eq!(dossier.application.kind, ApplicationKind::New);
    assert_eq!((dossier.version, dossier.application.confirmed), (1, false));
    assert_eq!(decision.place, PlaceChange::Take(PlaceKey::household(household_id(1))));
    assert!(matches!(
        decision.events.as_slice(),
        [
            Event::DossierChanged { before: None, .. },
            Event::ApplicationReceived { outcome: Outcome::Entitled, .. }
        ]
    ));
}

#[test]
fn claims_decide_between_waiting_for_documents_and_refusal() {
    let world = World::new();
    for (claims, expected) in [
        (None, Ok(Status::AwaitingDocuments)),
        (Some(&[Claim::WarBlind][..]), Ok(Status::AwaitingDocuments)),
        (Some(&[Claim::Hearing][..]), Ok(Status::AwaitingDocuments)),
        (Some(&[Claim::ExclusiveSubscription][..]), Err(ErrorKind::NotEntitled)),
        (Some(&[][..]), Err(ErrorKind::NotEntitled)),
    ] {
        let answer = world.ask(None, &seller("A"), &apply(&young(), claims), "2024-01-15");
        let answer = answer.map(|decision| decision.next.status);
        assert_eq!(answer.map_err(|refused| refused.refusal.kind), expected, "{claims:?}");
    }
}

#[test]
fn an_undecided_right_names_what_is_missing_and_begins_later() {
    let dossier = World::new().applied(&young(), "2024-01-15");
    assert_eq!(dossier.status, Status::AwaitingDocuments);
    assert_eq!((dossier.right_begin_date, dossier.category()), (None, None));
    assert_eq!(
        dossier.application.missing,
        [FactName::ApprovedPhone, FactName::Hearing, FactName::HearingChild, FactName::WarBlind]
    );
}

#[test]
fn a_denied_right_is_told_with_its_articles_and_opens_no_dossier() {
    let answer = World::new().ask(None, &seller("A"), &apply(&young(), Some(&[])), "2024-01-15");
    let refused = answer.unwrap_err();
    let articles = &refused.refusal.metadata;
    assert_eq!(articles.len(), 5);
    assert!(articles.contains(&("AGE_65", "art. 22 §1, 1.2 1°".into())));
    assert_eq!(refused.next, None);
    let [Event::ApplicationRefused { refusal, reasons, .. }] = refused.events.as_slice() else {
        panic!("one letter is due: {:?}", refused.events);
    };
    assert_eq!((*refusal, reasons.len()), (ErrorKind::NotEntitled, 5));
}

#[test]
fn a_taken_place_refuses_before_the_right_is_looked_at() {
    for person in [aged(), young()] {
        let answer =
            World::taken().ask(None, &seller("A"), &apply(&person, Some(&[])), "2024-01-15");
        let refused = answer.unwrap_err();
        assert_eq!(refused.refusal.kind, ErrorKind::HouseholdAlreadyBenefits);
        assert!(refused.refusal.metadata.is_empty(), "it never says who");
        assert!(matches!(refused.events.as_slice(), [Event::ApplicationRefused { .. }]));
    }
}

#[test]
fn a_dossier_that_is_held_refuses_without_saying_by_whom() {
    let world = World::new();
    let waiting = world.applied(&aged(), "2024-01-15");
    let active = world.active("2024-01-15");
    for (dossier, caller, expected) in [
        (&waiting, "A", ErrorKind::DossierExists),
        (&waiting, "B", ErrorKind::DossierNotTransferable),
        (&active, "A", ErrorKind::DossierExists),
        (&active, "B", ErrorKind::TransferRequired),
    ] {
        let command = apply(&aged(), None);
        let answer = world.ask(Some(dossier), &seller(caller), &command, "2024-02-01");
        let refused = answer.unwrap_err();
        assert_eq!(refused.refusal.kind, expected, "{:?} by {caller}", dossier.status);
        let number = ("dossier_number", dossier.number.to_string());
        let named = refused.refusal.metadata.contains(&number);
        assert_eq!(named, expected == ErrorKind::DossierExists);
        assert!(refused.events.is_empty());
    }
}

/// Suspended, with a right that was checked on the application date.
fn suspended(world: &World, applied_on: &str) -> Dossier {
    let applied = world.applied(&aged(), applied_on);
    world.then(&applied, &Command::CancelApplication, applied_on)
}

#[test]
fn a_suspended_right_is_looked_at_again_after_two_years() {
    let world = World::new();
    let suspended = suspended(&world, "2024-01-15");
    let poor_no_more = with_a_lodger(aged());
    let reapply = |person: &PersonFound, claims: Option<&[Claim]>, today: &str| {
        let command = apply(person, claims);
        world.ask(Some(&suspended), &seller("B"), &command, today)
    };
    // The right still stands, although the lodger would deny it.
    let early = reapply(&poor_no_more, Some(&[]), "2026-01-14").unwrap();
    assert_eq!(early.next.status, Status::AwaitingActivation);
    assert_eq!(early.next.right_begin_date, Some(date("2024-01-15")));
    assert_eq!(early.next.last_check_date, Some(date("2024-01-15")));
    assert_eq!(early.next.application.kind, ApplicationKind::Reactivation);
    assert_eq!(early.next.application.date, date("2026-01-14"));
    assert_eq!((early.next.version, early.evaluated), (3, None));
    assert_eq!(early.next.number, suspended.number);
    // Two years later it is denied, left open, or granted anew.
    let undecided = reapply(&poor_no_more, None, "2026-01-15").unwrap();
    assert_eq!(undecided.next.status, Status::AwaitingDocuments);
    let granted = reapply(&aged(), None, "2026-01-15").unwrap();
    assert_eq!(granted.next.right_begin_date, Some(date("2024-01-15")));
    assert_eq!(granted.next.last_check_date, Some(date("2026-01-15")));
    let denied = reapply(&poor_no_more, Some(&[]), "2026-01-15").unwrap_err();
    assert_eq!(denied.refusal.kind, ErrorKind::NotEntitled);
    let closed = denied.next.unwrap();
    assert_eq!((closed.status, closed.version), (Status::Closed, 3));
    assert_eq!((closed.category(), closed.operator), (None, None));
    assert_eq!(closed.last_check_date, Some(date("2026-01-15")));
    assert_eq!(closed.right_end_date, Some(date("2026-01-15")));
    assert!(matches!(
        denied.events.as_slice(),
        [
            Event::ApplicationRefused { .. },
            Event::DossierChanged { reason: Some(ChangeReason::NotEntitled), .. }
        ]
    ));
}

#[test]
fn after_closed_everything_begins_anew_but_the_number() {
    let world = World::new();
    let applied = world.applied(&young(), "2024-01-15");
    let closed = world.then(&applied, &Command::CancelApplication, "2024-01-16");
    assert_eq!(closed.status, Status::Closed);
    let command = apply(&on_living_wage(), None);
    let again = world.ask(Some(&closed), &seller("B"), &command, "2024-03-01").unwrap().next;
    assert_eq!((again.number, again.status), (closed.number, Status::AwaitingActivation));
    assert_eq!(again.application.kind, ApplicationKind::New);
    assert_eq!(again.right_begin_date, Some(date("2024-03-01")));
    let denied = apply(&young(), Some(&[]));
    let refused = world.ask(Some(&closed), &seller("B"), &denied, "2024-03-01").unwrap_err();
    assert_eq!(refused.next, None, "CLOSED stays");
}

#[test]
fn collective_living_is_a_household_of_one() {
    let mut person = with_a_lodger(aged());
    person.statuses.collective_living = Truth::True.into();
    person.statuses.household_income_ok = Truth::False.into();
    let gathered = gather(&person, None, &RecordedFacts::default(), date("2024-01-15"));
    assert_eq!(gathered.place, PlaceKey::alone(person_id(1)));
    assert_eq!(gathered.facts.household.value, Some(Vec::new()));
    assert_eq!(gathered.facts.income_ok.value, Truth::True);
    person.statuses.collective_living = Truth::Unknown.into();
    let gathered = gather(&person, None, &RecordedFacts::default(), date("2024-01-15"));
    assert_eq!(gathered.place, PlaceKey::household(household_id(1)));
    assert_eq!(gathered.facts.income_ok.value, Truth::False);
}

#[test]
fn what_a_document_proved_is_not_asked_again() {
    let proved = Fact::from_source(Truth::True, "document", date("2020-01-01"));
    let recorded = RecordedFacts { war_blind: proved.clone(), ..RecordedFacts::default() };
    for claims in [None, Some(&[][..]), Some(&[Claim::WarBlind][..])] {
        let gathered = gather(&young(), claims, &recorded, date("2024-01-15"));
        assert_eq!(gathered.facts.war_blind, proved);
    }
    let claimed =
        gather(&young(), Some(&[Claim::Hearing]), &RecordedFacts::default(), date("2024-01-15"));
    assert_eq!(claimed.facts.hearing.value, Truth::Unknown);
    assert_eq!(claimed.facts.hearing_child.value, Truth::False);
    assert_eq!(claimed.facts.hearing_child.origin.unwrap().source, "claims");
    assert_eq!(claimed.facts.approved_phone.value, Truth::Unknown);
}

#[test]
fn a_year_of_birth_alone_may_leave_the_right_open() {
    let mut person = aged();
    person.snapshot.birth_date = BirthDate::new(1950, 0, 0).unwrap();
    let world = World::new();
    let statuses = ["2014-12-31", "2015-06-01", "2015-12-31"].map(|today| {
        let answer = world.ask(None, &seller("A"), &apply(&person, Some(&[])), today);
        answer.map(|decision| decision.next.status).ok()
    });
    assert_eq!(statuses, [None, Some(Status::AwaitingDocuments), Some(Status::AwaitingActivation)]);
}

proptest! {
    /// The question answers exactly what the application then does.
    #[test]
    fn checking_a_right_foretells_the_application(
        birth_year in 1930_i32..2010,
        lodger in any::<bool>(),
        statuses in prop::array::uniform5(0_usize..3),
        claims in prop::option::of(prop::sample::subsequence(Claim::ALL.to_vec(), 0..=4)),
        before in 0_usize..4,
        taken in any::<bool>(),
    ) {
        let world = World::new();
        let truths = [Truth::False, Truth::Unknown, Truth::True];
        let mut person = aged();
        person.snapshot.birth_date = BirthDate::new(birth_year, 0, 0).unwrap();
        let [collective, household, own, disabled, wage] = statuses.map(|i| truths[i].into());
        person.statuses.collective_living = collective;
        person.statuses.household_income_ok = household;
        person.statuses.own_income_ok = own;
        person.statuses.disabled_66 = disabled;
        person.statuses.living_wage = wage;
        let person = if lodger { with_a_lodger(person) } else { person };
        let held = world.applied(&aged(), "2024-01-15");
        let state = [
            None,
            Some(suspended(&world, "2021-01-15")),
            Some(held.clone()),
            Some(world.then(&held, &confirm(Some(data("2024-01-15"))), "2024-01-15")),
        ][before].clone();
        let world = if taken { World { place: PlaceState::Taken, ..world } } else { world };
        let command = Apply { person: person.clone(), claims: claims.clone() };
        let caller = seller("B");
        let context = world.context(&caller, "2024-02-01");
        let foretold = check_right(state.as_ref(), &command, &context);
        let done = world.ask(state.as_ref(), &caller, &apply(&person, claims.as_deref()), "2024-02-01");
        match (foretold, done) {
            (Ok(foretold), Ok(done)) => {
                prop_assert_eq!(foretold.granted, done.next.granted);
                prop_assert_eq!(foretold.missing, done.next.application.missing);
                let entitled = done.next.status == Status::AwaitingActivation;
                prop_assert_eq!(foretold.outcome == Outcome::Entitled, entitled);
                prop_assert_eq!(
                    foretold.first_possible_reduction_date,
                    entitled.then(|| date("2024-02-02"))
                );
            }
            (Err(foretold), Err(done)) => prop_assert_eq!(foretold.refusal, done.refusal),
            (foretold, done) => prop_assert!(false, "{:?} but {:?}", foretold, done),
        }
    }
}

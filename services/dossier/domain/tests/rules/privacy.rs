//! Nothing of a person shows itself by accident: whatever is printed for a developer says which
//! dossier it is and how far, and never who the person is or what entitles them.

use std::fmt::Debug;

use stts_dossier_domain::dates::{Age, BirthDate};
use stts_dossier_domain::dossier::{
    ActivationData, Address, Claim, Command, Contact, PersonFound, PhoneNumber, PlaceState,
    RecordedFacts, check_right, decide,
};
use stts_dossier_domain::eligibility::{Fact, HouseholdMember, Relation, Truth};
use stts_kernel::Formula;

use crate::world::{World, aged, apply, confirm, data, date, on_living_wage, seller};

/// Texts that stand nowhere but in what the canary is and what is known of them.
const CANARY: [&str; 15] = [
    "Peeters",
    "Zoë",
    "1950",
    "05-10",
    "Kanariestraat",
    "77bis",
    "Zichem",
    "canary@",
    "470123456",
    "CANARY-REF",
    "True",
    "LivingWage",
    "Hearing",
    "HEARING",
    "Grandchild",
];

fn assert_hidden(what: &impl Debug) {
    for printed in [format!("{what:?}"), format!("{what:#?}")] {
        for told in CANARY {
            assert!(!printed.contains(told), "`{told}` shows in {printed}");
        }
        assert!(!printed.is_empty());
    }
}

fn canary() -> PersonFound {
    let mut person = on_living_wage();
    person.snapshot.birth_date = BirthDate::new(1950, 5, 10).unwrap();
    person.snapshot.address = Some(Address {
        street: "Kanariestraat".into(),
        house_number: "77bis".into(),
        box_number: Some("77bis".into()),
        postal_code: "3271".into(),
        municipality: "Zichem".into(),
    });
    person.snapshot.contact =
        Contact { email: Some("canary@example.be".into()), phone: Some("0470123456".into()) };
    let mut member = HouseholdMember::new(Some(Relation::Grandchild), Age::exact(12));
    member.disabled_66 = Truth::True;
    person.household = Some(vec![member]).into();
    person
}

fn activation_data() -> ActivationData {
    let mut given = data("2020-03-02");
    given.phone_number = PhoneNumber::from_national("0470123456").unwrap();
    given.formula = Formula::LivingWageCredit;
    given.operator_reference = Some("CANARY-REF".into());
    given
}

#[test]
fn a_person_and_what_is_known_of_them() {
    let person = canary();
    assert_hidden(&person);
    assert_hidden(&person.snapshot);
    assert_hidden(&person.snapshot.birth_date);
    assert_hidden(&person.snapshot.address);
    assert_hidden(&person.snapshot.contact);
    assert_hidden(&person.household);
    assert_hidden(&person.household.value);
    assert_hidden(&person.statuses);
    assert_hidden(&Age::exact(1950));
    assert_hidden(&Fact::from_source(Truth::True, "document", date("2020-03-02")));
    let hearing = Fact::from_source(Truth::True, "document", date("2020-03-02"));
    assert_hidden(&RecordedFacts { hearing, ..RecordedFacts::default() });
}

#[test]
fn what_operators_give() {
    let given = activation_data();
    assert_hidden(&given.phone_number);
    assert_hidden(&given);
    assert_hidden(&confirm(Some(given.clone())));
    assert_hidden(&Command::CompleteActivationData { activation_data: Box::new(given) });
    assert_hidden(&apply(&canary(), Some(&[Claim::Hearing])));
}

#[test]
fn what_is_decided_and_told() {
    let world = World::new();
    let seller = seller("A");
    let claimed = apply(&canary(), Some(&[Claim::Hearing]));
    let decision = world.ask(None, &seller, &claimed, "2020-03-02").unwrap();
    assert_eq!(decision.next.granted.len(), 1, "the living wage entitles the canary");
    assert_hidden(&decision);
    assert_hidden(&decision.next);
    assert_hidden(&decision.events);
    assert_hidden(&decision.evaluated);

    let confirm = confirm(Some(activation_data()));
    let confirmed = world.ask(Some(&decision.next), &seller, &confirm, "2020-03-02").unwrap();
    assert_hidden(&confirmed);

    let mut undecided = canary();
    undecided.statuses.living_wage = Truth::False.into();
    undecided.snapshot.birth_date = BirthDate::new(1990, 1, 1).unwrap();
    let undecided = world.ask(None, &seller, &apply(&undecided, None), "2020-03-02").unwrap();
    assert!(!undecided.next.application.missing.is_empty());
    assert_hidden(&undecided);
    let asked =
        world.ask(Some(&undecided.next), &seller, &crate::world::confirm(None), "2020-03-02");
    assert_hidden(&asked.unwrap().events);
}

#[test]
fn what_is_refused_and_checked() {
    let world = World::new();
    let seller = seller("A");
    let mut denied = aged();
    denied.statuses.household_income_ok = Truth::False.into();
    let context = world.context(&seller, "2020-03-02");
    let refused = decide(None, &apply(&denied, Some(&[])), &context).unwrap_err();
    assert!(!refused.events.is_empty(), "the person hears of it");
    assert_hidden(&refused.events);
    assert_hidden(&refused.evaluated);

    let Command::Apply(asked) = apply(&canary(), None) else { unreachable!() };
    let check = check_right(None, &asked, &context).unwrap();
    assert_eq!(context.place, PlaceState::Free);
    assert_hidden(&check);
}

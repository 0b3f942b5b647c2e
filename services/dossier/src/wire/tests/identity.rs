//! What the identity service answers, and what it means for an application.

use chrono::NaiveDate;
use stts_contracts::common::v1 as common;
use stts_contracts::identity::v1 as contract;
use stts_dossier_domain::dates::{Age, BirthDate};
use stts_dossier_domain::dossier::{Language, PersonFound};
use stts_dossier_domain::eligibility::{Fact, IncomeCeiling, Relation, Truth};
use stts_kernel::Cents;

use crate::store::record::tests::full::date;
use crate::wire::identity::{Told, UnusableAnswer, person_found};

const CEILING: IncomeCeiling =
    IncomeCeiling { basic: Cents(2_000_000), per_member: Cents(400_000) };

fn today() -> NaiveDate {
    date("2024-03-01")
}

fn day(year: i32, month: i32, day: i32) -> common::Date {
    common::Date { year, month, day }
}

fn fact(truth: common::Truth) -> contract::Fact {
    let source = "HEALTH_INSURANCE".to_owned();
    contract::Fact { truth: truth.into(), source, as_of: Some(day(2024, 1, 1)) }
}

fn income(amount_cents: i64) -> contract::Income {
    let source = "TAX_ADMINISTRATION".to_owned();
    contract::Income { amount_cents, source, as_of: Some(day(2023, 12, 31)) }
}

fn housemate(relation: contract::Relation) -> contract::Housemate {
    contract::Housemate {
        relation: relation.into(),
        birth_date: Some(day(1990, 0, 0)),
        orphan_or_entrusted: common::Truth::Unspecified.into(),
        disabled_66: common::Truth::True.into(),
    }
}

fn answer() -> contract::FindPersonResponse {
    let person = contract::Person {
        person_id: "00000000-0000-0000-0000-000000000003".to_owned(),
        last_name: "Peeters".to_owned(),
        first_name: "Maria".to_owned(),
        birth_date: Some(day(1950, 7, 0)),
        language: common::Language::De.into(),
        address: None,
        household_id: "00000000-0000-0000-0000-000000000004".to_owned(),
        deceased_on: None,
    };
    let housemates = vec![
        housemate(contract::Relation::Stepchild),
        contract::Housemate { birth_date: None, ..housemate(contract::Relation::Unspecified) },
    ];
    let household = contract::Household { household_id: person.household_id.clone(), housemates };
    let facts = contract::Facts {
        collective_living: Some(fact(common::Truth::False)),
        increased_reimbursement: Some(fact(common::Truth::Unknown)),
        disabled_66: None,
        living_wage: Some(fact(common::Truth::True)),
        household_income: Some(income(2_800_000)),
        own_income: Some(income(2_000_001)),
    };
    contract::FindPersonResponse {
        person: Some(person),
        household: Some(household),
        facts: Some(facts),
    }
}

fn told(answer: &contract::FindPersonResponse) -> Told<'_> {
    (answer.person.as_ref(), answer.household.as_ref(), answer.facts.as_ref())
}

fn found(answer: &contract::FindPersonResponse) -> PersonFound {
    person_found(told(answer), CEILING, today()).unwrap()
}

#[test]
fn the_person_is_as_the_register_has_them() {
    let found = found(&answer());
    assert_eq!(found.person_id.uuid().as_u128(), 3);
    assert_eq!(found.household_id.uuid().as_u128(), 4);
    assert_eq!(found.snapshot.birth_date, BirthDate::new(1950, 7, 0).unwrap());
    assert_eq!(found.snapshot.language, Language::German);
}

#[test]
fn what_the_register_does_not_tell_of_a_housemate_is_unknown() {
    let found = found(&answer());
    let [child, stranger] = found.household.value.as_deref().unwrap() else {
        panic!("two live with the person")
    };
    assert_eq!(child.relation, Some(Relation::Stepchild));
    assert_eq!(child.age, Age::between(33, 34));
    assert_eq!((child.orphan_or_entrusted, child.disabled_66), (Truth::Unknown, Truth::True));
    assert_eq!((stranger.relation, stranger.age), (None, Age::UNKNOWN));
}

#[test]
fn every_fact_keeps_its_source_and_date() {
    let statuses = found(&answer()).statuses;
    let source = |truth| Fact::from_source(truth, "HEALTH_INSURANCE", date("2024-01-01"));
    assert_eq!(statuses.collective_living, source(Truth::False));
    assert_eq!(statuses.living_wage, source(Truth::True));
    assert_eq!(statuses.disabled_66, Fact::default());
    let taxes = |truth| Fact::from_source(truth, "TAX_ADMINISTRATION", date("2023-12-31"));
    assert_eq!(statuses.household_income_ok, taxes(Truth::True));
    assert_eq!(statuses.own_income_ok, taxes(Truth::Unknown));
}

#[test]
fn an_income_is_measured_by_the_size_of_the_household() {
    use common::Truth as Said;
    // Two people live with the person, unless nobody knows.
    for (amount, reimbursement, known, ok) in [
        (Some(2_800_000), Said::False, true, Truth::True),
        (Some(2_800_001), Said::False, true, Truth::False),
        (Some(2_800_001), Said::True, true, Truth::True),
        (None, Said::False, true, Truth::Unknown),
        (Some(2_000_000), Said::False, false, Truth::True),
        (Some(2_000_001), Said::False, false, Truth::Unknown),
        (Some(2_000_001), Said::True, false, Truth::True),
    ] {
        let mut answer = answer();
        let facts = answer.facts.as_mut().unwrap();
        facts.household_income = amount.map(income);
        facts.increased_reimbursement = Some(fact(reimbursement));
        answer.household = answer.household.filter(|_| known);
        let ok_found = found(&answer).statuses.household_income_ok.value;
        assert_eq!(ok_found, ok, "{amount:?} {reimbursement:?} {known}");
    }
}

#[test]
fn who_was_not_asked_about_is_unknown() {
    let bare = contract::FindPersonResponse { household: None, facts: None, ..answer() };
    let found = found(&bare);
    assert_eq!(found.household, Fact::default());
    assert_eq!(found.statuses.living_wage, Fact::default());
    assert_eq!(found.statuses.household_income_ok.value, Truth::Unknown);
}

#[test]
fn an_answer_that_cannot_be_used_names_the_field() {
    let mut cases = Vec::new();
    let mut case = |change: &dyn Fn(&mut contract::Person), fault| {
        let mut answer = answer();
        change(answer.person.as_mut().unwrap());
        cases.push((answer, fault));
    };
    case(&|person| person.deceased_on = Some(day(2024, 1, 1)), UnusableAnswer::Deceased);
    case(
        &|person| person.person_id = "3".to_owned(),
        UnusableAnswer::Malformed("person.person_id"),
    );
    case(&|person| person.household_id.clear(), UnusableAnswer::Malformed("person.household_id"));
    case(&|person| person.language = 0, UnusableAnswer::Malformed("person.language"));
    case(
        &|person| person.birth_date = Some(day(1950, 13, 1)),
        UnusableAnswer::Malformed("person.birth_date"),
    );
    for (answer, fault) in cases {
        assert_eq!(person_found(told(&answer), CEILING, today()), Err(fault));
    }
}

//! Facts in words, and a decision that would be another.

use chrono::DateTime;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dates::Age;
use stts_dossier_domain::eligibility::{Fact, Facts, HouseholdMember, Relation, Truth, evaluate};

use super::rules::rules;
use crate::app::Explanation;
use crate::ports::{DecisionTold, KeptEvaluation};
use crate::store::record::tests::full::date;
use crate::wire::answer;

/// An explanation of these facts, of which the replay finds what the other facts lead to.
fn explained(facts: &Facts, replayed: Option<&Facts>) -> contract::Explanation {
    let rules = rules();
    let row = &rules.eligibility.on(date("2024-03-01")).value;
    let kept = KeptEvaluation {
        number: 2,
        count: 3,
        decided_at: DateTime::UNIX_EPOCH,
        rules_version: "5f2a".to_owned(),
        facts: facts.clone(),
        told: DecisionTold::from(&evaluate(facts, row)),
    };
    let replayed = replayed.map(|facts| DecisionTold::from(&evaluate(facts, row)));
    answer::explanation(&Explanation { kept, replayed })
}

fn value(facts: &Facts, name: &str) -> String {
    let told = explained(facts, None);
    told.facts.into_iter().find(|fact| fact.name == name).unwrap().value
}

#[test]
fn an_age_is_told_as_far_as_it_is_known() {
    for (age, told) in
        [(Age::exact(67), "67"), (Age::between(64, 65), "64-65"), (Age::UNKNOWN, "0+")]
    {
        let facts = Facts { age: age.into(), ..Facts::unknown() };
        assert_eq!(value(&facts, "age"), told);
    }
}

#[test]
fn a_household_is_told_member_by_member() {
    let child = HouseholdMember::new(Some(Relation::Child), Age::exact(12));
    let somebody = HouseholdMember::new(None, Age::UNKNOWN);
    for (household, told) in [
        (None, "UNKNOWN"),
        (Some(vec![]), "NOBODY"),
        (Some(vec![child, somebody]), "CHILD 12, UNKNOWN 0+"),
    ] {
        let facts = Facts { household: household.into(), ..Facts::unknown() };
        assert_eq!(value(&facts, "household"), told);
    }
}

#[test]
fn a_fact_names_its_source_and_date() {
    let known = Fact::from_source(Truth::True, "document", date("2024-02-29"));
    let facts = Facts { living_wage: known, ..Facts::unknown() };
    let told = explained(&facts, None);
    let fact = told.facts.iter().find(|fact| fact.name == "living_wage").unwrap();
    assert_eq!((fact.value.as_str(), fact.source.as_str()), ("TRUE", "document"));
    assert_eq!(fact.date.map(|date| (date.year, date.month, date.day)), Some((2024, 2, 29)));
    let unasked = told.facts.iter().find(|fact| fact.name == "hearing").unwrap();
    assert_eq!((unasked.source.as_str(), unasked.date), ("", None));
}

#[test]
fn a_replay_is_the_same_another_or_impossible() {
    let unknown = Facts::unknown();
    let blind = Facts { war_blind: Truth::True.into(), ..Facts::unknown() };
    for (replayed, expected) in [
        (None, contract::Replay::RulesMissing),
        (Some(&unknown), contract::Replay::Same),
        (Some(&blind), contract::Replay::Different),
    ] {
        let told = explained(&unknown, replayed);
        assert_eq!(told.replay(), expected);
        assert_eq!(told.decision.unwrap().decision(), contract::Decision::Undecided);
        assert_eq!(told.replayed.is_some(), replayed.is_some());
    }
    let entitled = explained(&blind, None).decision.unwrap();
    assert_eq!(entitled.decision(), contract::Decision::Entitled);
}

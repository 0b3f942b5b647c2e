//! A decision can be explained and replayed from its record alone and the rules that it names.

use proptest::prelude::*;
use stts_dossier_domain::dates::Age;
use stts_dossier_domain::dossier::Evaluated;
use stts_dossier_domain::eligibility::{
    EligibilityRules, Fact, Facts, HouseholdMember, Relation, Truth, evaluate,
};

use super::full::date;
use super::generated;
use crate::store::record::{EvaluatedRecord, Json};

fn rules() -> EligibilityRules {
    EligibilityRules {
        age_years: 65,
        companion_age_years: 60,
        descendant_max_age_years: None,
        disabled_age_years: 18,
        disabled_max_companions: 2,
    }
}

fn evaluate_of(facts: Facts) -> Evaluated {
    let evaluation = evaluate(&facts, &rules());
    Evaluated { facts, evaluation, rules_version: "5f2a".to_owned() }
}

pub(super) fn evaluated() -> Evaluated {
    let register = |value| Fact::from_source(value, "national register", date("2024-03-01"));
    let housemates = vec![HouseholdMember::new(Some(Relation::Child), Age::exact(30))];
    evaluate_of(Facts {
        age: Fact::from_source(Age::between(64, 65), "national register", date("2024-03-01")),
        household: Fact::from_source(Some(housemates), "national register", date("2024-03-01")),
        collective_living: register(Truth::False),
        war_blind: Fact::from_source(Truth::Unknown, "claims", date("2024-03-01")),
        ..Facts::unknown()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_replay_makes_the_same_record(facts in generated::facts()) {
        let text = EvaluatedRecord::from(&evaluate_of(facts.clone())).to_json().unwrap();
        let record = EvaluatedRecord::from_json(&text).unwrap();
        let read = record.facts().unwrap();
        prop_assert_eq!(&read, &facts);
        prop_assert_eq!(record.rules_version(), "5f2a");
        prop_assert!(EvaluatedRecord::from(&evaluate_of(read)) == record);
    }
}

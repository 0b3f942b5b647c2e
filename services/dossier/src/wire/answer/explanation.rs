//! A decision explained: each fact in words, each reason with its article.

use stts_chassis::fields::{date_message, timestamp};
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dates::Age;
use stts_dossier_domain::eligibility::{Fact, FactName, Facts, HouseholdMember, Truth};

use crate::app::Explanation;
use crate::ports::{DecisionTold, GroundTold};
use crate::wire::words;

/// The explanation.
pub fn explanation(explanation: &Explanation) -> contract::Explanation {
    let Explanation { kept, replayed } = explanation;
    let replay = match replayed {
        None => contract::Replay::RulesMissing,
        Some(replayed) if *replayed == kept.told => contract::Replay::Same,
        Some(_) => contract::Replay::Different,
    };
    contract::Explanation {
        evaluation: i64::try_from(kept.number).unwrap_or(i64::MAX),
        decided_at: Some(timestamp(kept.decided_at)),
        rules_version: kept.rules_version.clone(),
        facts: facts(&kept.facts),
        decision: Some(decision(&kept.told)),
        replay: replay.into(),
        replayed: replayed.as_ref().map(decision),
    }
}

fn decision(told: &DecisionTold) -> contract::ExplainedDecision {
    contract::ExplainedDecision {
        decision: words::outcome(told.decision).into(),
        grounds: told.grounds.iter().map(ground).collect(),
        missing_facts: told.missing.iter().map(|fact| fact.name().to_owned()).collect(),
        internet: words::truth(told.internet).into(),
    }
}

fn ground(ground: &GroundTold) -> contract::ExplainedGround {
    let condition = |(condition, truth): &(String, Truth)| contract::ExplainedCondition {
        condition: condition.clone(),
        met: words::truth(*truth).into(),
    };
    contract::ExplainedGround {
        category: words::category(ground.category).into(),
        article: ground.article.clone(),
        granted: words::truth(ground.truth).into(),
        conditions: ground.conditions.iter().map(condition).collect(),
    }
}

/// In the alphabetical order of their names.
fn facts(facts: &Facts) -> Vec<contract::ExplainedFact> {
    FactName::ALL.iter().map(|name| explained(*name, facts)).collect()
}

fn explained(name: FactName, facts: &Facts) -> contract::ExplainedFact {
    let known = |fact: &Fact<Truth>| fact_in_words(name, fact, |truth| truth_in_words(*truth));
    match name {
        FactName::Age => fact_in_words(name, &facts.age, |age| age_in_words(*age)),
        FactName::Household => fact_in_words(name, &facts.household, |household| {
            household.as_deref().map_or_else(|| truth_in_words(Truth::Unknown), housemates)
        }),
        FactName::ApprovedPhone => known(&facts.approved_phone),
        FactName::CollectiveLiving => known(&facts.collective_living),
        FactName::Disabled66 => known(&facts.disabled_66),
        FactName::ExclusiveSubscription => known(&facts.exclusive_subscription),
        FactName::Hearing => known(&facts.hearing),
        FactName::HearingChild => known(&facts.hearing_child),
        FactName::IncomeOk => known(&facts.income_ok),
        FactName::LivingWage => known(&facts.living_wage),
        FactName::WarBlind => known(&facts.war_blind),
    }
}

fn fact_in_words<T>(
    name: FactName,
    fact: &Fact<T>,
    value: impl FnOnce(&T) -> String,
) -> contract::ExplainedFact {
    let origin = fact.origin.as_ref();
    contract::ExplainedFact {
        name: name.name().to_owned(),
        value: value(&fact.value),
        source: origin.map(|origin| origin.source.clone()).unwrap_or_default(),
        date: origin.map(|origin| date_message(origin.date)),
    }
}

fn truth_in_words(truth: Truth) -> String {
    let word = match truth {
        Truth::True => "TRUE",
        Truth::False => "FALSE",
        Truth::Unknown => "UNKNOWN",
    };
    word.to_owned()
}

fn age_in_words(age: Age) -> String {
    let at_least = age.at_least();
    match age.at_most() {
        Some(at_most) if at_most == at_least => at_least.to_string(),
        Some(at_most) => format!("{at_least}-{at_most}"),
        None => format!("{at_least}+"),
    }
}

fn housemates(members: &[HouseholdMember]) -> String {
    let member = |member: &HouseholdMember| {
        let relation = member.relation.map_or("UNKNOWN", |relation| relation.name());
        format!("{relation} {}", age_in_words(member.age))
    };
    if members.is_empty() {
        return "NOBODY".to_owned();
    }
    members.iter().map(member).collect::<Vec<_>>().join(", ")
}

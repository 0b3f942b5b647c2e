//! Whether a person is entitled, and why.

use chrono::NaiveDate;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::Rules;
use stts_dossier_domain::eligibility::{Evaluation, FactName, Facts, Reason, evaluate};
use stts_kernel::Category;

use crate::wire::words;

/// The decision with its grounds.
pub fn evaluation(evaluation: &Evaluation) -> contract::Evaluation {
    contract::Evaluation {
        decision: words::decision(evaluation.decision).map_or(0, Into::into),
        grounds: evaluation.reasons.iter().map(ground).collect(),
        missing_facts: names(&evaluation.missing),
    }
}

/// A right that stands from an earlier check, and is not evaluated again: the categories that it
/// rests on, each with the article under which the law has it now.
pub fn standing_right(
    granted: &[Category],
    rules: &Rules,
    today: NaiveDate,
) -> contract::Evaluation {
    let articles = evaluate(&Facts::unknown(), &rules.eligibility.on(today).value).reasons;
    let grounds = articles.iter().filter(|reason| granted.contains(&reason.category));
    contract::Evaluation {
        decision: contract::Decision::Entitled.into(),
        grounds: grounds
            .map(|reason| contract::Ground {
                outcome: contract::GroundOutcome::Granted.into(),
                ..ground(reason)
            })
            .collect(),
        missing_facts: Vec::new(),
    }
}

/// What was found for a category.
pub fn ground(reason: &Reason) -> contract::Ground {
    contract::Ground {
        category: words::category(reason.category).into(),
        article: reason.article.to_owned(),
        outcome: words::ground_outcome(reason.truth).into(),
    }
}

/// Facts by name, sorted.
fn names(facts: &[FactName]) -> Vec<String> {
    let mut names: Vec<_> = facts.iter().map(|fact| fact.name().to_owned()).collect();
    names.sort();
    names
}

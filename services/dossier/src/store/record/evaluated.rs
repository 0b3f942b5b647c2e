//! An evaluation of a right: the facts as they were, what followed from them, and under which rules.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dossier::Evaluated;
use stts_dossier_domain::eligibility::{Condition, Facts, Outcome, Reason, Truth};

use super::corrupt::{CorruptRecord, nested};
use super::fact::FactsRecord;
use super::{VERSION, name};
use crate::ports::{DecisionTold, GroundTold};

/// Mirrors [`Evaluated`]. What followed is kept in the words of its day, articles included, and is
/// only read by people; a replay takes the [`facts`](Self::facts) and the rules of
/// [`rules_version`](Self::rules_version), and must make the same record. It never prints.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluatedRecord {
    v: u32,
    rules_version: String,
    facts: FactsRecord,
    decision: String,
    missing: Vec<String>,
    internet: String,
    reasons: Vec<ReasonRecord>,
}

/// Mirrors [`Reason`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonRecord {
    category: String,
    article: String,
    truth: String,
    conditions: Vec<ConditionRecord>,
}

/// A condition, and whether it was met.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionRecord {
    condition: String,
    truth: String,
}

impl EvaluatedRecord {
    /// The version of the rule set under which it was evaluated.
    pub fn rules_version(&self) -> &str {
        &self.rules_version
    }

    /// The facts as they were, to evaluate them again.
    pub fn facts(&self) -> Result<Facts, CorruptRecord> {
        if self.v == VERSION {
            nested("facts", self.facts.clone())
        } else {
            Err(CorruptRecord::at("v"))
        }
    }
}

impl EvaluatedRecord {
    /// What was decided, in the words of its day.
    pub fn told(&self) -> Result<DecisionTold, CorruptRecord> {
        const OUTCOMES: [Outcome; 3] = [Outcome::Entitled, Outcome::Denied, Outcome::Undecided];
        let decision = OUTCOMES.into_iter().find(|outcome| outcome.name() == self.decision);
        Ok(DecisionTold {
            decision: decision.ok_or_else(|| CorruptRecord::at("decision"))?,
            grounds: self.reasons.iter().map(ReasonRecord::told).collect::<Result<_, _>>()?,
            missing: name::read_all("missing", &self.missing)?,
            internet: name::read("internet", &self.internet)?,
        })
    }
}

impl ReasonRecord {
    fn told(&self) -> Result<GroundTold, CorruptRecord> {
        let condition = |found: &ConditionRecord| {
            Ok((found.condition.clone(), name::read("conditions.truth", &found.truth)?))
        };
        Ok(GroundTold {
            category: name::read("reasons.category", &self.category)?,
            article: self.article.clone(),
            truth: name::read("reasons.truth", &self.truth)?,
            conditions: self.conditions.iter().map(condition).collect::<Result<_, _>>()?,
        })
    }
}

impl From<&Evaluated> for EvaluatedRecord {
    fn from(evaluated: &Evaluated) -> Self {
        let Evaluated { facts, evaluation, rules_version } = evaluated;
        Self {
            v: VERSION,
            rules_version: rules_version.clone(),
            facts: FactsRecord::from(facts),
            decision: evaluation.decision.name().to_owned(),
            missing: name::write_all(&evaluation.missing),
            internet: name::write(evaluation.internet),
            reasons: evaluation.reasons.iter().map(ReasonRecord::from).collect(),
        }
    }
}

impl From<&Reason> for ReasonRecord {
    fn from(reason: &Reason) -> Self {
        let Reason { category, article, truth, conditions } = reason;
        Self {
            category: name::write(*category),
            article: (*article).to_owned(),
            truth: name::write(*truth),
            conditions: conditions.iter().map(|found| ConditionRecord::from(*found)).collect(),
        }
    }
}

impl From<(Condition, Truth)> for ConditionRecord {
    fn from((condition, truth): (Condition, Truth)) -> Self {
        Self { condition: condition.name().to_owned(), truth: name::write(truth) }
    }
}

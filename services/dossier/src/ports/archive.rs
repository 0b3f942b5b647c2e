//! What was: the states of dossiers, the notes on them, and the decisions with their rules.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use stts_dossier_domain::dossier::Dossier;
use stts_dossier_domain::eligibility::{Evaluation, FactName, Facts, Outcome, Reason, Truth};
use stts_kernel::{Category, DossierNumber, ErrorKind, OperatorId, PersonId};
use uuid::Uuid;

/// As of when a dossier is asked for: what was there by both, where both are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AsOf {
    /// At the end of a day in Brussels.
    pub date: Option<NaiveDate>,
    /// After an entry of its history: the version that it made.
    pub version: Option<u64>,
}

/// What an agent of BIPT noted.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// The note.
    pub note_id: Uuid,
    /// The dossier.
    pub dossier_number: DossierNumber,
    /// The version that the dossier had.
    pub version: u64,
    /// When.
    pub written_at: DateTime<Utc>,
    /// Who.
    pub user: Option<String>,
    /// What; it may tell anything about a person.
    pub text: String,
}

stts_kernel::hidden_debug!(Note);

/// A decision about a right in the words of its day, articles included.
#[derive(Clone, PartialEq, Eq)]
pub struct DecisionTold {
    /// The decision.
    pub decision: Outcome,
    /// What was found for each category.
    pub grounds: Vec<GroundTold>,
    /// The facts that were missing.
    pub missing: Vec<FactName>,
    /// Whether an internet formula may be had.
    pub internet: Truth,
}

/// What was found for a category.
#[derive(Clone, PartialEq, Eq)]
pub struct GroundTold {
    /// The category.
    pub category: Category,
    /// Its article.
    pub article: String,
    /// Whether it was granted.
    pub truth: Truth,
    /// Its conditions by name, and whether each was met.
    pub conditions: Vec<(String, Truth)>,
}

impl From<&Evaluation> for DecisionTold {
    fn from(evaluation: &Evaluation) -> Self {
        let Evaluation { decision, reasons, missing, internet } = evaluation;
        Self {
            decision: *decision,
            grounds: reasons.iter().map(GroundTold::from).collect(),
            missing: missing.clone(),
            internet: *internet,
        }
    }
}

impl From<&Reason> for GroundTold {
    fn from(reason: &Reason) -> Self {
        let Reason { category, article, truth, conditions } = reason;
        let conditions = conditions.iter().map(|(one, truth)| (one.name().to_owned(), *truth));
        Self {
            category: *category,
            article: (*article).to_owned(),
            truth: *truth,
            conditions: conditions.collect(),
        }
    }
}

/// An evaluation of a person's right, as it was kept.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptEvaluation {
    /// Which of the person's, from 1.
    pub number: u64,
    /// How many there are.
    pub count: u64,
    /// When it was decided.
    pub decided_at: DateTime<Utc>,
    /// The version of the rules.
    pub rules_version: String,
    /// The facts as they were.
    pub facts: Facts,
    /// What was decided.
    pub told: DecisionTold,
}

stts_kernel::hidden_debug!(DecisionTold, GroundTold, KeptEvaluation);

/// Reads what was.
#[async_trait]
pub trait Archive: Send + Sync {
    /// The dossier as it was then; of one operator's applications only when it is named. None when
    /// there was none.
    async fn as_of(
        &self,
        number: DossierNumber,
        operator: Option<&OperatorId>,
        as_of: AsOf,
    ) -> Result<Option<Dossier>, ErrorKind>;

    /// The notes on a dossier while it had the versions from the first to the last, oldest first.
    async fn notes(
        &self,
        number: DossierNumber,
        versions: (u64, u64),
    ) -> Result<Vec<Note>, ErrorKind>;

    /// The evaluation of that number, from 1; the last where none is named, or it is beyond.
    async fn evaluation(
        &self,
        person_id: PersonId,
        number: Option<u64>,
    ) -> Result<Option<KeptEvaluation>, ErrorKind>;

    /// The rules that were kept under a version.
    async fn rule_set(&self, version: &str) -> Result<Option<String>, ErrorKind>;
}

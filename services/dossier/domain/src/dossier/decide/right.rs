//! The right of an application: evaluated, or taken over from a suspended dossier.

use chrono::NaiveDate;
use stts_kernel::{Category, ErrorKind, Refusal};

use crate::dossier::{Apply, Context, Dossier, Evaluated, RecordedFacts, Status, gather};
use crate::eligibility::{Evaluation, FactName, Outcome, Truth, evaluate};

/// The right with which a dossier begins to wait: granted, or waiting for documents.
pub(super) struct Right {
    pub(super) status: Status,
    pub(super) granted: Vec<Category>,
    pub(super) missing: Vec<FactName>,
    pub(super) internet: Truth,
    pub(super) begin_date: Option<NaiveDate>,
}

/// Evaluates the right of the person found, with what documents proved before.
pub(super) fn evaluated(
    state: Option<&Dossier>,
    apply: &Apply,
    context: &Context<'_>,
) -> Evaluated {
    let nothing = RecordedFacts::default();
    let recorded = state.map_or(&nothing, |dossier| &dossier.recorded);
    let claims = apply.claims.as_deref();
    let facts = gather(&apply.person, claims, recorded, context.today).facts;
    let rules = context.rules.eligibility.on(context.today);
    let evaluation = evaluate(&facts, &rules.value);
    Evaluated { facts, evaluation, rules_version: context.rules.version.clone() }
}

/// A suspended right is evaluated anew only if its last check is two years old or more (domain,
/// section 3; annex art. 22 §2); no other right is taken over.
pub(super) fn still_checked(dossier: &Dossier, context: &Context<'_>) -> bool {
    let next_check = dossier.next_verification_date(context.rules);
    dossier.status == Status::Suspended && next_check.is_some_and(|date| context.today < date)
}

/// The refusal of a denied right: each category with its article.
pub(super) fn not_entitled(evaluation: &Evaluation) -> Refusal {
    let reasons = evaluation.reasons.iter();
    let metadata = reasons.map(|reason| (reason.category.name(), reason.article.to_owned()));
    Refusal::with(ErrorKind::NotEntitled, metadata.collect())
}

/// The right that a suspended dossier still has.
pub(super) fn kept(suspended: &Dossier) -> Right {
    Right {
        status: Status::AwaitingActivation,
        granted: suspended.granted.clone(),
        missing: Vec::new(),
        internet: suspended.internet,
        begin_date: suspended.right_begin_date,
    }
}

/// The right that an evaluation establishes or leaves open; none when it is denied. Its begin date
/// is kept through suspension, and new after CLOSED (domain, section 2).
pub(super) fn established(
    state: Option<&Dossier>,
    evaluation: &Evaluation,
    today: NaiveDate,
) -> Option<Right> {
    let suspended = state.filter(|dossier| dossier.status == Status::Suspended);
    let begun = suspended.and_then(|dossier| dossier.right_begin_date);
    let (status, begin_date) = match evaluation.decision {
        Outcome::Entitled => (Status::AwaitingActivation, Some(begun.unwrap_or(today))),
        Outcome::Undecided => (Status::AwaitingDocuments, None),
        Outcome::Denied => return None,
    };
    Some(Right {
        status,
        granted: evaluation.granted(),
        missing: evaluation.missing.clone(),
        internet: evaluation.internet,
        begin_date,
    })
}

pub(super) fn outcome(status: Status) -> Outcome {
    if status == Status::AwaitingActivation { Outcome::Entitled } else { Outcome::Undecided }
}

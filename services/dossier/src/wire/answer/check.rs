//! What Apply would answer.

use chrono::NaiveDate;
use stts_chassis::fields::date_message;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{Rules, Status};
use stts_dossier_domain::eligibility::Outcome;

use super::{evaluation, standing_right};
use crate::app::Check;
use crate::wire::words;

/// The answer of `CheckRight`; a denied right is a refusal, and never comes here.
pub fn check_right(check: &Check, rules: &Rules, today: NaiveDate) -> contract::CheckRightResponse {
    let right = &check.right;
    let evaluation = match &right.evaluated {
        Some(evaluated) => evaluation(&evaluated.evaluation),
        None => standing_right(&right.granted, rules, today),
    };
    let number = check.existing.as_ref().map(|dossier| dossier.number.to_string());
    contract::CheckRightResponse {
        evaluation: Some(evaluation),
        dossier_number: number.unwrap_or_default(),
        status: status_after(right.outcome).map_or(0, |status| words::status(status).into()),
        first_reduction_date: right.first_possible_reduction_date.map(date_message),
    }
}

/// Where Apply would lead (domain, section 3).
const fn status_after(outcome: Outcome) -> Option<Status> {
    match outcome {
        Outcome::Entitled => Some(Status::AwaitingActivation),
        Outcome::Undecided => Some(Status::AwaitingDocuments),
        Outcome::Denied => None,
    }
}

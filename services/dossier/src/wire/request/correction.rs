//! Corrections of dossiers, and their approval.

use chrono::NaiveDate;
use stts_chassis::fields::{self, Fields};
use stts_contracts::common::v1::Date;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::Correction;
use stts_kernel::{Category, OperatorId, Refusal};
use uuid::Uuid;

use super::activation_data;
use super::dossier::{OnDossier, head};
use super::value::listed;
use crate::app::Proposal;
use crate::wire::words;

/// A correction that is proposed.
pub fn correct_dossier(
    request: &contract::CorrectDossierRequest,
) -> Result<OnDossier<Proposal>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    let given = fields.required("correction", request.correction.as_ref());
    let correction = given.and_then(|given| correction(&mut fields, given));
    let reason = request.reason.clone();
    fields.finish(|| Some(head?.with(Proposal { correction: correction?, reason })))
}

/// Which correction is approved.
pub fn approve_correction(
    request: &contract::ApproveCorrectionRequest,
) -> Result<(Uuid, Uuid), Refusal> {
    let mut fields = Fields::of(request);
    let request_id = fields.take("request_id", fields::uuid(&request.request_id));
    let correction_id = fields.take("correction_id", fields::uuid(&request.correction_id));
    fields.finish(|| Some((request_id?, correction_id?)))
}

fn correction(fields: &mut Fields, given: &contract::Correction) -> Option<Correction> {
    let operator = Some(&given.operator_id).filter(|operator| !operator.is_empty());
    let operator = operator
        .map(|operator| fields.take("correction.operator_id", OperatorId::new(operator.as_str())));
    let activation_data = given.activation_data.as_ref();
    let activation_data =
        activation_data::within(fields, "correction.activation_data", activation_data);
    let mut day = |field: &str, date: Option<&Date>| -> Option<Option<NaiveDate>> {
        let Some(date) = date else { return Some(None) };
        fields.take(&format!("correction.{field}"), fields::date(date)).map(Some)
    };
    let right_begin_date = day("right_begin_date", given.right_begin_date.as_ref());
    let right_end_date = day("right_end_date", given.right_end_date.as_ref());
    let last_check_date = day("last_check_date", given.last_check_date.as_ref());
    let application_date = day("application_date", given.application_date.as_ref());
    let begin_date = day("reduction_begin_date", given.reduction_begin_date.as_ref());
    let end_date = day("reduction_end_date", given.reduction_end_date.as_ref());
    Some(Correction {
        // Unspecified stays as it is.
        status: listed(given.status, words::status_of).ok(),
        operator: match operator {
            Some(operator) => Some(operator?),
            None => None,
        },
        right_begin_date: right_begin_date?,
        right_end_date: right_end_date?,
        granted: given.granted.as_ref().map(granted),
        last_check_date: last_check_date?,
        application_date: application_date?,
        confirmed: given.confirmed,
        activation_data: activation_data?,
        reduction_begin_date: begin_date?,
        reduction_end_date: end_date?,
    })
}

/// In the order in which a dossier has them; the contract refuses what is none.
fn granted(given: &contract::GrantedCategories) -> Vec<Category> {
    let named =
        |category: &Category| given.categories.contains(&i32::from(words::category(*category)));
    Category::ALL.iter().copied().filter(named).collect()
}

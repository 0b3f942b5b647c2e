//! Requests on a dossier in its life: modifications and stops.

use chrono::NaiveDate;
use stts_chassis::fields::{self, Fields};
use stts_contracts::common::v1::Date;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::Modification;
use stts_kernel::Refusal;

use super::dossier::{OnDossier, head};
use super::modification::modification;

/// What changes, and when. What the mask does not name is not looked at.
pub fn modify_dossier(
    request: &contract::ModifyDossierRequest,
) -> Result<OnDossier<Modification>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    let date = request.modification_date.as_ref().map(fields::date);
    let date = fields.optional("modification_date", date);
    let given = request.update_mask.as_ref().zip(request.dossier.as_ref());
    let modification =
        given.map(|(mask, changes)| modification(&mut fields, &mask.paths, changes, date));
    fields.finish(|| Some(head?.with(modification?)))
}

/// Whose last action is taken back.
pub fn cancel_last_action(
    request: &contract::CancelLastActionRequest,
) -> Result<OnDossier<()>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    fields.into_result(head)
}

/// On which day the reduction stops.
pub fn stop_reduction(
    request: &contract::StopReductionRequest,
) -> Result<OnDossier<NaiveDate>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    let date = end_date(&mut fields, request.end_date.as_ref());
    fields.finish(|| Some(head?.with(date?)))
}

/// From which day on the conditions of the right are not met.
pub fn stop_right(request: &contract::StopRightRequest) -> Result<OnDossier<NaiveDate>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    let date = end_date(&mut fields, request.end_date.as_ref());
    fields.finish(|| Some(head?.with(date?)))
}

fn end_date(fields: &mut Fields, date: Option<&Date>) -> Option<NaiveDate> {
    let date = fields.required("end_date", date)?;
    fields.take("end_date", fields::date(date))
}

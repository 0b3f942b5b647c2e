//! Requests on one dossier.

use stts_chassis::fields::{self, Fields};
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::ActivationData;
use stts_kernel::{DossierNumber, Refusal};
use uuid::Uuid;

use super::activation_data;

/// A mutating request on a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDossier<T> {
    /// The request's id.
    pub request_id: Uuid,
    /// The dossier.
    pub number: DossierNumber,
    /// The etag of the dossier as the caller knows it.
    pub etag: Option<String>,
    /// What is given with it.
    pub given: T,
}

/// A confirmation, with the activation data when they are known already.
pub fn confirm_application(
    request: &contract::ConfirmApplicationRequest,
) -> Result<OnDossier<Option<ActivationData>>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    let data = activation_data::optional(&mut fields, request.activation_data.as_ref());
    fields.finish(|| Some(head?.with(data?)))
}

/// A cancellation.
pub fn cancel_application(
    request: &contract::CancelApplicationRequest,
) -> Result<OnDossier<()>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    fields.into_result(head)
}

/// The activation data of a confirmed application.
pub fn complete_activation_data(
    request: &contract::CompleteActivationDataRequest,
) -> Result<OnDossier<ActivationData>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    let data = activation_data::required(&mut fields, request.activation_data.as_ref());
    fields.finish(|| Some(head?.with(data?)))
}

/// Which dossier.
pub fn get_dossier(request: &contract::GetDossierRequest) -> Result<DossierNumber, Refusal> {
    let mut fields = Fields::of(request);
    let number = number(&mut fields, &request.dossier_number);
    fields.into_result(number)
}

/// On which dossier.
pub fn list_allowed_actions(
    request: &contract::ListAllowedActionsRequest,
) -> Result<DossierNumber, Refusal> {
    let mut fields = Fields::of(request);
    let number = number(&mut fields, &request.dossier_number);
    fields.into_result(number)
}

/// A dossier number under the path that all requests give it.
pub(super) fn number(fields: &mut Fields, text: &str) -> Option<DossierNumber> {
    fields.take("dossier_number", text.parse::<DossierNumber>())
}

/// What every mutating request on a dossier begins with.
pub(super) fn head(
    fields: &mut Fields,
    request_id: &str,
    dossier_number: &str,
    etag: &str,
) -> Option<OnDossier<()>> {
    let request_id = fields.take("request_id", fields::uuid(request_id));
    let number = number(fields, dossier_number);
    let etag = Some(etag.to_owned()).filter(|etag| !etag.is_empty());
    Some(OnDossier { request_id: request_id?, number: number?, etag, given: () })
}

impl OnDossier<()> {
    pub(super) fn with<T>(self, given: T) -> OnDossier<T> {
        let Self { request_id, number, etag, given: () } = self;
        OnDossier { request_id, number, etag, given }
    }
}

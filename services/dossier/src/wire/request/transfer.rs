//! Requests by which a dossier changes hands, and the token that leads from one to the other.

use stts_chassis::fields::{self, Fields};
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::ActivationData;
use stts_kernel::{DossierNumber, PersonId, Refusal};
use stts_store::{SealBroken, Vault, page_token};
use uuid::Uuid;

use super::activation_data;
use super::applicant::required_applicant;
use super::dossier::number;
use crate::app::{Admission, Applicant, Refreshing};

/// Seconds for which a transfer token admits, by the machine's clock (manual, chapter 6: the person is
/// there while it is done).
const VALID_SECONDS: u64 = 600;

/// Whose token it is, and when it is looked at.
#[derive(Clone, Copy)]
pub struct Bearer<'a> {
    /// What seals.
    pub vault: &'a Vault,
    /// The caller's party.
    pub party: &'a str,
    /// The machine's clock: seconds since 1970.
    pub now_seconds: u64,
}

/// A transfer to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmTransfer {
    /// The request's id.
    pub request_id: Uuid,
    /// What the token admits to; nothing when it is broken, another's or too old.
    pub admission: Option<Admission>,
    /// The activation data, when they are known already.
    pub activation_data: Option<ActivationData>,
}

/// Person data to take over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshPersonData {
    /// The request's id.
    pub request_id: Uuid,
    /// Whose.
    pub whose: Refreshing,
    /// The etag of the dossier as the caller knows it.
    pub etag: Option<String>,
}

/// Whose dossier is to be taken over.
pub fn prepare_transfer(request: &contract::PrepareTransferRequest) -> Result<Applicant, Refusal> {
    let mut fields = Fields::of(request);
    let applicant = required_applicant(&mut fields, request.applicant.as_ref());
    fields.into_result(applicant)
}

/// What was prepared, with the activation data when they are known already.
pub fn confirm_transfer(
    request: &contract::ConfirmTransferRequest,
    bearer: Bearer<'_>,
) -> Result<ConfirmTransfer, Refusal> {
    let mut fields = Fields::of(request);
    let request_id = fields.take("request_id", fields::uuid(&request.request_id));
    let data = activation_data::optional(&mut fields, request.activation_data.as_ref());
    let admission = admission(&request.transfer_token, bearer);
    fields.finish(|| {
        Some(ConfirmTransfer { request_id: request_id?, admission, activation_data: data? })
    })
}

/// Exactly one of number and token is given; the contract refuses none and both.
pub fn refresh_person_data(
    request: &contract::RefreshPersonDataRequest,
    bearer: Bearer<'_>,
) -> Result<RefreshPersonData, Refusal> {
    let mut fields = Fields::of(request);
    let request_id = fields.take("request_id", fields::uuid(&request.request_id));
    let etag = Some(request.etag.clone()).filter(|etag| !etag.is_empty());
    let whose = if request.transfer_token.is_empty() {
        number(&mut fields, &request.dossier_number).map(Refreshing::Dossier)
    } else {
        Some(Refreshing::TakingOver(admission(&request.transfer_token, bearer)))
    };
    fields.finish(|| Some(RefreshPersonData { request_id: request_id?, whose: whose?, etag }))
}

/// The token that admits its bearer to a dossier from now on: dossier, version, person, and until when.
pub fn transfer_token(admission: Admission, bearer: Bearer<'_>) -> Result<String, SealBroken> {
    let Admission { number, version, person_id } = admission;
    let until = bearer.now_seconds + VALID_SECONDS;
    let numbers = [number.get(), version, until].map(u64::to_be_bytes);
    let content = [numbers.as_flattened(), person_id.uuid().as_bytes()].concat();
    page_token::seal(bearer.vault, &owner(bearer.party), &content)
}

fn admission(token: &str, bearer: Bearer<'_>) -> Option<Admission> {
    let content = page_token::open(bearer.vault, &owner(bearer.party), token).ok()?;
    let (number, rest) = content.split_first_chunk()?;
    let (version, rest) = rest.split_first_chunk()?;
    let (until, person_id) = rest.split_first_chunk()?;
    let [number, version, until] = [number, version, until].map(|one| u64::from_be_bytes(*one));
    let number = format!("{number:010}").parse::<DossierNumber>().ok()?;
    let person_id = PersonId::from(Uuid::from_slice(person_id).ok()?);
    let is_valid = bearer.now_seconds < until;
    is_valid.then_some(Admission { number, version, person_id })
}

/// A token of another operator does not open, nor one that was made for something else.
fn owner(party: &str) -> String {
    format!("a transfer to {party}")
}

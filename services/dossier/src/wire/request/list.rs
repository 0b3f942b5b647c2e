//! Requests for a page of a list.

use stts_chassis::fields::{self, Fields};
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::PhoneNumber;
use stts_kernel::{ApplicationId, DossierNumber, Refusal};
use thiserror::Error;

use super::dossier::number;
use crate::ports::{Criterion, Page};

/// The rows of a page when the request does not say.
const DEFAULT_SIZE: u64 = 50;

/// Not a token that an earlier page gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not the token of a page")]
struct InvalidPageToken;

/// Whose history, and which part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHistory {
    /// The dossier.
    pub number: DossierNumber,
    /// Only this application's.
    pub application_id: Option<ApplicationId>,
    /// Which part.
    pub page: Page,
}

/// What to find dossiers by, and which part of them.
pub fn find_dossiers(
    request: &contract::FindDossiersRequest,
) -> Result<(Criterion, Page), Refusal> {
    let mut fields = Fields::of(request);
    let criterion = criterion(&mut fields, request);
    let page = page(&mut fields, request.page_size, &request.page_token);
    fields.finish(|| Some((criterion?, page?)))
}

/// Whose history.
pub fn list_history(request: &contract::ListHistoryRequest) -> Result<ListHistory, Refusal> {
    let mut fields = Fields::of(request);
    let number = number(&mut fields, &request.dossier_number);
    let application_id =
        Some(&request.application_id).filter(|id| !id.is_empty()).map(|id| fields::uuid(id));
    let application_id = fields.optional("application_id", application_id);
    let page = page(&mut fields, request.page_size, &request.page_token);
    fields.finish(|| {
        let application_id = application_id?.map(ApplicationId::from);
        Some(ListHistory { number: number?, application_id, page: page? })
    })
}

/// The token of the page after a key; empty after the last page.
pub fn page_token(next_after: Option<u64>) -> String {
    next_after.map(|after| format!("{after:016x}")).unwrap_or_default()
}

/// Exactly one criterion is given; the contract refuses none and several.
fn criterion(fields: &mut Fields, request: &contract::FindDossiersRequest) -> Option<Criterion> {
    if !request.dossier_number.is_empty() {
        number(fields, &request.dossier_number).map(Criterion::Number)
    } else if !request.phone_number.is_empty() {
        let number = PhoneNumber::from_national(&request.phone_number);
        fields.take("phone_number", number).map(Criterion::Phone)
    } else {
        let reference = request.operator_reference.trim().to_owned();
        Some(Criterion::OperatorReference(reference))
    }
}

fn page(fields: &mut Fields, size: i32, token: &str) -> Option<Page> {
    let after = if token.is_empty() { Ok(0) } else { key(token) };
    let after = fields.take("page_token", after);
    let size = u64::try_from(size).ok().filter(|size| *size > 0).unwrap_or(DEFAULT_SIZE);
    Some(Page { after: after?, size })
}

fn key(token: &str) -> Result<u64, InvalidPageToken> {
    let key = u64::from_str_radix(token, 16).map_err(|_| InvalidPageToken)?;
    if page_token(Some(key)) == token { Ok(key) } else { Err(InvalidPageToken) }
}

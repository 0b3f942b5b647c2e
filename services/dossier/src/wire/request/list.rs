//! Requests for a page of a list.

use stts_chassis::fields::{self, Fields};
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::PhoneNumber;
use stts_kernel::{ApplicationId, DossierNumber, Refusal};
use stts_store::{SealBroken, Vault, page, page_token};

use super::dossier::number;
use crate::ports::{Criterion, Page};

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
    party: &str,
    vault: &Vault,
) -> Result<(Criterion, Page), Refusal> {
    let mut fields = Fields::of(request);
    let criterion = criterion(&mut fields, request);
    let page = criterion.as_ref().and_then(|criterion| {
        let list = found_by(party, criterion);
        page(&mut fields, (vault, &list), (request.page_size, &request.page_token))
    });
    fields.finish(|| Some((criterion?, page?)))
}

/// Whose history.
pub fn list_history(
    request: &contract::ListHistoryRequest,
    party: &str,
    vault: &Vault,
) -> Result<ListHistory, Refusal> {
    let mut fields = Fields::of(request);
    let number = number(&mut fields, &request.dossier_number);
    let application_id =
        Some(&request.application_id).filter(|id| !id.is_empty()).map(|id| fields::uuid(id));
    let application_id = fields.optional("application_id", application_id);
    let application_id = application_id.map(|id| id.map(ApplicationId::from));
    let page = number.zip(application_id).and_then(|(number, application_id)| {
        let list = history_of(party, number, application_id);
        page(&mut fields, (vault, &list), (request.page_size, &request.page_token))
    });
    fields.finish(|| {
        Some(ListHistory { number: number?, application_id: application_id?, page: page? })
    })
}

/// The token of the page after a key of this list; empty after the last page.
pub fn page_token(
    vault: &Vault,
    list: &str,
    next_after: Option<u64>,
) -> Result<String, SealBroken> {
    let seal = |after: u64| page_token::seal(vault, list, &after.to_be_bytes());
    next_after.map(seal).transpose().map(Option::unwrap_or_default)
}

/// The dossiers that a caller finds, as one text to which their page tokens are bound.
pub fn found_by(party: &str, criterion: &Criterion) -> String {
    match criterion {
        Criterion::Number(number) => format!("FindDossiers {party} number {number}"),
        Criterion::OperatorReference(text) => format!("FindDossiers {party} reference {text}"),
        Criterion::Phone(number) => format!("FindDossiers {party} phone {number}"),
    }
}

/// The history that a caller reads, as one text to which its page tokens are bound.
pub fn history_of(
    party: &str,
    number: DossierNumber,
    application_id: Option<ApplicationId>,
) -> String {
    let application = application_id.map(|id| id.to_string()).unwrap_or_default();
    format!("ListHistory {party} {number} {application}")
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

pub(super) fn page(
    fields: &mut Fields,
    list: (&Vault, &str),
    (size, token): (i32, &str),
) -> Option<Page> {
    let key = |key: &[u8]| key.try_into().ok().map(u64::from_be_bytes);
    let after = page::after(fields, list, token, key)?;
    Some(Page { after: after.unwrap_or_default(), size: page::size(size).into() })
}

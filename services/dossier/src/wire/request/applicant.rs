//! The person who applies.

use stts_chassis::fields::{self, Fields};
use stts_contracts::common::v1 as common;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{Address, Claim, Contact};
use stts_kernel::Refusal;
use uuid::Uuid;

use super::value::{birth_date, listed, optional_text};
use crate::app::Applicant;
use crate::ports::PersonSearch;
use crate::wire::words;

/// An application: its request id, and who applies.
pub fn apply(request: &contract::ApplyRequest) -> Result<(Uuid, Applicant), Refusal> {
    let mut fields = Fields::of(request);
    let request_id = fields.take("request_id", fields::uuid(&request.request_id));
    let applicant = required_applicant(&mut fields, request.applicant.as_ref());
    fields.finish(|| Some((request_id?, applicant?)))
}

/// A check without an application: about whom.
pub fn check_right(request: &contract::CheckRightRequest) -> Result<Applicant, Refusal> {
    let mut fields = Fields::of(request);
    let applicant = required_applicant(&mut fields, request.applicant.as_ref());
    fields.into_result(applicant)
}

/// The person, who must be given.
pub(super) fn required_applicant(
    fields: &mut Fields,
    applicant: Option<&contract::Applicant>,
) -> Option<Applicant> {
    let applicant = fields.required("applicant", applicant)?;
    let last_name = name(fields, "applicant.last_name", &applicant.last_name);
    let first_name = name(fields, "applicant.first_name", &applicant.first_name);
    let birth = fields.required("applicant.birth_date", applicant.birth_date.as_ref());
    let birth = birth.and_then(|date| fields.take("applicant.birth_date", birth_date(date)));
    let language = listed(applicant.language, words::language_of);
    let language = fields.take("applicant.language", language);
    let claims = claims(fields, applicant.claims.as_ref());
    Some(Applicant {
        search: PersonSearch {
            last_name: last_name?,
            first_name: first_name?,
            birth_date: birth?,
            address: applicant.address.as_ref().and_then(address),
        },
        language: language?,
        contact: contact(applicant.contact.as_ref()),
        claims: claims?,
    })
}

fn name(fields: &mut Fields, path: &str, name: &str) -> Option<String> {
    fields.required(path, optional_text(name))
}

/// An address in which nothing is given is none.
fn address(address: &common::Address) -> Option<Address> {
    let text = |text: &str| optional_text(text).unwrap_or_default();
    let address = Address {
        street: text(&address.street),
        house_number: text(&address.house_number),
        box_number: optional_text(&address.r#box),
        postal_code: text(&address.postal_code),
        municipality: text(&address.municipality),
    };
    Some(address).filter(|address| *address != Address::default())
}

/// How to reach a person; what is not given is not there.
pub(super) fn contact(contact: Option<&contract::Contact>) -> Contact {
    contact.map_or_else(Contact::default, |contact| Contact {
        email: optional_text(&contact.email),
        phone: optional_text(&contact.phone_number),
    })
}

/// What is claimed. No claims given and an empty list of claims are different answers: the first
/// leaves everything unknown, the second denies everything (domain, section 4.1).
#[expect(clippy::option_option, reason = "not given and bad are different answers")]
fn claims(fields: &mut Fields, claims: Option<&contract::Claims>) -> Option<Option<Vec<Claim>>> {
    let Some(claims) = claims else { return Some(None) };
    let claimed: Option<Vec<Claim>> = (claims.claims.iter().enumerate())
        .map(|(index, claim)| {
            let path = format!("applicant.claims.claims[{index}]");
            fields.take(&path, listed(*claim, words::claim_of))
        })
        // Every one is looked at, so that every bad one is named.
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    claimed.map(Some)
}

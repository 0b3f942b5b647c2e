//! The question.

use stts_contracts::common::v1::{Address as AddressMessage, CallContext, Date};
use stts_contracts::identity::v1::{FindPersonRequest, GetPersonRequest, Include};
use stts_dossier_domain::dossier::Address;
use stts_kernel::PersonId;

use crate::ports::PersonSearch;

/// Asks for a person with household and social statuses: all that an application needs, in one
/// consultation.
pub fn find_person(search: &PersonSearch, context: CallContext) -> FindPersonRequest {
    let birth_date = search.birth_date;
    FindPersonRequest {
        context: Some(context),
        last_name: search.last_name.clone(),
        first_name: search.first_name.clone(),
        birth_date: Some(Date {
            year: birth_date.year(),
            month: birth_date.month().cast_signed(),
            day: birth_date.day().cast_signed(),
        }),
        address: search.address.as_ref().map(address),
        include: vec![Include::Household.into(), Include::Facts.into()],
    }
}

/// Asks for the person behind an id, with the same.
pub fn get_person(person_id: PersonId, context: CallContext) -> GetPersonRequest {
    GetPersonRequest {
        context: Some(context),
        person_id: person_id.to_string(),
        include: vec![Include::Household.into(), Include::Facts.into()],
    }
}

fn address(address: &Address) -> AddressMessage {
    AddressMessage {
        street: address.street.clone(),
        house_number: address.house_number.clone(),
        r#box: address.box_number.clone().unwrap_or_default(),
        postal_code: address.postal_code.clone(),
        municipality: address.municipality.clone(),
    }
}

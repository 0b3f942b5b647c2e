//! The person of a dossier.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dossier::{Address, Contact, PersonSnapshot};

use super::corrupt::CorruptRecord;
use super::{date, name};

/// Mirrors [`PersonSnapshot`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonRecord {
    last_name: String,
    first_name: String,
    birth_date: String,
    address: Option<AddressRecord>,
    language: String,
    contact: ContactRecord,
}

/// Mirrors [`Address`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AddressRecord {
    street: String,
    house_number: String,
    box_number: Option<String>,
    postal_code: String,
    municipality: String,
}

/// Mirrors [`Contact`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactRecord {
    email: Option<String>,
    phone: Option<String>,
}

impl From<&PersonSnapshot> for PersonRecord {
    fn from(person: &PersonSnapshot) -> Self {
        let PersonSnapshot { last_name, first_name, birth_date, address, language, contact } =
            person;
        Self {
            last_name: last_name.clone(),
            first_name: first_name.clone(),
            birth_date: date::write_birth_date(*birth_date),
            address: address.as_ref().map(AddressRecord::from),
            language: name::write(*language),
            contact: ContactRecord::from(contact),
        }
    }
}

impl TryFrom<PersonRecord> for PersonSnapshot {
    type Error = CorruptRecord;

    fn try_from(record: PersonRecord) -> Result<Self, CorruptRecord> {
        Ok(Self {
            birth_date: date::read_birth_date("birth_date", &record.birth_date)?,
            language: name::read("language", &record.language)?,
            last_name: record.last_name,
            first_name: record.first_name,
            address: record.address.map(Address::from),
            contact: Contact::from(record.contact),
        })
    }
}

impl From<&Address> for AddressRecord {
    fn from(address: &Address) -> Self {
        let Address { street, house_number, box_number, postal_code, municipality } = address;
        Self {
            street: street.clone(),
            house_number: house_number.clone(),
            box_number: box_number.clone(),
            postal_code: postal_code.clone(),
            municipality: municipality.clone(),
        }
    }
}

impl From<AddressRecord> for Address {
    fn from(record: AddressRecord) -> Self {
        Self {
            street: record.street,
            house_number: record.house_number,
            box_number: record.box_number,
            postal_code: record.postal_code,
            municipality: record.municipality,
        }
    }
}

impl From<&Contact> for ContactRecord {
    fn from(contact: &Contact) -> Self {
        let Contact { email, phone } = contact;
        Self { email: email.clone(), phone: phone.clone() }
    }
}

impl From<ContactRecord> for Contact {
    fn from(record: ContactRecord) -> Self {
        Self { email: record.email, phone: record.phone }
    }
}

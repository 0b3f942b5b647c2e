//! From a request to what a use case takes. Every bad field is named at once, and never its value.

use stts_chassis::fields::{self, Fields};
use stts_contracts::common::v1::{Address, Date};
use stts_contracts::identity::v1 as contract;
use stts_identity_domain::{AddressRefinement, BirthDate, NormalizedName, PersonSearch};
use stts_kernel::{DossierNumber, PersonId, Refusal};

use super::call::call;
use crate::app::{Include, Known};
use crate::ports::Call;

const A_BIRTH_DATE: &str = "is a date of the calendar, or a year with month and day 0";
const NO_LETTER: &str = "has no letter";

/// Whom to find, for what, and what to tell beside.
pub fn find_person(
    request: &contract::FindPersonRequest,
) -> Result<(Call, PersonSearch, Include), Refusal> {
    let mut fields = Fields::of(request);
    let call = call(&mut fields, request.context.as_ref());
    name(&mut fields, "last_name", &request.last_name);
    name(&mut fields, "first_name", &request.first_name);
    let date = fields.required("birth_date", request.birth_date.as_ref());
    let date =
        date.and_then(|date| fields.take("birth_date", birth_date(date).ok_or(A_BIRTH_DATE)));
    let include = include(&request.include);
    fields.finish(|| {
        let address = request.address.as_ref().map(refinement);
        let search = PersonSearch::new(&request.last_name, &request.first_name, date?, address);
        Some((call?, search.ok()?, include))
    })
}

/// Whom an agent looks for, and for which dossier.
pub fn find_persons(
    request: &contract::FindPersonsRequest,
) -> Result<(Known, Option<DossierNumber>), Refusal> {
    let mut fields = Fields::of(request);
    let number = Some(&request.dossier_number).filter(|number| !number.is_empty());
    let number = number.map(|number| number.parse::<DossierNumber>());
    let dossier_number = fields.optional("dossier_number", number);
    let known = if let Some(named) = &request.name {
        name_and_birth_date(&mut fields, named).map(Known::Name)
    } else {
        fields.take("national_number", request.national_number.parse()).map(Known::Number)
    };
    fields.finish(|| Some((known?, dossier_number?)))
}

fn name_and_birth_date(
    fields: &mut Fields,
    named: &contract::NameAndBirthDate,
) -> Option<PersonSearch> {
    name(fields, "name.last_name", &named.last_name);
    name(fields, "name.first_name", &named.first_name);
    let date = named.birth_date.as_ref()?;
    let date = fields.take("name.birth_date", birth_date(date).ok_or(A_BIRTH_DATE))?;
    PersonSearch::new(&named.last_name, &named.first_name, date, None).ok()
}

/// About whom, for what, and what to tell beside.
pub fn get_person(
    request: &contract::GetPersonRequest,
) -> Result<(Call, PersonId, Include), Refusal> {
    let mut fields = Fields::of(request);
    let call = call(&mut fields, request.context.as_ref());
    let person_id = fields.take("person_id", fields::uuid(&request.person_id));
    let include = include(&request.include);
    fields.finish(|| Some((call?, person_id?.into(), include)))
}

/// About whose household, and for what.
pub fn get_household(request: &contract::GetHouseholdRequest) -> Result<(Call, PersonId), Refusal> {
    let mut fields = Fields::of(request);
    let call = call(&mut fields, request.context.as_ref());
    let person_id = fields.take("person_id", fields::uuid(&request.person_id));
    fields.finish(|| Some((call?, person_id?.into())))
}

/// About whose social statuses, and for what.
pub fn get_facts(request: &contract::GetFactsRequest) -> Result<(Call, PersonId), Refusal> {
    let mut fields = Fields::of(request);
    let call = call(&mut fields, request.context.as_ref());
    let person_id = fields.take("person_id", fields::uuid(&request.person_id));
    fields.finish(|| Some((call?, person_id?.into())))
}

fn name(fields: &mut Fields, path: &str, name: &str) {
    if NormalizedName::new(name).is_empty() {
        fields.add(path, NO_LETTER);
    }
}

/// The year alone may be known to who asks, but not the month without the day (domain, section 4.1).
fn birth_date(date: &Date) -> Option<BirthDate> {
    let together = (date.month == 0) == (date.day == 0);
    let year = u16::try_from(date.year).ok()?;
    let month = u8::try_from(date.month).ok()?;
    let day = u8::try_from(date.day).ok()?;
    BirthDate::new(year, month, day).ok().filter(|_| together)
}

/// The box and the municipality do not choose: the first is left out as often as not, and the second
/// has as many names as languages.
fn refinement(address: &Address) -> AddressRefinement {
    let given = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
    AddressRefinement {
        postal_code: given(&address.postal_code),
        street: given(&address.street),
        house_number: given(&address.house_number),
    }
}

fn include(include: &[i32]) -> Include {
    let asked = |one: contract::Include| include.contains(&one.into());
    Include {
        household: asked(contract::Include::Household),
        facts: asked(contract::Include::Facts),
    }
}

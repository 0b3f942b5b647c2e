//! The shape of the file's lines.

use chrono::NaiveDate;
use serde::Serialize;
use stts_identity_domain::{Address, BirthDate, Fact, HouseholdPosition, SocialFacts};
use stts_kernel::Cents;

use super::{PopulationHousehold, PopulationSettings, Resident};

/// What the first line calls itself.
pub(super) const FORMAT: &str = "stts-population";
/// Raised when the lines change in a way that an older reader would misunderstand.
pub(super) const FORMAT_VERSION: u64 = 1;
/// The position of the one to whom the others are related.
pub(super) const REFERENCE: &str = "REFERENCE";

#[derive(Serialize)]
pub(super) struct HeaderLine {
    format: &'static str,
    format_version: u64,
    persons: u64,
    seed: u64,
    reference_date: String,
}

#[derive(Serialize)]
pub(super) struct HouseholdLine<'a> {
    household: &'a str,
    collective: bool,
    residents: Vec<ResidentText<'a>>,
}

#[derive(Serialize)]
struct ResidentText<'a> {
    number: String,
    last_name: &'a str,
    first_names: &'a str,
    birth_date: String,
    language: &'static str,
    position: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<AddressText<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deceased_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    orphan_or_entrusted: Option<bool>,
    facts: FactsText,
}

#[derive(Serialize)]
struct AddressText<'a> {
    street: &'a str,
    house_number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    box_number: Option<&'a str>,
    postal_code: &'a str,
    municipality: &'a str,
}

#[derive(Serialize)]
struct FactsText {
    collective_living: FactText<bool>,
    increased_reimbursement: FactText<bool>,
    household_income_cents: FactText<i64>,
    own_income_cents: FactText<i64>,
    disabled_66: FactText<bool>,
    living_wage: FactText<bool>,
}

#[derive(Serialize)]
struct FactText<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<T>,
    as_of: String,
}

impl From<&PopulationSettings> for HeaderLine {
    fn from(settings: &PopulationSettings) -> Self {
        Self {
            format: FORMAT,
            format_version: FORMAT_VERSION,
            persons: settings.persons(),
            seed: settings.seed(),
            reference_date: date_text(settings.reference_date()),
        }
    }
}

impl<'a> From<&'a PopulationHousehold> for HouseholdLine<'a> {
    fn from(household: &'a PopulationHousehold) -> Self {
        Self {
            household: household.key.expose(),
            collective: household.collective,
            residents: household.residents.iter().map(ResidentText::from).collect(),
        }
    }
}

impl<'a> From<&'a Resident> for ResidentText<'a> {
    fn from(resident: &'a Resident) -> Self {
        let person = &resident.person;
        Self {
            number: person.number.expose(),
            last_name: &person.last_name,
            first_names: &person.first_names,
            birth_date: birth_date_text(person.birth_date),
            language: person.language.name(),
            position: position_name(resident.position),
            address: person.address.as_ref().map(AddressText::from),
            deceased_on: person.deceased_on.map(date_text),
            orphan_or_entrusted: person.orphan_or_entrusted,
            facts: FactsText::from(&resident.facts),
        }
    }
}

impl<'a> From<&'a Address> for AddressText<'a> {
    fn from(address: &'a Address) -> Self {
        Self {
            street: &address.street,
            house_number: &address.house_number,
            box_number: address.box_number.as_deref(),
            postal_code: &address.postal_code,
            municipality: &address.municipality,
        }
    }
}

impl From<&SocialFacts> for FactsText {
    fn from(facts: &SocialFacts) -> Self {
        Self {
            collective_living: fact_text(&facts.collective_living, |value| value),
            increased_reimbursement: fact_text(&facts.increased_reimbursement, |value| value),
            household_income_cents: fact_text(&facts.household_income, |Cents(cents)| cents),
            own_income_cents: fact_text(&facts.own_income, |Cents(cents)| cents),
            disabled_66: fact_text(&facts.disabled_66, |value| value),
            living_wage: fact_text(&facts.living_wage, |value| value),
        }
    }
}

/// The source is not written: each fact has its own, which the reader knows.
fn fact_text<T: Copy, U>(fact: &Fact<T>, plain: fn(T) -> U) -> FactText<U> {
    FactText { value: fact.value.map(plain), as_of: date_text(fact.as_of) }
}

fn date_text(date: NaiveDate) -> String {
    date.to_string()
}

fn birth_date_text(date: BirthDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

const fn position_name(position: HouseholdPosition) -> &'static str {
    match position {
        HouseholdPosition::Reference => REFERENCE,
        HouseholdPosition::RelativeOfReference(relation) => relation.name(),
    }
}

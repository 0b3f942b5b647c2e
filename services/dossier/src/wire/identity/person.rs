//! The person found.

use chrono::NaiveDate;
use stts_chassis::fields;
use stts_contracts::common::v1 as common;
use stts_contracts::identity::v1 as contract;
use stts_dossier_domain::dates::{Age, BirthDate};
use stts_dossier_domain::dossier::{Address, Contact, PersonFound, PersonSnapshot};
use stts_dossier_domain::eligibility::{Fact, HouseholdMember, IncomeCeiling, Truth};
use thiserror::Error;
use uuid::Uuid;

use super::statuses::statuses;
use crate::wire::words;

/// The register, as the source of a household.
const REGISTER: &str = "national register";

/// An answer of the identity service that cannot be used; it names the field, and never its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UnusableAnswer {
    /// The person is dead: for an application the same as nobody.
    #[error("the person is dead")]
    Deceased,
    /// The answer breaks its contract.
    #[error("the identity service's answer is malformed at {0}")]
    Malformed(&'static str),
}

/// What the identity service tells of a person, whether they were searched for or known.
pub type Told<'a> =
    (Option<&'a contract::Person>, Option<&'a contract::Household>, Option<&'a contract::Facts>);

/// What an application needs of the person found: who they are, with whom they live, and what the
/// sources tell. The ceiling of the household's income is the row that holds today.
pub fn person_found(
    (person, household, facts): Told<'_>,
    ceiling: IncomeCeiling,
    today: NaiveDate,
) -> Result<PersonFound, UnusableAnswer> {
    let person = person.ok_or(UnusableAnswer::Malformed("person"))?;
    if person.deceased_on.is_some() {
        return Err(UnusableAnswer::Deceased);
    }
    let household = self::household(household, today)?;
    let housemates = household.value.as_ref().map(Vec::len);
    let facts = facts.cloned().unwrap_or_default();
    Ok(PersonFound {
        person_id: id("person.person_id", &person.person_id)?.into(),
        snapshot: snapshot(person)?,
        household_id: id("person.household_id", &person.household_id)?.into(),
        household,
        statuses: statuses(&facts, housemates, ceiling)?,
    })
}

fn id(field: &'static str, text: &str) -> Result<Uuid, UnusableAnswer> {
    fields::uuid(text).map_err(|_| UnusableAnswer::Malformed(field))
}

/// How to reach the person is the operator's to tell, not the register's.
fn snapshot(person: &contract::Person) -> Result<PersonSnapshot, UnusableAnswer> {
    let language = common::Language::try_from(person.language).ok().and_then(words::language_of);
    let birth = person.birth_date.as_ref().ok_or(UnusableAnswer::Malformed("person.birth_date"))?;
    Ok(PersonSnapshot {
        last_name: person.last_name.clone(),
        first_name: person.first_name.clone(),
        birth_date: birth_date("person.birth_date", birth)?,
        address: person.address.as_ref().map(address),
        language: language.ok_or(UnusableAnswer::Malformed("person.language"))?,
        contact: Contact::default(),
    })
}

/// The register may know the year alone, or the year and the month.
fn birth_date(field: &'static str, date: &common::Date) -> Result<BirthDate, UnusableAnswer> {
    let part = |number: i32| u32::try_from(number).ok();
    part(date.month)
        .zip(part(date.day))
        .and_then(|(month, day)| BirthDate::new(date.year, month, day).ok())
        .ok_or(UnusableAnswer::Malformed(field))
}

fn address(address: &common::Address) -> Address {
    Address {
        street: address.street.clone(),
        house_number: address.house_number.clone(),
        box_number: Some(address.r#box.clone()).filter(|text| !text.is_empty()),
        postal_code: address.postal_code.clone(),
        municipality: address.municipality.clone(),
    }
}

fn household(
    household: Option<&contract::Household>,
    today: NaiveDate,
) -> Result<Fact<Option<Vec<HouseholdMember>>>, UnusableAnswer> {
    let Some(household) = household else { return Ok(Fact::default()) };
    let members = household.housemates.iter().map(|housemate| member(housemate, today));
    let members = members.collect::<Result<Vec<_>, _>>()?;
    Ok(Fact::from_source(Some(members), REGISTER, today))
}

/// What the register does not tell of a housemate is unknown.
fn member(
    housemate: &contract::Housemate,
    today: NaiveDate,
) -> Result<HouseholdMember, UnusableAnswer> {
    const BIRTH_DATE: &str = "household.housemates.birth_date";
    let birth = housemate.birth_date.as_ref().map(|date| birth_date(BIRTH_DATE, date));
    let relation = contract::Relation::try_from(housemate.relation).ok();
    let truth = |number| {
        let truth = common::Truth::try_from(number).ok().and_then(words::truth_of);
        truth.unwrap_or(Truth::Unknown)
    };
    Ok(HouseholdMember {
        relation: relation.and_then(words::relation_of),
        age: birth.transpose()?.map_or(Age::UNKNOWN, |birth| birth.age_on(today)),
        orphan_or_entrusted: truth(housemate.orphan_or_entrusted),
        disabled_66: truth(housemate.disabled_66),
    })
}

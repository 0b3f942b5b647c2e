//! From what a use case gives to an answer. The national number and the household's key have no field
//! to go to.

use stts_chassis::fields::date_message;
use stts_contracts::common::v1::{Address as AddressMessage, Date};
use stts_contracts::identity::v1 as contract;
use stts_identity_domain::{Address, BirthDate, Fact, Household, Housemate, Person, SocialFacts};
use stts_kernel::{Cents, HouseholdId};

use super::words;
use crate::app::{Entry, FoundPersons, HouseholdFound};
use crate::ports::Ids;

/// The person found, with what was asked for beside.
pub fn find_person(entry: &Entry) -> contract::FindPersonResponse {
    let (person, household, facts) = parts(entry);
    contract::FindPersonResponse { person: Some(person), household, facts }
}

/// The person, with what was asked for beside.
pub fn get_person(entry: &Entry) -> contract::GetPersonResponse {
    let (person, household, facts) = parts(entry);
    contract::GetPersonResponse { person: Some(person), household, facts }
}

/// The household.
pub fn get_household(found: &HouseholdFound) -> contract::GetHouseholdResponse {
    let household = household(found.household_id, &found.household);
    contract::GetHouseholdResponse { household: Some(household) }
}

/// The social statuses.
pub fn get_facts(told: &SocialFacts) -> contract::GetFactsResponse {
    contract::GetFactsResponse { facts: Some(facts(told)) }
}

/// The persons whom an agent looked for.
pub fn find_persons(found: &FoundPersons) -> contract::FindPersonsResponse {
    let persons = found.persons.iter().map(|(person_id, person)| contract::FoundPerson {
        person_id: person_id.to_string(),
        last_name: person.last_name.clone(),
        first_names: person.first_names.clone(),
        birth_date: Some(birth_date(person.birth_date)),
        address: person.address.as_ref().map(address),
        deceased: person.deceased_on.is_some(),
    });
    contract::FindPersonsResponse { persons: persons.collect(), more: found.more }
}

type Parts = (contract::Person, Option<contract::Household>, Option<contract::Facts>);

fn parts(entry: &Entry) -> Parts {
    let household_id = entry.ids.household_id;
    let household = entry.household.as_ref().map(|told| household(household_id, told));
    (person(entry.ids, &entry.person), household, entry.facts.as_ref().map(facts))
}

/// Of several first names the first is the one by which a person is addressed.
fn person(ids: Ids, person: &Person) -> contract::Person {
    let first_name = person.first_names.split_whitespace().next().unwrap_or_default();
    contract::Person {
        person_id: ids.person_id.to_string(),
        last_name: person.last_name.clone(),
        first_name: first_name.to_owned(),
        birth_date: Some(birth_date(person.birth_date)),
        language: words::language(person.language).into(),
        address: person.address.as_ref().map(address),
        household_id: ids.household_id.to_string(),
        deceased_on: person.deceased_on.map(date_message),
    }
}

fn birth_date(date: BirthDate) -> Date {
    Date { year: date.year().into(), month: date.month().into(), day: date.day().into() }
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

fn household(household_id: HouseholdId, household: &Household) -> contract::Household {
    contract::Household {
        household_id: household_id.to_string(),
        housemates: household.housemates.iter().map(housemate).collect(),
    }
}

fn housemate(housemate: &Housemate) -> contract::Housemate {
    contract::Housemate {
        relation: words::relation(housemate.relation).into(),
        birth_date: Some(birth_date(housemate.birth_date)),
        orphan_or_entrusted: words::truth(housemate.orphan_or_entrusted).into(),
        disabled_66: words::truth(housemate.disabled_66).into(),
    }
}

fn facts(facts: &SocialFacts) -> contract::Facts {
    contract::Facts {
        collective_living: Some(fact(facts.collective_living)),
        increased_reimbursement: Some(fact(facts.increased_reimbursement)),
        disabled_66: Some(fact(facts.disabled_66)),
        living_wage: Some(fact(facts.living_wage)),
        household_income: income(&facts.household_income),
        own_income: income(&facts.own_income),
    }
}

fn fact(fact: Fact<bool>) -> contract::Fact {
    contract::Fact {
        truth: words::truth(fact.value).into(),
        source: fact.source.name().to_owned(),
        as_of: Some(date_message(fact.as_of)),
    }
}

fn income(fact: &Fact<Cents>) -> Option<contract::Income> {
    let Cents(amount_cents) = fact.value?;
    let as_of = Some(date_message(fact.as_of));
    Some(contract::Income { amount_cents, source: fact.source.name().to_owned(), as_of })
}

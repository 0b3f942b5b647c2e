//! People whose outcome is known beforehand.

use chrono::{Months, NaiveDate};
use stts_identity_domain::{Match, Person, PersonSearch, Relation};

use super::SimulatedRegister;
use crate::population::Resident;

/// What an application for a person gives, as long as nobody of the household has a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// Entitled as `AGE_65`: old, alone, with the increased reimbursement.
    EntitledByAge,
    /// Undecided: nothing that a source knows entitles, and hearing and war-blindness are unknown
    /// to all of them. With `claims` given and empty: `NOT_ENTITLED`.
    Undecided,
    /// `PERSON_NOT_FOUND`: dead.
    NotFound,
    /// `PERSON_AMBIGUOUS`: somebody else has the same names and birth date. The address refines.
    Ambiguous,
    /// Entitled as `LIVING_WAGE` only.
    EntitledByLivingWage,
    /// Entitled as `AGE_65`, and so is the spouse: whoever comes second is answered
    /// `HOUSEHOLD_ALREADY_BENEFITS`.
    EntitledInACouple,
}

impl Expectation {
    /// All of them, in the order in which they are shown.
    pub const ALL: &[Self] = &[
        Self::EntitledByAge,
        Self::Undecided,
        Self::NotFound,
        Self::Ambiguous,
        Self::EntitledByLivingWage,
        Self::EntitledInACouple,
    ];

    /// A line for a reader.
    pub const fn text(self) -> &'static str {
        match self {
            Self::EntitledByAge => "entitled: 65 or older, alone, increased reimbursement",
            Self::Undecided => "undecided: no source entitles, documents are asked",
            Self::NotFound => "PERSON_NOT_FOUND: dead",
            Self::Ambiguous => "PERSON_AMBIGUOUS: give the address to refine the search",
            Self::EntitledByLivingWage => "entitled: living wage",
            Self::EntitledInACouple => {
                "entitled, and so is the spouse: the second gives HOUSEHOLD_ALREADY_BENEFITS"
            }
        }
    }

    fn fits(self, register: &SimulatedRegister, resident: &Resident, on: NaiveDate) -> bool {
        let found = found(register, &resident.person);
        let plain = matches!(found, Match::One(_)) && is_without_disability(resident);
        match self {
            Self::NotFound => resident.person.deceased_on.is_some() && found == Match::None,
            Self::Ambiguous => is_refined_by_address(register, &resident.person),
            Self::EntitledByAge => plain && is_alone(register, resident) && is_aged(resident, on),
            Self::Undecided => {
                plain && is_alone(register, resident) && is_without_status(resident, on)
            }
            Self::EntitledByLivingWage => {
                let facts = &resident.facts;
                plain && facts.living_wage.value == Some(true) && is_younger(resident, 60, on)
            }
            Self::EntitledInACouple => plain && is_of_aged_couple(register, resident, on),
        }
    }
}

/// A person, and what an application for that person gives.
#[derive(Clone, Copy)]
pub struct Showcase<'a> {
    /// The person.
    pub person: &'a Person,
    /// What the application gives.
    pub expectation: Expectation,
}

/// The first person of the register for each expectation, as things are on a date; an expectation
/// that nobody meets is left out, which happens in populations of a few hundred only.
pub fn showcase(register: &SimulatedRegister, on: NaiveDate) -> Vec<Showcase<'_>> {
    let first = |&expectation: &Expectation| {
        let mut residents = register.residents().iter();
        let fitting = residents.find(|resident| expectation.fits(register, resident, on))?;
        Some(Showcase { person: &fitting.person, expectation })
    };
    Expectation::ALL.iter().filter_map(first).collect()
}

fn search_for(person: &Person, refined: bool) -> Option<PersonSearch> {
    let address = person.address.as_ref().filter(|_| refined).map(|address| {
        stts_identity_domain::AddressRefinement {
            postal_code: Some(address.postal_code.clone()),
            street: Some(address.street.clone()),
            house_number: Some(address.house_number.clone()),
        }
    });
    let first_name = person.first_names.split_whitespace().next()?;
    PersonSearch::new(&person.last_name, first_name, person.birth_date, address).ok()
}

fn found<'a>(register: &'a SimulatedRegister, person: &Person) -> Match<&'a Person> {
    search_for(person, false).map_or(Match::None, |search| register.search(&search))
}

fn is_refined_by_address(register: &SimulatedRegister, person: &Person) -> bool {
    let refined = search_for(person, true);
    found(register, person) == Match::Several
        && refined.is_some_and(|search| register.search(&search) == Match::One(person))
}

fn is_alone(register: &SimulatedRegister, resident: &Resident) -> bool {
    let household = register.household(resident.person.number);
    resident.facts.collective_living.value == Some(false)
        && household.is_some_and(|household| household.housemates.is_empty())
}

fn is_without_disability(resident: &Resident) -> bool {
    resident.facts.disabled_66.value == Some(false)
        && resident.facts.collective_living.value == Some(false)
}

fn is_without_status(resident: &Resident, on: NaiveDate) -> bool {
    resident.facts.living_wage.value == Some(false)
        && resident.facts.increased_reimbursement.value == Some(false)
        && is_younger(resident, 60, on)
        && is_older(resident, 25, on)
}

fn is_aged(resident: &Resident, on: NaiveDate) -> bool {
    resident.facts.increased_reimbursement.value == Some(true) && is_older(resident, 66, on)
}

fn is_of_aged_couple(register: &SimulatedRegister, resident: &Resident, on: NaiveDate) -> bool {
    let household = register.household(resident.person.number);
    let housemates = household.map(|household| household.housemates).unwrap_or_default();
    let [spouse] = housemates.as_slice() else { return false };
    let entitled_too = |other: &Resident| is_aged(other, on) && is_without_disability(other);
    spouse.relation == Some(Relation::Spouse)
        && is_aged(resident, on)
        && register.resident(spouse.number).is_some_and(entitled_too)
}

fn is_older(resident: &Resident, years: u32, on: NaiveDate) -> bool {
    let born = resident.person.birth_date.date();
    born.is_some_and(|born| born < on - Months::new(years * 12))
}

fn is_younger(resident: &Resident, years: u32, on: NaiveDate) -> bool {
    let born = resident.person.birth_date.date();
    born.is_some_and(|born| born > on - Months::new(years * 12))
}

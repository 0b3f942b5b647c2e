//! A few households by hand, each with one difficulty.

use chrono::NaiveDate;
use stts_identity::population::{PopulationHousehold, Resident};
use stts_identity::register::SimulatedRegister;
use stts_identity_domain::{
    Address, BirthDate, Fact, FactSource, HouseholdKey, HouseholdPosition, Language,
    NationalNumber, Person, Relation, SocialFacts,
};
use stts_kernel::Cents;

/// The number of somebody who stands in every privacy test.
pub(crate) const CANARY_NUMBER: &str = "47112208132";
pub(crate) const CANARY_LAST_NAME: &str = "Quetzalcanary";
pub(crate) const CANARY_FIRST_NAME: &str = "Xerophania";
pub(crate) const CANARY_HOUSEHOLD: &str = "H-47112208132-K";
pub(crate) const CANARY_STREET: &str = "Zwartkanariestraat";

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn known<T>(value: T, source: FactSource) -> Fact<T> {
    Fact { value: Some(value), source, as_of: day(2026, 1, 1) }
}

fn facts() -> SocialFacts {
    SocialFacts {
        collective_living: known(false, FactSource::NationalRegister),
        increased_reimbursement: known(true, FactSource::HealthInsurance),
        household_income: known(Cents(2_000_000), FactSource::TaxAdministration),
        own_income: Fact {
            value: None,
            source: FactSource::TaxAdministration,
            as_of: day(2026, 1, 1),
        },
        disabled_66: Fact {
            value: None,
            source: FactSource::DisabilityService,
            as_of: day(2026, 1, 1),
        },
        living_wage: known(false, FactSource::SocialWelfare),
    }
}

fn address(street: &str, house_number: &str) -> Address {
    Address {
        street: street.to_owned(),
        house_number: house_number.to_owned(),
        box_number: None,
        postal_code: "9000".to_owned(),
        municipality: "Gent".to_owned(),
    }
}

/// Somebody of that name, born then, the reference person of a household in the Dorp.
fn resident(nine: u64, name: (&str, &str), born: (u16, u8, u8)) -> Resident {
    let person = Person {
        number: NationalNumber::from_first_nine(nine, false).unwrap(),
        last_name: name.0.to_owned(),
        first_names: name.1.to_owned(),
        birth_date: BirthDate::new(born.0, born.1, born.2).unwrap(),
        language: Language::Dutch,
        address: Some(address("Dorp", "1")),
        deceased_on: None,
        household: HouseholdKey::new(""),
        orphan_or_entrusted: None,
    };
    Resident { person, position: HouseholdPosition::Reference, facts: facts() }
}

fn relative(mut resident: Resident, relation: Relation) -> Resident {
    resident.position = HouseholdPosition::RelativeOfReference(relation);
    resident
}

fn at(mut resident: Resident, street: &str, house_number: &str) -> Resident {
    resident.person.address = Some(address(street, house_number));
    resident
}

fn household(key: &str, mut residents: Vec<Resident>) -> PopulationHousehold {
    let key = HouseholdKey::new(key);
    for resident in &mut residents {
        resident.person.household = key.clone();
    }
    PopulationHousehold { key, collective: false, residents }
}

fn canary() -> Resident {
    let name = (CANARY_LAST_NAME, CANARY_FIRST_NAME);
    let mut canary = at(resident(471_122_081, name, (1947, 11, 22)), CANARY_STREET, "3");
    canary.person.number = CANARY_NUMBER.parse().unwrap();
    canary
}

/// Grandmother with her husband and a grandchild who was entrusted to them.
fn family() -> PopulationHousehold {
    let mut grandchild =
        relative(resident(150_601_001, ("Maes", "Lou"), (2015, 6, 1)), Relation::Grandchild);
    grandchild.person.orphan_or_entrusted = Some(true);
    grandchild.facts.disabled_66.value = Some(false);
    let husband = resident(480_101_001, ("Maes", "Jef Karel"), (1948, 1, 1));
    household(
        "H-family",
        vec![
            resident(490_202_002, ("D'Hondt", "Éloïse"), (1949, 2, 2)),
            relative(husband, Relation::Spouse),
            grandchild,
        ],
    )
}

pub(crate) fn households() -> Vec<PopulationHousehold> {
    let mut dead = resident(400_101_001, ("Pieters", "Piet"), (1940, 1, 1));
    dead.person.deceased_on = Some(day(2025, 5, 5));
    let namesakes = ["Kerkstraat", "Veldstraat"].map(|street| ("Janssens", "Jan", street));
    let [one, other] = namesakes;
    vec![
        household("H-an", vec![resident(500_312_001, ("Peeters", "An Maria"), (1950, 3, 12))]),
        family(),
        household(
            "H-jan-1",
            vec![at(resident(700_505_001, (one.0, one.1), (1970, 5, 5)), one.2, "4")],
        ),
        household(
            "H-jan-2",
            vec![at(resident(700_505_003, (other.0, other.1), (1970, 5, 5)), other.2, "12")],
        ),
        household("H-dead", vec![dead]),
        household("H-year", vec![resident(550_000_001, ("El Amrani", "Fatima"), (1955, 0, 0))]),
        household(CANARY_HOUSEHOLD, vec![canary()]),
    ]
}

/// As many people of one name and birth date.
pub(crate) fn namesakes(people: u64) -> Vec<PopulationHousehold> {
    let namesake = |serial: u64| {
        let jan = resident(600_505_000 + serial, ("Janssens", "Jan"), (1960, 5, 5));
        household(&format!("H-namesake-{serial}"), vec![jan])
    };
    (0..people).map(namesake).collect()
}

pub(crate) fn register() -> SimulatedRegister {
    SimulatedRegister::of(households()).unwrap()
}

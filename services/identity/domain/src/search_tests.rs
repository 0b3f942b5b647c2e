//! Searches as an operator would type them, over a register of a handful of people.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::{Address, HouseholdKey, Language, NationalNumber};

fn born(year: u16, month: u8, day: u8) -> BirthDate {
    BirthDate::new(year, month, day).unwrap()
}

fn person(serial: u64, last_name: &str, first_names: &str, birth_date: BirthDate) -> Person {
    Person {
        number: NationalNumber::from_first_nine(500_101_000 + serial, false).unwrap(),
        last_name: last_name.to_owned(),
        first_names: first_names.to_owned(),
        birth_date,
        language: Language::Dutch,
        address: Some(Address {
            street: "Kerkstraat".to_owned(),
            house_number: serial.to_string(),
            box_number: None,
            postal_code: "9000".to_owned(),
            municipality: "Gent".to_owned(),
        }),
        deceased_on: None,
        household: HouseholdKey::new(serial.to_string()),
        orphan_or_entrusted: None,
    }
}

/// Two namesakes born on one day (1 and 2), one of the same year (3), one dead (4), one of whom
/// only the year is known (5), and somebody with three first names (6).
fn register() -> Vec<Person> {
    let mut people = vec![
        person(1, "Van den Broeck", "Maria", born(1950, 3, 12)),
        person(2, "Vandenbroeck", "Maria Josephina", born(1950, 3, 12)),
        person(3, "Van den Broeck", "Maria", born(1950, 8, 1)),
        person(4, "Lefèvre", "Émile", born(1940, 1, 1)),
        person(5, "El Amrani", "Fatima", born(1948, 0, 0)),
        person(6, "D'Hondt", "Jean-Pierre Albert Marie", born(1960, 5, 5)),
    ];
    people[3].deceased_on = NaiveDate::from_ymd_opt(2020, 1, 1);
    people
}

fn at(street: &str, house_number: &str) -> AddressRefinement {
    AddressRefinement {
        postal_code: None,
        street: Some(street.to_owned()),
        house_number: Some(house_number.to_owned()),
    }
}

fn found(
    last_name: &str,
    first_name: &str,
    birth_date: BirthDate,
    address: Option<AddressRefinement>,
) -> Match<usize> {
    let people = register();
    let search = PersonSearch::new(last_name, first_name, birth_date, address).unwrap();
    match match_persons(&search, &people) {
        Match::None => Match::None,
        Match::Several => Match::Several,
        Match::One(one) => Match::One(people.iter().position(|other| other == one).unwrap() + 1),
    }
}

#[test]
fn a_search_finds_nobody_one_or_several() {
    for (last_name, first_name, birth_date, expected) in [
        ("van den broeck", "maria", born(1950, 8, 1), Match::One(3)),
        ("VANDENBROECK", "MARIA", born(1950, 3, 12), Match::Several),
        ("VANDENBROECK", "MARIA", born(1950, 0, 0), Match::Several),
        ("Van den Broeck", "Maria Josephina", born(1950, 0, 0), Match::One(2)),
        ("Van den Broeck", "Josephina", born(1950, 3, 12), Match::None),
        ("Van den Broeck", "Maria", born(1951, 0, 0), Match::None),
        ("Lefevre", "Emile", born(1940, 1, 1), Match::None),
        ("El-Amrani", "Fatima", born(1948, 0, 0), Match::One(5)),
        ("El Amrani", "Fatima", born(1948, 5, 5), Match::None),
        ("dhondt", "Jean Pierre", born(1960, 5, 5), Match::One(6)),
        ("dhondt", "Jean", born(1960, 5, 5), Match::None),
    ] {
        let answer = found(last_name, first_name, birth_date, None);
        assert_eq!(answer, expected, "{last_name} {first_name}");
    }
}

#[test]
fn an_address_chooses_among_several_and_hides_nobody() {
    let twins = born(1950, 3, 12);
    for (birth_date, address, expected) in [
        (twins, at("kerkstr.", "2"), Match::One(2)),
        (twins, at("Kerkstraat", "9"), Match::Several),
        (twins, AddressRefinement::default(), Match::Several),
        (
            twins,
            AddressRefinement { postal_code: Some("9000".to_owned()), ..Default::default() },
            Match::Several,
        ),
        (born(1950, 8, 1), at("Dorp", "1"), Match::One(3)),
    ] {
        let answer = found("Van den Broeck", "Maria", birth_date, Some(address));
        assert_eq!(answer, expected);
    }
}

#[test]
fn a_search_for_nobody_is_refused() {
    let year = born(1950, 0, 0);
    for (last_name, first_name, refused) in [
        ("-", "Maria", InvalidPersonSearch::LastName),
        ("Peeters", " ", InvalidPersonSearch::FirstName),
    ] {
        assert_eq!(PersonSearch::new(last_name, first_name, year, None), Err(refused));
    }
}

proptest! {
    #[test]
    fn copies_of_a_person_are_several_and_never_counted(copies in 2_usize..20) {
        let people = vec![person(1, "Peeters", "Jan", born(1950, 1, 1)); copies];
        let search = PersonSearch::new("Peeters", "Jan", born(1950, 1, 1), None).unwrap();
        prop_assert_eq!(match_persons(&search, &people), Match::Several);
    }
}

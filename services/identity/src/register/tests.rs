//! The register over a generated population, and over one made by hand.

use std::io::Write;

use chrono::NaiveDate;
use stts_identity_domain::{
    BirthDate, HouseholdKey, HouseholdPosition, Match, NationalNumber, PersonSearch, Relation,
};

use super::*;
use crate::population::{
    Population, PopulationError, PopulationHousehold, PopulationReader, PopulationSettings,
    write_population,
};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

fn population(persons: u64, seed: u64) -> Population {
    Population::new(PopulationSettings::new(persons, seed, today()).unwrap())
}

fn register(persons: u64, seed: u64) -> SimulatedRegister {
    SimulatedRegister::of(population(persons, seed)).unwrap()
}

/// A household of the generated population with these relations and all of them alive.
fn household_with(made: &[PopulationHousehold], relations: &[Relation]) -> PopulationHousehold {
    let positions: Vec<_> = std::iter::once(HouseholdPosition::Reference)
        .chain(relations.iter().copied().map(HouseholdPosition::RelativeOfReference))
        .collect();
    let fits = |household: &&PopulationHousehold| {
        household.residents.iter().all(|one| one.person.deceased_on.is_none())
            && household.residents.iter().map(|one| one.position).eq(positions.iter().copied())
    };
    made.iter().find(fits).unwrap().clone()
}

#[test]
fn everybody_is_found_by_number() {
    let register = register(2_000, 1);
    assert_eq!(register.persons(), 2_000);
    for resident in register.residents() {
        let number = resident.person.number;
        assert!(register.person(number) == Some(&resident.person));
        assert!(register.facts(number) == Some(&resident.facts));
        assert!(register.household(number).is_some());
    }
    let unknown: NationalNumber = "00000000128".parse().unwrap();
    assert!(register.person(unknown).is_none());
    assert!(register.facts(unknown).is_none());
    assert!(register.household(unknown).is_none());
}

#[test]
fn a_search_agrees_with_looking_at_everybody() {
    let register = register(3_000, 2);
    for resident in register.residents().iter().step_by(7) {
        let person = &resident.person;
        for birth_date in
            [person.birth_date, BirthDate::new(person.birth_date.year(), 0, 0).unwrap()]
        {
            let shouted = person.last_name.to_uppercase();
            let first_name = person.first_names.split(' ').next().unwrap();
            let search = PersonSearch::new(&shouted, first_name, birth_date, None).unwrap();
            let living = register.residents().iter().filter(|one| one.person.deceased_on.is_none());
            let found: Vec<_> = living.filter(|one| search.names(&one.person)).collect();
            let expected = match found.as_slice() {
                [] => Match::None,
                [one] => Match::One(&one.person),
                _ => Match::Several,
            };
            assert!(register.search(&search) == expected);
        }
    }
}

#[test]
fn a_household_is_seen_from_each_member() {
    let made: Vec<_> = population(3_000, 3).collect();
    let family = household_with(&made, &[Relation::Spouse, Relation::Child]);
    let register = SimulatedRegister::of(made).unwrap();
    let seen = |from: usize| {
        let household = register.household(family.residents[from].person.number).unwrap();
        assert!(household.key == family.key);
        household.housemates.iter().map(|one| one.relation).collect::<Vec<_>>()
    };
    assert_eq!(seen(0), [Some(Relation::Spouse), Some(Relation::Child)]);
    assert_eq!(seen(1), [Some(Relation::Spouse), Some(Relation::Child)]);
    assert_eq!(seen(2), [Some(Relation::Parent), Some(Relation::Parent)]);
    assert_eq!(register.members(&family.key).len(), 3);
}

#[test]
fn the_dead_live_with_nobody_and_nobody_lives_with_them() {
    let register = register(3_000, 4);
    let mut widowed = 0;
    for resident in register.residents() {
        let number = resident.person.number;
        let household = register.household(number).unwrap();
        let dead = resident.person.deceased_on.is_some();
        assert!(!dead || household.housemates.is_empty());
        for housemate in &household.housemates {
            assert!(register.person(housemate.number).unwrap().deceased_on.is_none());
        }
        widowed += usize::from(dead && !register.members(&household.key).is_empty());
    }
    assert!(widowed > 10);
}

#[test]
fn nobody_is_named_in_a_collective() {
    let made: Vec<_> = population(3_000, 5).collect();
    let home = made.iter().find(|household| household.collective).unwrap().clone();
    let register = SimulatedRegister::of(made).unwrap();
    for resident in &home.residents {
        let household = register.household(resident.person.number).unwrap();
        assert!(household.housemates.is_empty());
        assert_eq!(resident.facts.collective_living.value, Some(true));
    }
    assert_eq!(register.members(&home.key).len(), home.residents.len());
    assert!(register.members(&HouseholdKey::new("nowhere")).is_empty());
}

#[test]
fn numbers_and_keys_stand_once() {
    let made: Vec<_> = population(20, 6).collect();
    let again = made.iter().chain(&made).cloned();
    assert_eq!(SimulatedRegister::of(again).err(), Some(RegisterError::NumberTwice));
    let other = population(400, 7).map(|mut household| {
        household.key = HouseholdKey::new("same");
        household
    });
    assert_eq!(SimulatedRegister::of(other).err(), Some(RegisterError::HouseholdTwice));
}

#[test]
fn a_file_that_says_a_number_twice_is_refused_at_its_line() {
    let mut file = Vec::new();
    write_population(population(1, 8), &mut file).unwrap();
    let household = file.split(|byte| *byte == b'\n').nth(1).unwrap().to_vec();
    file.write_all(&household).unwrap();
    file.write_all(b"\n").unwrap();
    let refused = SimulatedRegister::read(PopulationReader::open(file.as_slice()).unwrap()).err();
    assert!(matches!(refused, Some(PopulationError::Malformed { line: 3, .. })));
    assert_eq!(
        refused.unwrap().to_string(),
        "line 3 of the population file: residents: have a national number that stands in the file \
         already"
    );
}

#[test]
fn a_population_of_the_usual_size_shows_every_outcome() {
    for seed in 0..5 {
        let register = register(10_000, seed);
        let shown = showcase(&register, today());
        let expectations: Vec<_> = shown.iter().map(|one| one.expectation).collect();
        assert_eq!(expectations, Expectation::ALL, "seed {seed}");
    }
}

#[test]
fn those_shown_are_what_is_said_of_them() {
    let register = register(10_000, 1);
    for Showcase { person, expectation } in showcase(&register, today()) {
        let facts = register.facts(person.number).unwrap();
        let first_name = person.first_names.split(' ').next().unwrap();
        let search =
            PersonSearch::new(&person.last_name, first_name, person.birth_date, None).unwrap();
        let found = register.search(&search);
        let housemates = register.household(person.number).unwrap().housemates;
        let year = person.birth_date.year();
        match expectation {
            Expectation::EntitledByAge => {
                assert!(found == Match::One(person) && housemates.is_empty());
                assert!(year < 1961 && facts.increased_reimbursement.value == Some(true));
            }
            Expectation::Undecided => {
                assert!(found == Match::One(person) && housemates.is_empty());
                assert!(year > 1965 && facts.living_wage.value == Some(false));
                assert_eq!(facts.disabled_66.value, Some(false));
            }
            Expectation::NotFound => assert!(found == Match::None),
            Expectation::Ambiguous => assert!(found == Match::Several),
            Expectation::EntitledByLivingWage => {
                assert!(found == Match::One(person));
                assert_eq!(facts.living_wage.value, Some(true));
                assert_eq!(facts.collective_living.value, Some(false));
            }
            Expectation::EntitledInACouple => {
                assert!(found == Match::One(person) && housemates.len() == 1);
                assert_eq!(housemates[0].relation, Some(Relation::Spouse));
                assert!(year < 1961 && housemates[0].birth_date.year() < 1961);
            }
        }
    }
}

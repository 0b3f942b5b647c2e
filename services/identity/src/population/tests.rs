//! Populations as a whole: the same from the same seed, consistent, and with realistic shares.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use stts_identity_domain::{
    BirthDate, HouseholdPosition, Language, NationalNumber, NormalizedName, Relation,
};

use super::*;

pub(super) fn settings(persons: u64, seed: u64) -> PopulationSettings {
    let reference_date = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    PopulationSettings::new(persons, seed, reference_date).unwrap()
}

pub(super) fn households(persons: u64, seed: u64) -> Vec<PopulationHousehold> {
    Population::new(settings(persons, seed)).collect()
}

fn residents(households: &[PopulationHousehold]) -> impl Iterator<Item = &Resident> {
    households.iter().flat_map(|household| &household.residents)
}

pub(super) fn file(persons: u64, seed: u64) -> Vec<u8> {
    let mut file = Vec::new();
    assert_eq!(
        write_population(Population::new(settings(persons, seed)), &mut file).unwrap(),
        persons
    );
    file
}

/// FNV-1a, written out here so that the expected value below depends on nothing else.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_every_machine() {
    assert_eq!(file(2_000, 7), file(2_000, 7));
    assert_ne!(file(2_000, 7), file(2_000, 8));
    // Changes only with the generator or its lists, and then documentation that names people does
    // too.
    assert_eq!(fingerprint(&file(2_000, 7)), FINGERPRINT);
}

const FINGERPRINT: u64 = 2_257_304_275_714_872_260;

#[test]
fn a_larger_population_begins_as_the_smaller_one() {
    let smaller = households(500, 3);
    let larger = households(1_000, 3);
    assert_eq!(smaller[..smaller.len() - 1], larger[..smaller.len() - 1]);
}

#[test]
fn a_population_has_exactly_the_persons_asked_for() {
    for persons in [1, 2, 3, 50, 91, 137, 1_000] {
        for seed in 0..5 {
            let made = households(persons, seed);
            assert_eq!(residents(&made).count() as u64, persons, "{persons} from {seed}");
            assert!(made.iter().all(|household| !household.residents.is_empty()));
        }
    }
}

#[test]
fn sizes_and_dates_out_of_range_are_refused() {
    let date = |year| NaiveDate::from_ymd_opt(year, 6, 30).unwrap();
    for (persons, year, refused) in [
        (0, 2026, InvalidPopulation::Persons),
        (20_000_001, 2026, InvalidPopulation::Persons),
        (10, 1989, InvalidPopulation::ReferenceDate),
        (10, 2091, InvalidPopulation::ReferenceDate),
    ] {
        assert_eq!(PopulationSettings::new(persons, 1, date(year)), Err(refused));
    }
}

#[test]
fn every_number_is_valid_fits_its_birth_date_and_stands_once() {
    let made = households(10_000, 1);
    let mut seen = HashSet::new();
    for resident in residents(&made) {
        let digits = resident.person.number.expose();
        assert_eq!(digits.parse::<NationalNumber>(), Ok(resident.person.number));
        assert!(seen.insert(digits.clone()), "{digits} stands twice");
        let born = resident.person.birth_date;
        assert_eq!(digits[..2], format!("{:02}", born.year() % 100));
        let month: u8 = digits[2..4].parse().unwrap();
        assert!([born.month(), born.month() + 20, born.month() + 40].contains(&month), "{digits}");
        assert_eq!(resident.person.number.born_from_2000(), born.year() >= 2000);
    }
}

fn born(resident: &Resident) -> i32 {
    i32::from(resident.person.birth_date.year())
}

#[test]
fn relations_are_consistent_with_ages_and_positions() {
    let made = households(10_000, 2);
    for household in made.iter().filter(|household| !household.collective) {
        let first = &household.residents[0];
        assert_eq!(first.position, HouseholdPosition::Reference);
        let living = household.residents.iter().filter(|one| one.person.deceased_on.is_none());
        assert!(living.count() <= 8);
        for other in &household.residents[1..] {
            let HouseholdPosition::RelativeOfReference(relation) = other.position else {
                panic!("two reference persons in {}", household.key.expose());
            };
            let younger = born(other) - born(first);
            match relation {
                Relation::Child | Relation::Stepchild => assert!(younger >= 17, "{younger}"),
                Relation::Grandchild => assert!(younger >= 40, "{younger}"),
                Relation::Parent => assert!(younger <= -19, "{younger}"),
                Relation::Spouse | Relation::Sibling => assert!(younger.abs() <= 10, "{younger}"),
                Relation::Other => assert!(born(other) <= 2007),
                unexpected => panic!("{unexpected:?} is not generated"),
            }
        }
        let spouses = household
            .residents
            .iter()
            .filter(|one| one.position == HouseholdPosition::RelativeOfReference(Relation::Spouse));
        assert!(spouses.count() <= 1);
    }
}

#[test]
fn a_household_shares_its_key_its_address_and_its_income() {
    for household in households(5_000, 3) {
        let first = &household.residents[0];
        for one in &household.residents {
            assert_eq!(one.person.household, household.key);
            assert!(one.person.address == first.person.address);
            if one.person.deceased_on.is_none() && first.person.deceased_on.is_none() {
                let income = first.facts.household_income.value;
                assert!(one.facts.household_income.value == income);
                let own = one.facts.own_income.value;
                assert!(own <= income, "nobody has more than the household");
            }
        }
    }
}

/// How many of a thousand persons.
fn per_mille(made: &[PopulationHousehold], which: impl Fn(&Resident) -> bool) -> usize {
    let all = residents(made).count();
    residents(made).filter(|one| which(one)).count() * 1_000 / all
}

fn is_old(one: &Resident) -> bool {
    born(one) <= 1960
}

type Which<'a> = &'a dyn Fn(&Resident) -> bool;

#[test]
fn shares_are_about_those_of_belgium() {
    let made = households(40_000, 4);
    let dutch = |one: &Resident| one.person.language == Language::Dutch;
    let french = |one: &Resident| one.person.language == Language::French;
    let german = |one: &Resident| one.person.language == Language::German;
    let dead = |one: &Resident| one.person.deceased_on.is_some();
    let collective = |one: &Resident| one.facts.collective_living.value == Some(true);
    let low_income = |one: &Resident| one.facts.increased_reimbursement.value == Some(true);
    let disabled = |one: &Resident| one.facts.disabled_66.value == Some(true);
    let living_wage = |one: &Resident| one.facts.living_wage.value == Some(true);
    let unknown = |one: &Resident| one.facts.household_income.value.is_none();
    let year_only = |one: &Resident| one.person.birth_date.month() == 0;
    let bis = |one: &Resident| one.person.number.expose()[2..4].parse::<u8>().unwrap() > 12;
    let homeless = |one: &Resident| one.person.address.is_none();
    let minor = |one: &Resident| born(one) >= 2008;
    let shares: [(&str, Which<'_>, usize, usize); 14] = [
        ("dutch", &dutch, 500, 640),
        ("french", &french, 340, 480),
        ("german", &german, 4, 25),
        ("dead", &dead, 10, 40),
        ("in collective living", &collective, 6, 20),
        ("increased reimbursement", &low_income, 150, 300),
        ("66 % disabled", &disabled, 35, 75),
        ("living wage", &living_wage, 6, 25),
        ("income unknown", &unknown, 150, 250),
        ("only the year of birth known", &year_only, 2, 12),
        ("with a bis-number", &bis, 3, 15),
        ("without address", &homeless, 1, 6),
        ("65 or older", &is_old, 170, 300),
        ("below 18", &minor, 120, 230),
    ];
    for (name, which, least, most) in shares {
        let share = per_mille(&made, which);
        assert!((least..=most).contains(&share), "{name}: {share} of a thousand");
    }
}

#[test]
fn about_seven_households_in_a_thousand_are_namesakes_born_on_the_same_day() {
    let made = households(20_000, 5);
    let mut namesakes: HashMap<(NormalizedName, String, BirthDate), usize> = HashMap::new();
    for one in residents(&made).filter(|one| one.person.birth_date.day() > 0) {
        let last_name = NormalizedName::new(&one.person.last_name);
        let names = one.person.first_names.clone();
        *namesakes.entry((last_name, names, one.person.birth_date)).or_default() += 1;
    }
    let pairs = namesakes.values().filter(|&&count| count > 1).count() * 1_000 / made.len();
    assert!((4..=10).contains(&pairs), "{pairs} of a thousand households");
}

#[test]
fn names_have_diacritics_particles_and_apostrophes() {
    let made = households(5_000, 6);
    let has =
        |which: &dyn Fn(&str) -> bool| residents(&made).any(|one| which(&one.person.last_name));
    assert!(has(&|name| !name.is_ascii()));
    assert!(has(&|name| name.starts_with("Van den ")));
    assert!(has(&|name| name.starts_with("Vanden")));
    assert!(has(&|name| name.starts_with("D'")));
    assert!(has(&|name| name.starts_with("El ")));
    let old = |one: &&Resident| one.person.birth_date.year() < 1930;
    assert!(residents(&made).filter(old).count() > 10);
}

#[test]
fn sizes_run_from_one_to_eight_and_there_are_rest_homes() {
    let made = households(40_000, 7);
    let private: HashSet<usize> =
        made.iter().filter(|one| !one.collective).map(|one| one.residents.len()).collect();
    assert_eq!(private, (1..=8).collect());
    let homes: Vec<_> = made.iter().filter(|one| one.collective).collect();
    assert!((5..=12).contains(&homes.len()), "{}", homes.len());
    assert!(homes.iter().all(|home| home.residents.len() >= 25));
    let related =
        |one: &Resident| one.position != HouseholdPosition::RelativeOfReference(Relation::Other);
    assert!(!homes.iter().flat_map(|home| &home.residents).any(related));
}

//! Changes as they are written, and what of the register is different after them.

use stts_identity_domain::{Address, Household, NationalNumber, RegisterChange, Relation};
use uuid::Uuid;

use super::*;
use crate::population::{Population, PopulationHousehold, PopulationSettings};

fn number(nine: u64) -> NationalNumber {
    NationalNumber::from_first_nine(nine, false).unwrap()
}

fn changes() -> Vec<ScriptedChange> {
    let on = "2026-03-05".parse().unwrap();
    let address = Address {
        street: "Dorp".to_owned(),
        house_number: "1".to_owned(),
        box_number: Some("3".to_owned()),
        postal_code: "9000".to_owned(),
        municipality: "Gent".to_owned(),
    };
    let name =
        Scripted::Name { last_name: "Peeters".to_owned(), first_names: "An Maria".to_owned() };
    let moves = [
        LivesWith::Same,
        LivesWith::Alone,
        LivesWith::HouseholdOf(number(500_312_001), Relation::Spouse),
    ];
    let moves = moves.map(|with| Scripted::Move { address: Some(address.clone()), with });
    let others = [
        Scripted::Death { on: "2026-03-01".parse().unwrap() },
        Scripted::DeathWithdrawn,
        name,
        Scripted::NumberReplaced { by: number(500_312_003) },
        Scripted::Merged { into: number(500_312_003) },
    ];
    let all = moves.into_iter().chain(others);
    all.map(|what| ScriptedChange { on, number: number(471_122_081), what }).collect()
}

#[test]
fn a_line_says_what_was_meant() {
    for change in changes() {
        assert!(ScriptedChange::read(&change.line()).unwrap() == change, "{}", change.line());
    }
}

#[test]
fn a_line_may_be_written_by_hand() {
    let death = r#"{"on": "2026-03-05", "number": "47112208132", "what": "DEATH"}"#;
    let death = ScriptedChange::read(death).unwrap();
    assert!(death.what == Scripted::Death { on: "2026-03-05".parse().unwrap() });
    for (what, told) in [
        (r#""what": "BIRTH""#, "what: is none of"),
        (r#""what": "DEATH", "born": true"#, "born: is not a known field"),
        (r#""what": "NAME", "last_name": " ""#, "last_name: is empty"),
        (r#""what": "MERGED", "other_number": "1""#, "other_number: is not a national number"),
        (
            r#""what": "MOVE", "household_of": "47112208132", "own_household": true"#,
            "own_household",
        ),
    ] {
        let line = format!(r#"{{"on": "2026-03-05", "number": "47112208132", {what}}}"#);
        let problem = ScriptedChange::read(&line).err().unwrap().to_string();
        assert!(problem.starts_with(told), "{problem}");
        assert!(!problem.contains("47112208132"), "{problem}");
    }
}

#[test]
fn a_file_may_be_read_again_and_grow() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("changes.jsonl");
    let lines = changes().iter().map(ScriptedChange::line).collect::<Vec<_>>();
    let ids = |lines: &[String]| {
        std::fs::write(&file, lines.join("\n\n")).unwrap();
        let read = read_changes(&file).unwrap();
        read.into_iter().map(|change| change.change_id).collect::<Vec<_>>()
    };
    let (some, all) = (ids(&lines[..4]), ids(&lines));
    assert_eq!(some, all[..4]);
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), lines.len());
    std::fs::write(&file, "{}").unwrap();
    assert!(read_changes(&file).unwrap_err().to_string().starts_with("line 1 of "));
}

fn population() -> Vec<PopulationHousehold> {
    let on = "2026-01-01".parse().unwrap();
    Population::new(PopulationSettings::new(2_000, 1, on).unwrap()).collect()
}

fn change(number: NationalNumber, what: Scripted) -> ScriptedChange {
    ScriptedChange { on: "2026-03-05".parse().unwrap(), number, what }
}

fn joins(number: NationalNumber, whom: NationalNumber, relation: Relation) -> ScriptedChange {
    let with = LivesWith::HouseholdOf(whom, relation);
    change(number, Scripted::Move { address: None, with })
}

const ID: Uuid = Uuid::from_u128(7);

/// A couple without others, both alive, and the number of each.
fn couple(made: &[PopulationHousehold]) -> [NationalNumber; 2] {
    let mut pairs = made.iter().filter(|household| !household.collective).filter_map(|household| {
        let [one, other] = household.residents.as_slice() else { return None };
        let alive = [one, other].iter().all(|resident| resident.person.deceased_on.is_none());
        alive.then_some([one.person.number, other.person.number])
    });
    pairs.next().unwrap()
}

fn numbers(household: &Household) -> Vec<NationalNumber> {
    household.housemates.iter().map(|housemate| housemate.number).collect()
}

#[test]
fn whoever_leaves_and_comes_back_lives_there_once() {
    let made = population();
    let [one, other] = couple(&made);
    let mut register = SimulatedRegister::of(made).unwrap();
    let before = register.household(one).unwrap();
    let leaves = change(other, Scripted::Move { address: None, with: LivesWith::Alone });
    for round in 0..3 {
        register.change(Uuid::from_u128(round), &leaves);
        assert!(register.household(one).unwrap().housemates.is_empty());
        assert!(register.household(other).unwrap().housemates.is_empty());
        register.change(ID, &joins(other, one, Relation::Spouse));
        assert!(numbers(&register.household(one).unwrap()) == [other]);
        assert!(numbers(&register.household(other).unwrap()) == [one]);
        assert!(register.household(other).unwrap().key == before.key);
    }
    assert!(register.person(other).unwrap().address == register.person(one).unwrap().address);
}

#[test]
fn a_rest_home_is_a_collective_for_whoever_moves_in() {
    let made = population();
    let home = made.iter().find(|household| household.collective).unwrap();
    let resident = home.residents[0].person.number;
    let [one, _] = couple(&made);
    let mut register = SimulatedRegister::of(made).unwrap();
    register.change(ID, &joins(one, resident, Relation::Other));
    assert_eq!(register.facts(one).unwrap().collective_living.value, Some(true));
    assert!(register.household(one).unwrap().housemates.is_empty());
}

#[test]
fn what_cannot_be_is_not_told() {
    let made = population();
    let [one, other] = couple(&made);
    let register = SimulatedRegister::of(made).unwrap();
    let nobody: NationalNumber = "00000000128".parse().unwrap();
    let person = register.person(one).unwrap();
    let name = Scripted::Name {
        last_name: person.last_name.clone(),
        first_names: person.first_names.clone(),
    };
    let address = Scripted::Move { address: person.address.clone(), with: LivesWith::Same };
    for change in [
        change(nobody, Scripted::DeathWithdrawn),
        change(one, Scripted::DeathWithdrawn),
        change(one, name),
        change(one, address),
        joins(one, nobody, Relation::Other),
        joins(one, other, Relation::Other),
        change(one, Scripted::NumberReplaced { by: other }),
        change(one, Scripted::Merged { into: one }),
        change(one, Scripted::Merged { into: nobody }),
    ] {
        assert!(register.tells(ID, &change).is_none(), "{}", change.line());
    }
}

#[test]
fn an_entry_that_ended_lives_nowhere() {
    let made = population();
    let [one, other] = couple(&made);
    let mut register = SimulatedRegister::of(made).unwrap();
    let merged = change(one, Scripted::Merged { into: other });
    let told = register.tells(ID, &merged);
    assert!(told == Some((one, RegisterChange::NumberReplaced { by: other })));
    register.change(ID, &merged);
    assert!(register.person(one) == register.person(other));
    assert!(register.household(other).unwrap().housemates.is_empty());
    assert!(register.tells(ID, &merged).is_none());
}

//! `stts bulk apply`: a file of people, checked, sent, gone on with.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use stts_identity::population::{Population, PopulationSettings, write_population};

use crate::command::{Ended, output, parsed, stts};
use crate::running::Running;

const HEADER: &str = "last_name,first_name,birth_date,language,postal_code,street,house_number\n";
const NOBODY: &str = "Nobody,Nemo,1950-01-01,nl,,,\n";

/// People who live, as lines of a file; and the file of the register that knows them.
fn people(folder: &Path, persons: u64) -> (PathBuf, Vec<String>) {
    let date = "2026-01-01".parse().unwrap();
    let people = || Population::new(PopulationSettings::new(persons, 7, date).unwrap());
    let register = folder.join("population.jsonl");
    write_population(people(), File::create(&register).unwrap()).unwrap();
    let residents = people().flat_map(|household| household.residents);
    let line = |person: stts_identity_domain::Person| {
        let address = person.address?;
        let (last, first, born) = (person.last_name, person.first_names, person.birth_date);
        let born = format!("{:04}-{:02}-{:02}", born.year(), born.month(), born.day());
        let place = format!("{},{},{}", address.postal_code, address.street, address.house_number);
        Some(format!("{last},{first},{born},nl,{place}\n"))
    };
    (register, residents.filter_map(|resident| line(resident.person)).collect())
}

fn write(folder: &Path, content: &str) -> PathBuf {
    let file = folder.join("people.csv");
    fs::write(&file, content).unwrap();
    file
}

fn arguments(running: &Running, file: &Path) -> Vec<String> {
    let token = running.token("op01-shop");
    let file = file.to_str().unwrap();
    ["bulk", "apply", file, "--address", running.address(), "--token", &token]
        .map(str::to_owned)
        .to_vec()
}

fn apply(running: &Running, file: &Path) -> Ended {
    let arguments = arguments(running, file);
    stts(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), "")
}

/// The lines of the file of results, in any order.
fn results(file: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(file.with_extension("results.csv")).unwrap();
    let (header, lines) = text.split_once('\n').unwrap();
    assert_eq!(header, "line,dossier_number,status,decision,reason,details");
    lines.lines().map(str::to_owned).collect()
}

#[test]
fn a_file_is_applied_for_once_however_often_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (register, people) = people(folder.path(), 60);
    let options = ["--population", register.to_str().unwrap()];
    let running = Running::on(folder.path(), &options);
    let content = [HEADER.to_owned(), NOBODY.to_owned(), people.concat()].concat();
    let file = write(folder.path(), &content);
    let rows = people.len() + 1;

    // Killed at any moment, the same command goes on where it was.
    let mut killed = Command::new(env!("CARGO_BIN_EXE_stts"));
    let mut killed = killed.args(arguments(&running, &file)).stdout(Stdio::null()).spawn().unwrap();
    while !file.with_extension("results.csv").exists() {
        assert!(killed.try_wait().unwrap().is_none(), "it makes the file");
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    let begun = fs::read_to_string(file.with_extension("bulk.toml")).unwrap();
    // So do the services, with the rows that they had in hand.
    drop(running);
    let running = Running::on(folder.path(), &options);

    let ended = apply(&running, &file);
    assert_eq!((ended.code, ended.errors.as_str()), (Some(0), ""));
    let summary = parsed(&ended.output);
    assert_eq!(summary["rows"], rows);
    assert!(summary["outcomes"]["APPLIED"].as_u64().unwrap() > 0, "{summary}");
    let first = results(&file);
    assert_eq!(first.len(), rows);
    let nobody = "2,,,,PERSON_NOT_FOUND,The person was not found in the register.";
    assert!(first.contains(nobody), "{first:?}");
    let lines: BTreeSet<usize> =
        first.iter().map(|line| line.split_once(',').unwrap().0.parse().unwrap()).collect();
    assert!(lines.into_iter().eq(2..rows + 2));

    // Sent again, it is the same bulk with the same results, dossier numbers and all.
    assert_eq!(parsed(&apply(&running, &file).output), summary);
    assert_eq!(results(&file), first);
    assert_eq!(fs::read_to_string(file.with_extension("bulk.toml")).unwrap(), begun);

    let changed = write(folder.path(), &format!("{content}{NOBODY}"));
    let refused = apply(&running, &changed);
    assert_eq!(refused.code, Some(2));
    assert!(refused.errors.contains("people.bulk.toml"), "{}", refused.errors);
}

#[test]
fn a_file_with_faults_is_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), &format!("{HEADER}{NOBODY},An,1950-13-01,xx,,,\n"));
    let file = file.to_str().unwrap();
    // Nobody listens there.
    let at = ["--address", "http://127.0.0.1:1", "--token", file];
    for arguments in [&["--check"][..], &at] {
        let ended = stts(&[&["bulk", "apply", file][..], arguments].concat(), "");
        assert_eq!((ended.code, ended.output.as_str()), (Some(2), ""));
        let told: Vec<&str> = ended.errors.lines().collect();
        assert_eq!(told.len(), 4, "{told:?}");
        for place in [
            "line 3, column 1: last_name",
            "line 3, column 5: birth_date",
            "line 3, column 16: language",
        ] {
            assert!(told.iter().any(|told| told.contains(place)), "{place} in {told:?}");
        }
        assert!(told[3].starts_with("error: ") && told[3].contains("nothing was sent"));
        assert!(!folder.path().join("people.bulk.toml").exists());
    }
}

#[test]
fn a_file_is_checked_without_a_service() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), &format!("{HEADER}{NOBODY}"));
    let checked = output(&["bulk", "apply", file.to_str().unwrap(), "--check"], "");
    let expected = json!({ "rows": 1, "results_file": null, "outcomes": {} });
    assert_eq!(parsed(&checked), expected);
    let told = ["bulk", "apply", file.to_str().unwrap(), "--check", "--format", "table"];
    assert_eq!(output(&told, ""), "1 applications; nothing was sent.\n");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    let missing = stts(&["bulk", "apply", "/nowhere/people.csv", "--check"], "");
    assert_eq!(missing.code, Some(2));
    assert!(missing.errors.contains("/nowhere/people.csv"), "{}", missing.errors);
    assert!(output(&["bulk", "apply", "--help"], "").contains("people.csv --check"));
}

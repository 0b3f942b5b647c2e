//! `stts population generate`.

use std::fs;

use crate::command::{output, parsed, stts};

const GENERATE: &[&str] = &["population", "generate"];

fn generate<'a>(more: &[&'a str]) -> Vec<&'a str> {
    GENERATE.iter().chain(more).copied().collect()
}

#[test]
fn the_same_seed_gives_the_same_people() {
    let people = |seed: &str| output(&generate(&["--persons", "200", "--seed", seed]), "");
    let first = people("7");
    assert!(first == people("7") && first != people("8"));
    let mut lines = first.lines();
    let header = parsed(lines.next().unwrap());
    assert_eq!((&header["persons"], &header["seed"]), (&200.into(), &7.into()));
    assert_eq!(header["reference_date"], "2026-01-01");
    let residents = |line: &str| parsed(line)["residents"].as_array().unwrap().len();
    assert_eq!(lines.map(residents).sum::<usize>(), 200);
}

#[test]
fn a_file_is_replaced_by_the_whole_population() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.jsonl");
    fs::write(&file, "old").unwrap();
    let more = ["--persons", "50", "--seed", "1", "--reference-date", "2024-06-30"];
    let to_file = [&more[..], &["--output", file.to_str().unwrap()]].concat();
    let ended = stts(&generate(&to_file), "");
    assert_eq!((ended.code, ended.output.as_str()), (Some(0), ""));
    assert!(ended.errors.starts_with("50 persons in "), "{}", ended.errors);
    assert_eq!(fs::read_to_string(&file).unwrap(), output(&generate(&more), ""));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "scratch files are left");
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["", "missing/people.jsonl"] {
        let file = folder.path().join(name);
        let arguments = ["--persons", "5", "--seed", "1", "--output", file.to_str().unwrap()];
        let ended = stts(&generate(&arguments), "");
        assert_eq!((ended.code, ended.output.as_str()), (Some(1), ""), "{name}");
        assert!(ended.errors.starts_with("error: cannot write "), "{}", ended.errors);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_population_that_cannot_be_is_refused() {
    for (persons, date, reason) in [
        ("0", "2024-01-01", "a population has 1 to"),
        ("99000000", "2024-01-01", "a population has 1 to"),
        ("10", "1989-12-31", "the reference date lies in"),
        ("10", "2024-02-30", "--reference-date"),
        ("ten", "2024-01-01", "--persons"),
    ] {
        let more = ["--persons", persons, "--seed", "1", "--reference-date", date];
        let ended = stts(&generate(&more), "");
        assert_eq!((ended.code, ended.output.as_str()), (Some(2), ""), "{persons} {date}");
        assert!(ended.errors.contains(reason), "{}", ended.errors);
    }
}

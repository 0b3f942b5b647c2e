//! Installations that cannot start: one sentence says what is wrong where, and the next start, with
//! that put right, succeeds on the same folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use stts::control::hour_of;
use stts::suite::{Databases, PopulationSource, Suite, SuiteSettings};
use stts_store::DatabaseSettings;
use stts_tests::World;
use tempfile::TempDir;

/// The rule files of the dossier service.
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../services/dossier/rules");

/// An installation that could start.
fn good(folder: &TempDir) -> SuiteSettings {
    let population = PopulationSource { persons: 200, ..PopulationSource::default() };
    let mut settings = SuiteSettings::on(folder.path(), population);
    settings.simulated_from = Some(hour_of(World::first_day(), 8));
    settings.acquire_timeout_ms = 500;
    settings
}

/// Starts, and expects to be told in one line. The folder stands in it as `FOLDER`.
async fn told(settings: &SuiteSettings) -> String {
    let Err(error) = Suite::start(settings).await else { panic!("it started") };
    let error = error.to_string();
    assert_eq!(error.lines().count(), 1, "{error}");
    error.replace(&settings.folder.display().to_string(), "FOLDER")
}

/// The same folder starts with good settings, and its clients can call.
async fn starts_now(folder: &TempDir) {
    let suite = Suite::start(&good(folder)).await.unwrap();
    suite.control().unwrap().quiet().await.unwrap();
    suite.stop().await;
}

/// A change of good settings, with files in the folder where it needs them.
type Fault = fn(&mut SuiteSettings, &Path);

/// What is told, between the folder's name and what the machine or a library adds.
const FAULTS: [(Fault, &str); 13] = [
    (
        |settings, folder| settings.population.file = Some(folder.join("people.jsonl")),
        "identity: FOLDER/people.jsonl: the population file cannot be read: No such file",
    ),
    (
        |settings, folder| settings.population.file = Some(people(folder, "{\"name\": \"Jan\"}\n")),
        "identity: FOLDER/people.jsonl: line 1 of the population file: name: is not a known field",
    ),
    (
        |settings, folder| settings.population.file = Some(people(folder, "Jan Peeters\n")),
        "identity: FOLDER/people.jsonl: line 1 of the population file: ",
    ),
    (
        |settings, _| settings.population.persons = 0,
        "identity: population: a population has 1 to 20000000 persons",
    ),
    (
        |settings, _| "2026-02-31".clone_into(&mut settings.population.reference_date),
        "identity: population: reference_date is not a date such as 2026-01-31",
    ),
    (
        |settings, folder| {
            settings.dossier.rules_folder = Some(rules(folder, "", ""));
            fs::remove_file(folder.join("rules/income.toml")).unwrap();
        },
        "dossier: FOLDER/rules/income.toml: the file: is not there; a rules folder holds every rule \
         file of its service",
    ),
    (
        |settings, folder| settings.dossier.rules_folder = Some(rules(folder, "per_member", "per")),
        "dossier: FOLDER/rules/income.toml: row 1: unknown field `per_cents`, expected \
         `basic_cents` or `per_member_cents`",
    ),
    (
        |settings, folder| settings.dossier.rules_folder = Some(rules(folder, "[[row]]", "[[row")),
        "dossier: FOLDER/rules/income.toml: the file: line 6: ",
    ),
    (
        |settings, folder| settings.dossier.rules_folder = Some(rules(folder, "2005", "2006")),
        "dossier: FOLDER/rules/income.toml: the file: row 1 is valid from 2006-06-30, but a rule is \
         needed from 2005-06-30",
    ),
    (
        |settings, folder| settings.settlement.rules_folder = Some(folder.join("nowhere")),
        "settlement: FOLDER/nowhere/tariff.toml: the file: is not there; a rules folder holds every \
         rule file of its service",
    ),
    (
        |settings, _| settings.databases = one_database("mysql://localhost/stts"),
        "dossier: database.url must begin with postgres:// or sqlite:",
    ),
    (
        |_, folder| fs::write(folder.join("clients.toml"), "[[client]]\nroles = 3\n").unwrap(),
        "setting `callers.clients_file`: FOLDER/clients.toml: line 2: unknown field `roles`, \
         expected one of `id`, `operator`, `profile`, `suspended`",
    ),
    (
        |_, folder| {
            fs::create_dir_all(folder.join("keys")).unwrap();
            fs::write(folder.join("keys/vault.key"), "short").unwrap();
        },
        "identity: database.vault_keys: ",
    ),
];

fn people(folder: &Path, text: &str) -> PathBuf {
    let file = folder.join("people.jsonl");
    fs::write(&file, text).unwrap();
    file
}

/// A copy of the rule files, with one change in the first place where the incomes have that text.
fn rules(folder: &Path, text: &str, changed: &str) -> PathBuf {
    let copy = folder.join("rules");
    fs::create_dir_all(&copy).unwrap();
    for entry in fs::read_dir(RULES).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
    }
    let income = copy.join("income.toml");
    let rows = fs::read_to_string(&income).unwrap();
    let (comment, rows) = rows.split_at(rows.find("[[row]]").unwrap());
    fs::write(income, format!("{comment}{}", rows.replacen(text, changed, 1))).unwrap();
    copy
}

/// The dossier service's database at this address, the others in the folder.
fn one_database(url: &str) -> Databases {
    Databases::Each(BTreeMap::from([("dossier", DatabaseSettings::at(url))]))
}

/// The files in the folder that this process has open.
fn open_files(folder: &TempDir) -> usize {
    let links = fs::read_dir("/proc/self/fd").unwrap().flatten();
    let files = links.filter_map(|link| fs::read_link(link.path()).ok());
    files.filter(|file| file.starts_with(folder.path())).count()
}

/// What was started before the fault lets go of everything.
async fn released(folder: &TempDir) {
    let released = async {
        while open_files(folder) > 0 {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_mins(1), released).await;
    assert!(waited.is_ok(), "{} files stay open", open_files(folder));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_a_suite_from_starting_is_told_in_one_sentence() {
    for (fault, expected) in FAULTS {
        let folder = TempDir::new().unwrap();
        let mut settings = good(&folder);
        fault(&mut settings, folder.path());
        let told = told(&settings).await;
        assert!(told.starts_with(expected), "{told}\n{expected}");
        released(&folder).await;
        for own in ["clients.toml", "keys/vault.key"] {
            let bad = expected.contains("clients.toml") || expected.contains("vault_keys");
            let file = folder.path().join(own);
            if bad && file.exists() {
                fs::remove_file(file).unwrap();
            }
        }
        starts_now(&folder).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_does_not_answer_is_named_without_its_password() {
    let folder = TempDir::new().unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let mut settings = good(&folder);
    settings.databases = one_database(&format!("postgres://stts:s3cret@{address}/dossier"));
    let told = told(&settings).await;
    let expected = format!("dossier: the database at {address}/dossier cannot be reached: ");
    assert!(told.starts_with(&expected) && !told.contains("s3cret"), "{told}");
    released(&folder).await;
    starts_now(&folder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_has_one_suite_at_a_time() {
    let folder = TempDir::new().unwrap();
    let first = Suite::start(&good(&folder)).await.unwrap();
    let told = told(&good(&folder)).await;
    assert_eq!(
        told,
        "another suite is running on FOLDER: stop it, or give another folder with --data"
    );
    first.control().unwrap().quiet().await.unwrap();
    first.stop().await;
    starts_now(&folder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_none_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let mut settings = good(&folder);
    settings.folder = file;
    let told = told(&settings).await;
    assert_eq!(told, "FOLDER: is not a folder; give another with --data");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_in_use_is_named_and_the_suite_can_take_another() {
    let folder = TempDir::new().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let suite = Suite::start(&good(&folder)).await.unwrap();
    let refused = suite.bind(address).await.unwrap_err().to_string();
    assert_eq!(
        refused,
        format!(
            "cannot listen on {address}: the port is in use; stop what uses it, or choose another \
             in the settings"
        )
    );
    suite.bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    suite.stop().await;
}

/// The controls move a simulated clock only; on the machine's time they say so.
#[tokio::test(flavor = "multi_thread")]
async fn the_clock_of_a_suite_on_machine_time_cannot_be_moved() {
    let folder = TempDir::new().unwrap();
    let mut settings = good(&folder);
    settings.simulated_from = None;
    let suite = Suite::start(&settings).await.unwrap();
    let control = suite.control().unwrap();
    let refused = control.advance(hour_of(World::first_day(), 8)).await.unwrap_err();
    assert!(refused.to_string().contains("there is no such method"), "{refused}");
    suite.stop().await;
    starts_now(&folder).await;
}

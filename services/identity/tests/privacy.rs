//! One person is followed through everything that is kept or told. The number and the names must
//! stand nowhere but in the answer.

use std::fs;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use sea_orm::FromQueryResult;
use stts_contracts::identity::v1::{GetFactsRequest, GetHouseholdRequest, GetPersonRequest};
use stts_testkit::{DatabaseKind, TestDatabase};
use tonic::Status;
use tracing_subscriber::fmt::MakeWriter;

use crate::DATABASES;
use crate::people::{
    CANARY_FIRST_NAME, CANARY_HOUSEHOLD, CANARY_LAST_NAME, CANARY_NUMBER, CANARY_STREET, register,
};
use crate::rig::{Rig, context, find, in_street, with_everything};

const SECRETS: [&str; 5] =
    [CANARY_NUMBER, CANARY_LAST_NAME, CANARY_FIRST_NAME, CANARY_HOUSEHOLD, CANARY_STREET];

/// Whether bytes hold a secret: as text in any case, in hexadecimal, or as the number in the six bytes
/// in which SQLite would keep it.
fn holds_secret(bytes: &[u8]) -> bool {
    let lower = bytes.to_ascii_lowercase();
    let number: u64 = CANARY_NUMBER.parse().unwrap();
    let forms = SECRETS.map(|secret| secret.to_ascii_lowercase().into_bytes());
    let forms = forms.iter().cloned().chain(SECRETS.map(|secret| hex(secret.as_bytes())));
    let holds = |haystack: &[u8], needle: &[u8]| {
        haystack.windows(needle.len()).any(|window| window == needle)
    };
    forms.into_iter().any(|form| holds(&lower, &form)) || holds(bytes, &number.to_be_bytes()[2..])
}

/// As PostgreSQL writes bytes.
fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Asks everything about the canary, well and badly, and gives the errors.
async fn ask_everything(rig: &mut Rig) -> Vec<Status> {
    let canary = || find(CANARY_LAST_NAME, CANARY_FIRST_NAME, (1947, 11, 22));
    let search = with_everything(in_street(canary(), CANARY_STREET));
    let found = rig.client.find_person(search).await.unwrap().into_inner();
    let person = found.person.unwrap();
    assert_eq!(person.last_name, CANARY_LAST_NAME);
    let (context, person_id) = (Some(context()), person.person_id);
    let get = GetHouseholdRequest { context: context.clone(), person_id: person_id.clone() };
    rig.client.get_household(get).await.unwrap();
    let get = GetFactsRequest { context: context.clone(), person_id: person_id.clone() };
    rig.client.get_facts(get).await.unwrap();
    let get = GetPersonRequest { context, person_id, include: Vec::new() };
    rig.client.get_person(get.clone()).await.unwrap();

    let mut errors = Vec::new();
    let wrong = find(CANARY_LAST_NAME, CANARY_FIRST_NAME, (1948, 0, 0));
    errors.push(rig.client.find_person(wrong).await.unwrap_err());
    let wrong = find(CANARY_LAST_NAME, CANARY_FIRST_NAME, (1947, 13, 40));
    errors.push(rig.client.find_person(wrong).await.unwrap_err());
    let named = GetPersonRequest { person_id: CANARY_NUMBER.to_owned(), ..get };
    errors.push(rig.client.get_person(named).await.unwrap_err());
    errors
}

#[derive(FromQueryResult)]
struct Text {
    text: String,
}

/// Everything that is kept: the bytes of the files, or every row of every table as text.
async fn kept(database: &TestDatabase, rig: &Rig) -> Vec<u8> {
    match database.kind {
        DatabaseKind::Sqlite => {
            let file = database.settings.url.expose().trim_start_matches("sqlite://");
            let read = |suffix| fs::read(format!("{file}{suffix}")).unwrap_or_default();
            [read(""), read("-wal")].concat()
        }
        DatabaseKind::Postgres => {
            let tables = "SELECT CAST(table_name AS TEXT) AS text FROM information_schema.tables \
                          WHERE table_schema = 'public'";
            let mut dump = Vec::new();
            for Text { text: table } in rig.rows(tables).await {
                let rows = format!("SELECT CAST(t AS TEXT) AS text FROM {table} AS t");
                for Text { text } in rig.rows(&rows).await {
                    dump.extend_from_slice(text.as_bytes());
                }
            }
            dump
        }
    }
}

#[tokio::test]
async fn a_person_leaves_no_trace_in_clear() {
    for database in DATABASES.each().await {
        let lines = Lines::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(lines.clone())
            .with_ansi(false)
            .finish();
        // All tasks of this test run on this thread.
        let listening = tracing::subscriber::set_default(subscriber);
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let errors = ask_everything(&mut rig).await;
        drop(listening);

        let lines = lines.0.lock().unwrap().clone();
        assert!(!lines.is_empty(), "nothing was listened to");
        assert!(!holds_secret(&lines), "a log line names the person");
        for error in &errors {
            assert!(!holds_secret(format!("{error:?}").as_bytes()), "{:?}", error.code());
            assert!(!holds_secret(error.details()), "{:?}", error.code());
        }
        let kept = kept(&database, &rig).await;
        let tracks = b"FIND_PERSON";
        assert!(kept.windows(tracks.len()).any(|window| window == tracks), "the log was read");
        assert!(!holds_secret(&kept), "a table on {:?} names the person", database.kind);
    }
}

#[test]
fn a_secret_is_noticed() {
    for secret in SECRETS {
        assert!(holds_secret(format!("x{}x", secret.to_uppercase()).as_bytes()));
        assert!(holds_secret(&hex(format!("x{secret}x").as_bytes())));
    }
    assert!(!holds_secret(b"nothing of it"));
}

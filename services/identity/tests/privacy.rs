//! One person is followed through everything that is kept or told. The number and the names must
//! stand nowhere but in the answer.

use std::fs;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use prost::Message;
use sea_orm::FromQueryResult;
use stts_contracts::common::v1::{Address, Date};
use stts_contracts::dev::v1::{
    ChangeOutcome, Death, DeathWithdrawn, Move, NewName, PersonReference, PushChangeRequest,
};
use stts_contracts::events::v1::PersonChanged;
use stts_contracts::identity::v1::{
    FindPersonsRequest, GetFactsRequest, GetHouseholdRequest, GetPersonRequest,
};
use stts_testkit::{DatabaseKind, TestDatabase};
use tonic::Status;
use tracing_subscriber::fmt::MakeWriter;
use uuid::Uuid;

use crate::DATABASES;
use crate::people::{
    CANARY_FIRST_NAME, CANARY_HOUSEHOLD, CANARY_LAST_NAME, CANARY_NUMBER, CANARY_STREET,
};
use crate::rig::{Rig, Scripted, context, find, in_street, with_everything};

/// With a check that is wrong.
const CANARY_WRONG_NUMBER: &str = "47112208131";
const SECRETS: [&str; 6] = [
    CANARY_NUMBER,
    CANARY_WRONG_NUMBER,
    CANARY_LAST_NAME,
    CANARY_FIRST_NAME,
    CANARY_HOUSEHOLD,
    CANARY_STREET,
];

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

    let mut agent = rig.process.agent();
    let by_number = |number: &str| FindPersonsRequest {
        national_number: number.to_owned(),
        ..FindPersonsRequest::default()
    };
    let found = agent.find_persons(by_number(CANARY_NUMBER)).await.unwrap().into_inner();
    assert_eq!(found.persons[0].last_name, CANARY_LAST_NAME);
    let shown = format!("{found:?}");
    assert!(!shown.contains(CANARY_NUMBER) && !shown.contains(CANARY_HOUSEHOLD), "{shown}");

    let mut errors = Vec::new();
    errors.push(agent.find_persons(by_number(CANARY_WRONG_NUMBER)).await.unwrap_err());
    let wrong = find(CANARY_LAST_NAME, CANARY_FIRST_NAME, (1948, 0, 0));
    errors.push(rig.client.find_person(wrong).await.unwrap_err());
    let wrong = find(CANARY_LAST_NAME, CANARY_FIRST_NAME, (1947, 13, 40));
    errors.push(rig.client.find_person(wrong).await.unwrap_err());
    let named = GetPersonRequest { person_id: CANARY_NUMBER.to_owned(), ..get };
    errors.push(rig.client.get_person(named).await.unwrap_err());
    errors
}

/// Tells everything that can change about the canary, now and later, well and badly, and gives the
/// errors.
async fn change_everything(service: &mut Scripted) -> Vec<Status> {
    let person = || PersonReference {
        national_number: CANARY_NUMBER.to_owned(),
        ..PersonReference::default()
    };
    let change = |id| PushChangeRequest {
        change_id: Uuid::from_u128(id).to_string(),
        person: Some(person()),
        ..PushChangeRequest::default()
    };
    let name = NewName {
        last_name: format!("Van {CANARY_LAST_NAME}"),
        first_names: CANARY_FIRST_NAME.to_owned(),
    };
    let named = PushChangeRequest { new_name: Some(name), ..change(1) };
    let street = |house_number: &str| Address {
        street: CANARY_STREET.to_owned(),
        house_number: house_number.to_owned(),
        postal_code: "9000".to_owned(),
        municipality: "Gent".to_owned(),
        ..Address::default()
    };
    let to = Move { address: Some(street("5")), own_household: true, ..Move::default() };
    let moved = PushChangeRequest { r#move: Some(to), ..change(2) };
    let death = Death { deceased_on: Some(Date { year: 2026, month: 2, day: 27 }) };
    let died = PushChangeRequest { death: Some(death), ..change(3) };
    for request in [&named, &moved, &died] {
        let pushed = service.push.push_change(request.clone()).await.unwrap().into_inner();
        assert_eq!(pushed.outcome(), ChangeOutcome::Told);
    }
    let later = Some(Date { year: 2026, month: 12, day: 1 });
    let later = PushChangeRequest { effective_on: later, ..change(4) };
    let alive = PushChangeRequest { death_withdrawn: Some(DeathWithdrawn {}), ..later };
    service.push.push_change(alive).await.unwrap();

    let mut errors = Vec::new();
    let to = Move { address: Some(street("")), ..Move::default() };
    let wrong = PushChangeRequest { r#move: Some(to), ..change(5) };
    errors.push(service.push.push_change(wrong).await.unwrap_err());
    let named = PersonReference { person_id: CANARY_NUMBER.to_owned(), ..Default::default() };
    let wrong = PushChangeRequest { person: Some(named), ..died };
    errors.push(service.push.push_change(wrong).await.unwrap_err());
    errors
}

#[derive(FromQueryResult)]
struct Payload {
    payload: Vec<u8>,
}

/// Of a person nothing but ids and the date of a death is in an event; a new field is to be thought
/// about here first.
#[tokio::test]
async fn an_event_holds_ids_and_a_date_of_death() {
    let database = DATABASES.sqlite().await;
    let mut service = Scripted::new(database.store.clone(), 1).await;
    ask_everything(&mut service.rig).await;
    change_everything(&mut service).await;
    let payloads: Vec<Payload> = service.rig.rows("SELECT payload FROM outbox").await;
    assert_eq!(payloads.len(), 3);
    for Payload { payload } in payloads {
        assert!(!holds_secret(&payload));
        let PersonChanged {
            person_id,
            change: _,
            deceased_on: _,
            old_household_id,
            new_household_id,
            merged_into_person_id,
        } = PersonChanged::decode(payload.as_slice()).unwrap();
        let ids = [person_id, old_household_id, new_household_id, merged_into_person_id];
        for id in ids.iter().filter(|id| !id.is_empty()) {
            assert_eq!(id.parse::<Uuid>().unwrap().get_version_num(), 4, "ids are random");
        }
    }
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
        let mut service = Scripted::new(database.store.clone(), 1).await;
        let mut errors = ask_everything(&mut service.rig).await;
        errors.extend(change_everything(&mut service).await);
        drop(listening);

        let lines = lines.0.lock().unwrap().clone();
        assert!(!lines.is_empty(), "nothing was listened to");
        assert!(!holds_secret(&lines), "a log line names the person");
        for error in &errors {
            assert!(!holds_secret(format!("{error:?}").as_bytes()), "{:?}", error.code());
            assert!(!holds_secret(error.details()), "{:?}", error.code());
        }
        let kept = kept(&database, &service.rig).await;
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

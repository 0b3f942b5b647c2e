//! Whom BIPT's agents find, and what the log has of it.

use std::sync::Arc;

use sea_orm::FromQueryResult;
use stts_contracts::common::v1::{Date, Profile};
use stts_contracts::identity::v1::{
    FindPersonsRequest, FindPersonsResponse, FoundPerson, NameAndBirthDate,
};
use stts_identity::register::{Scripted as Change, ScriptedChange, SimulatedRegister};
use stts_identity_domain::NationalNumber;
use uuid::Uuid;

use crate::DATABASES;
use crate::people::{CANARY_LAST_NAME, CANARY_NUMBER, namesakes, register};
use crate::rig::{Rig, Scripted, find_an, reason};

fn named(last_name: &str, first_name: &str, born: (i32, i32, i32)) -> FindPersonsRequest {
    let birth_date = Some(Date { year: born.0, month: born.1, day: born.2 });
    let (last_name, first_name) = (last_name.to_owned(), first_name.to_owned());
    let name = Some(NameAndBirthDate { last_name, first_name, birth_date });
    FindPersonsRequest { name, ..FindPersonsRequest::default() }
}

fn numbered(number: &str) -> FindPersonsRequest {
    FindPersonsRequest { national_number: number.to_owned(), ..FindPersonsRequest::default() }
}

async fn found(rig: &Rig, request: FindPersonsRequest) -> FindPersonsResponse {
    rig.process.agent().find_persons(request).await.unwrap().into_inner()
}

/// A person as an agent tells two of them apart.
fn told(person: &FoundPerson) -> String {
    let street = person.address.as_ref().map_or("", |address| &address.street);
    let born = person.birth_date.map_or(0, |date| date.year);
    let dead = if person.deceased { ", dead" } else { "" };
    format!("{} {}, {born}, {street}{dead}", person.first_names, person.last_name)
}

#[tokio::test]
async fn an_agent_finds_all_of_a_name_and_the_one_of_a_number() {
    let cases: [(FindPersonsRequest, &[&str]); 8] = [
        (named("peeters", "an", (1950, 0, 0)), &["An Maria Peeters, 1950, Dorp"]),
        (
            named("Janssens", "Jan", (1970, 5, 5)),
            &["Jan Janssens, 1970, Kerkstraat", "Jan Janssens, 1970, Veldstraat"],
        ),
        (named("Pieters", "Piet", (1940, 1, 1)), &["Piet Pieters, 1940, Dorp, dead"]),
        (named("El Amrani", "Fatima", (1955, 0, 0)), &["Fatima El Amrani, 1955, Dorp"]),
        (named("Peeters", "An", (1951, 0, 0)), &[]),
        (named("Nobody", "No", (1950, 3, 12)), &[]),
        (numbered(CANARY_NUMBER), &["Xerophania Quetzalcanary, 1947, Zwartkanariestraat"]),
        (numbered("00000000128"), &[]),
    ];
    for database in DATABASES.each().await {
        let rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        for (request, expected) in &cases {
            let found = found(&rig, request.clone()).await;
            let persons: Vec<_> = found.persons.iter().map(told).collect();
            assert_eq!(persons, *expected, "{request:?}");
            assert!(!found.more);
        }
    }
}

#[tokio::test]
async fn the_id_is_the_one_that_other_services_know() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let by_agent = found(&rig, named("Peeters", "An", (1950, 3, 12))).await;
        let by_service = rig.client.find_person(find_an()).await.unwrap().into_inner();
        assert_eq!(by_agent.persons[0].person_id, by_service.person.unwrap().person_id);
    }
}

#[tokio::test]
async fn more_than_twenty_are_not_shown() {
    for (people, shown, more) in [(19, 19, false), (20, 20, false), (21, 20, true), (40, 20, true)]
    {
        let database = DATABASES.sqlite().await;
        let register = SimulatedRegister::of(namesakes(people)).unwrap();
        let rig = Rig::new(database.store.clone(), Arc::new(register), 1);
        let found = found(&rig, named("Janssens", "Jan", (1960, 0, 0))).await;
        assert_eq!((found.persons.len(), found.more), (shown, more), "of {people}");
    }
}

#[derive(Debug, PartialEq, Eq, FromQueryResult)]
struct Row {
    operator_id: String,
    client_id: String,
    user_name: Option<String>,
    profile: String,
    purpose: String,
    dossier_number: Option<i64>,
    question: String,
    person_id: Option<Uuid>,
    outcome: Option<String>,
}

#[derive(FromQueryResult)]
struct Shown {
    consultation_id: i64,
    person_id: Uuid,
}

#[tokio::test]
async fn every_search_of_an_agent_is_in_the_log_with_all_whom_it_showed() {
    for database in DATABASES.each().await {
        let rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let request = FindPersonsRequest {
            dossier_number: "1234567894".to_owned(),
            ..numbered(CANARY_NUMBER)
        };
        let one = found(&rig, request).await;
        let two = found(&rig, named("Janssens", "Jan", (1970, 0, 0))).await;
        found(&rig, named("Nobody", "No", (1950, 0, 0))).await;

        let row = |dossier_number, person_id, outcome: &str| Row {
            operator_id: "BIPT".to_owned(),
            client_id: "bipt-agent".to_owned(),
            user_name: Some("an.peeters".to_owned()),
            profile: "BIPT_AGENT".to_owned(),
            purpose: "AGENT_SEARCH".to_owned(),
            dossier_number,
            question: "FIND_PERSONS".to_owned(),
            person_id,
            outcome: Some(outcome.to_owned()),
        };
        let canary = one.persons[0].person_id.parse().unwrap();
        let rows: Vec<Row> = rig.rows("SELECT * FROM consultations ORDER BY id").await;
        let expected = [
            row(Some(1_234_567_894), Some(canary), "FOUND"),
            row(None, None, "FOUND"),
            row(None, None, "NOT_FOUND"),
        ];
        assert_eq!(rows, expected, "{:?}", database.kind);
        let shown: Vec<Shown> = rig.rows("SELECT * FROM consulted_persons").await;
        let mut persons: Vec<_> = shown.iter().map(|row| row.person_id.to_string()).collect();
        let mut expected: Vec<_> = two.persons.into_iter().map(|one| one.person_id).collect();
        persons.sort();
        expected.sort();
        assert_eq!(persons, expected);
        assert!(shown.iter().all(|row| row.consultation_id == shown[0].consultation_id));
    }
}

#[tokio::test]
async fn a_former_number_finds_the_person_as_known_now() {
    for database in DATABASES.each().await {
        let service = Scripted::new(database.store.clone(), 1).await;
        let before = found(&service.rig, numbered(CANARY_NUMBER)).await;
        let by = NationalNumber::from_first_nine(471_122_083, false).unwrap();
        let change = ScriptedChange {
            on: "2026-03-01".parse().unwrap(),
            number: CANARY_NUMBER.parse().unwrap(),
            what: Change::NumberReplaced { by },
        };
        service.script.push(Uuid::from_u128(1), &change).await.unwrap();
        assert_eq!(found(&service.rig, numbered(CANARY_NUMBER)).await, before);
        assert_eq!(found(&service.rig, numbered(&by.expose())).await, before);
        assert_eq!(before.persons[0].last_name, CANARY_LAST_NAME);
    }
}

#[tokio::test]
async fn a_bad_question_is_not_asked() {
    let database = DATABASES.sqlite().await;
    let rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
    let both = FindPersonsRequest {
        national_number: CANARY_NUMBER.to_owned(),
        ..named("Peeters", "An", (1950, 3, 12))
    };
    for request in [
        FindPersonsRequest::default(),
        both,
        numbered("47112208133"),
        numbered("4711220813"),
        named("...", "An", (1950, 3, 12)),
        named("Peeters", "An", (1950, 13, 1)),
        FindPersonsRequest { dossier_number: "1234567890".to_owned(), ..numbered(CANARY_NUMBER) },
    ] {
        let refused = rig.process.agent().find_persons(request.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "INVALID_FIELDS", "{request:?}");
    }
    for (client, profile) in [
        ("bipt-fund", Profile::FundManager),
        ("bipt-operations", Profile::BiptOperations),
        ("bipt-officer", Profile::DataProtectionOfficer),
    ] {
        let mut caller = rig.process.admin(client, profile);
        let refused = caller.find_persons(numbered(CANARY_NUMBER)).await.unwrap_err();
        assert_eq!(reason(&refused), "PROFILE_NOT_ALLOWED", "{profile:?}");
    }
    assert!(crate::consultations::all(&rig).await.is_empty());
}

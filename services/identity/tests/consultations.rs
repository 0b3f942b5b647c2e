//! The log: every attempt has its row, and the row says how it ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, FromQueryResult};
use stts_contracts::identity::v1::{GetFactsRequest, GetHouseholdRequest, GetPersonRequest};
use stts_identity::ports::{Register, RegisterUnavailable};
use stts_identity_domain::{Household, Match, NationalNumber, Person, PersonSearch, SocialFacts};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::DATABASES;
use crate::people::register;
use crate::rig::{Rig, context, find, find_an, reason};

#[derive(Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Row {
    operator_id: String,
    client_id: String,
    user_name: Option<String>,
    profile: String,
    purpose: String,
    dossier_number: Option<i64>,
    request_id: Option<Uuid>,
    question: String,
    pub(crate) person_id: Option<Uuid>,
    pub(crate) outcome: Option<String>,
    asked_at: i64,
    completed_at: Option<i64>,
}

pub(crate) async fn all(rig: &Rig) -> Vec<Row> {
    rig.rows("SELECT * FROM consultations ORDER BY id").await
}

/// 2026-03-01T08:00:00Z.
const NOW: i64 = 1_772_352_000_000_000;

fn row(question: &str, person_id: Option<Uuid>, outcome: &str) -> Row {
    Row {
        operator_id: "OP01".to_owned(),
        client_id: "crm".to_owned(),
        user_name: Some("els".to_owned()),
        profile: "COMMERCIAL".to_owned(),
        purpose: "APPLICATION".to_owned(),
        dossier_number: Some(1_234_567_894),
        request_id: Some("67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap()),
        question: question.to_owned(),
        person_id,
        outcome: Some(outcome.to_owned()),
        asked_at: NOW,
        completed_at: Some(NOW),
    }
}

#[tokio::test]
async fn every_attempt_has_a_row_of_its_own() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let found = rig.client.find_person(find_an()).await.unwrap().into_inner();
        let person_id = found.person.unwrap().person_id;
        rig.client.find_person(find_an()).await.unwrap();
        rig.client.find_person(find("Nobody", "No", (1950, 0, 0))).await.unwrap_err();
        rig.client.find_person(find("Janssens", "Jan", (1970, 0, 0))).await.unwrap_err();

        let (context, id) = (Some(context()), || person_id.clone());
        let get =
            GetPersonRequest { context: context.clone(), person_id: id(), include: Vec::new() };
        rig.client.get_person(get).await.unwrap();
        let get = GetHouseholdRequest { context: context.clone(), person_id: id() };
        rig.client.get_household(get).await.unwrap();
        rig.client.get_facts(GetFactsRequest { context, person_id: id() }).await.unwrap();

        let an = Some(person_id.parse().unwrap());
        let expected = [
            row("FIND_PERSON", an, "FOUND"),
            row("FIND_PERSON", an, "FOUND"),
            row("FIND_PERSON", None, "NOT_FOUND"),
            row("FIND_PERSON", None, "AMBIGUOUS"),
            row("GET_PERSON", an, "FOUND"),
            row("GET_HOUSEHOLD", an, "FOUND"),
            row("GET_FACTS", an, "FOUND"),
        ];
        assert_eq!(all(&rig).await, expected, "{:?}", database.kind);
    }
}

/// Counts what it is asked, and answers nothing.
#[derive(Default)]
struct Down {
    asked: AtomicUsize,
}

impl Down {
    fn refuse<T>(&self) -> Result<T, RegisterUnavailable> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Err(RegisterUnavailable)
    }
}

#[async_trait]
impl Register for Down {
    async fn search(&self, _: &PersonSearch) -> Result<Match<Person>, RegisterUnavailable> {
        self.refuse()
    }

    async fn search_all(
        &self,
        _: &PersonSearch,
        _: usize,
    ) -> Result<Vec<Person>, RegisterUnavailable> {
        self.refuse()
    }

    async fn person(&self, _: NationalNumber) -> Result<Option<Person>, RegisterUnavailable> {
        self.refuse()
    }

    async fn household(&self, _: NationalNumber) -> Result<Option<Household>, RegisterUnavailable> {
        self.refuse()
    }

    async fn facts(&self, _: NationalNumber) -> Result<Option<SocialFacts>, RegisterUnavailable> {
        self.refuse()
    }
}

#[tokio::test]
async fn a_register_that_is_down_is_a_row_too() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(Down::default()), 1);
        let refused = rig.client.find_person(find_an()).await.unwrap_err();
        assert_eq!(reason(&refused), "REGISTER_UNAVAILABLE");
        assert!(refused.get_details_retry_info().is_some());
        assert_eq!(all(&rig).await, [row("FIND_PERSON", None, "UNAVAILABLE")]);
    }
}

#[tokio::test]
async fn without_a_log_nothing_is_asked() {
    for database in DATABASES.each().await {
        let down = Arc::new(Down::default());
        let mut rig = Rig::new(database.store.clone(), down.clone(), 1);
        let transaction = database.store.begin().await.unwrap();
        transaction.connection().execute_unprepared("DROP TABLE consultations").await.unwrap();
        transaction.commit().await.unwrap();
        rig.client.find_person(find_an()).await.unwrap_err();
        assert_eq!(down.asked.load(Ordering::SeqCst), 0);
    }
}

//! The ids by which the rest of the system knows people: given once, kept for ever.

use std::sync::Arc;

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use stts_contracts::identity::v1::FindPersonRequest;
use stts_identity::ports::{Register, RegisterUnavailable};
use stts_identity::register::SimulatedRegister;
use stts_identity_domain::{Household, Match, NationalNumber, Person, PersonSearch, SocialFacts};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::DATABASES;
use crate::people::register;
use crate::rig::{Client, Rig, find, find_an};

async fn ids(client: &mut Client, request: FindPersonRequest) -> (String, String) {
    let found = client.find_person(request).await.unwrap().into_inner();
    let person = found.person.unwrap();
    (person.person_id, person.household_id)
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

async fn count(rig: &Rig, table: &str) -> i64 {
    let rows: Vec<Count> = rig.rows(&format!("SELECT count(*) AS count FROM {table}")).await;
    rows[0].count
}

#[tokio::test]
async fn ids_survive_the_process_and_its_register() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let first = ids(&mut rig.client, find_an()).await;
        let mut rig = Rig::new(database.open_again().await, Arc::new(register()), 2);
        assert_eq!(ids(&mut rig.client, find_an()).await, first);
    }
}

#[tokio::test]
async fn those_who_live_together_have_one_household() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let one = ids(&mut rig.client, find("D'Hondt", "Éloïse", (1949, 2, 2))).await;
        let other = ids(&mut rig.client, find("Maes", "Jef", (1948, 1, 1))).await;
        let stranger = ids(&mut rig.client, find_an()).await;
        assert!(one.0 != other.0 && one.1 == other.1 && one.1 != stranger.1);
        assert_eq!((count(&rig, "persons").await, count(&rig, "households").await), (3, 2));
    }
}

/// Answers a search when as many are asked at once as were announced.
struct Together {
    register: SimulatedRegister,
    barrier: Barrier,
}

#[async_trait]
impl Register for Together {
    async fn search(&self, search: &PersonSearch) -> Result<Match<Person>, RegisterUnavailable> {
        self.barrier.wait().await;
        Register::search(&self.register, search).await
    }

    async fn search_all(
        &self,
        search: &PersonSearch,
        at_most: usize,
    ) -> Result<Vec<Person>, RegisterUnavailable> {
        Register::search_all(&self.register, search, at_most).await
    }

    async fn person(&self, number: NationalNumber) -> Result<Option<Person>, RegisterUnavailable> {
        Register::person(&self.register, number).await
    }

    async fn household(
        &self,
        number: NationalNumber,
    ) -> Result<Option<Household>, RegisterUnavailable> {
        Register::household(&self.register, number).await
    }

    async fn facts(
        &self,
        number: NationalNumber,
    ) -> Result<Option<SocialFacts>, RegisterUnavailable> {
        Register::facts(&self.register, number).await
    }
}

const AT_ONCE: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn first_sights_at_once_give_one_id() {
    for database in DATABASES.each().await {
        let together = Together { register: register(), barrier: Barrier::new(AT_ONCE) };
        let together = Arc::new(together);
        let rigs = [
            Rig::new(database.store.clone(), together.clone(), 1),
            Rig::new(database.open_again().await, together, 2),
        ];
        let couple = [find("D'Hondt", "Éloïse", (1949, 2, 2)), find("Maes", "Jef", (1948, 1, 1))];
        let mut calls = JoinSet::new();
        for index in 0..AT_ONCE {
            let mut client = rigs[index % 2].client.clone();
            let request = couple[index / 2 % 2].clone();
            calls.spawn(async move { ids(&mut client, request).await });
        }
        let mut given = calls.join_all().await;
        given.sort();
        given.dedup();
        assert_eq!(given.len(), 2, "one id for each of the couple: {given:?}");
        assert_eq!(given[0].1, given[1].1);
        let counts = (count(&rigs[0], "persons").await, count(&rigs[0], "households").await);
        assert_eq!(counts, (2, 1));
        assert_eq!(crate::consultations::all(&rigs[0]).await.len(), AT_ONCE);
    }
}

//! A caller who hangs up cannot cut a consultation in the middle (reliability, fault 40).

use std::sync::Arc;

use async_trait::async_trait;
use stts_identity::ports::{Register, RegisterUnavailable};
use stts_identity::register::SimulatedRegister;
use stts_identity_domain::{Household, Match, NationalNumber, Person, PersonSearch, SocialFacts};
use tokio::sync::Notify;

use crate::people::register;
use crate::rig::{Rig, find_an};
use crate::{DATABASES, consultations};

/// Tells that it is asked, and answers when told.
struct Waiting {
    register: SimulatedRegister,
    asked: Notify,
    go_on: Notify,
}

#[async_trait]
impl Register for Waiting {
    async fn search(&self, search: &PersonSearch) -> Result<Match<Person>, RegisterUnavailable> {
        self.asked.notify_one();
        self.go_on.notified().await;
        Register::search(&self.register, search).await
    }

    async fn search_all(
        &self,
        _: &PersonSearch,
        _: usize,
    ) -> Result<Vec<Person>, RegisterUnavailable> {
        Err(RegisterUnavailable)
    }

    async fn person(&self, _: NationalNumber) -> Result<Option<Person>, RegisterUnavailable> {
        Err(RegisterUnavailable)
    }

    async fn household(&self, _: NationalNumber) -> Result<Option<Household>, RegisterUnavailable> {
        Err(RegisterUnavailable)
    }

    async fn facts(&self, _: NationalNumber) -> Result<Option<SocialFacts>, RegisterUnavailable> {
        Err(RegisterUnavailable)
    }
}

#[tokio::test]
async fn the_row_is_completed_although_nobody_listens() {
    for database in DATABASES.each().await {
        let (asked, go_on) = (Notify::new(), Notify::new());
        let waiting = Arc::new(Waiting { register: register(), asked, go_on });
        let rig = Rig::new(database.store.clone(), waiting.clone(), 1);
        let mut client = rig.client.clone();
        let call = tokio::spawn(async move { client.find_person(find_an()).await });
        waiting.asked.notified().await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());

        waiting.go_on.notify_one();
        rig.process.host.shutdown().trigger();
        rig.process.host.drain().await;
        let rows = consultations::all(&rig).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].outcome.as_deref(), Some("FOUND"), "{:?}", database.kind);
        assert!(rows[0].person_id.is_some());
    }
}

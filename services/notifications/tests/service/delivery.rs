//! From an event to a letter in the mailbox: one letter, whatever happens in between.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use prost::Message;
use sea_orm::ConnectionTrait;
use stts_contracts::common::v1::{CallContext, Language, Profile, Purpose};
use stts_notifications::jobs::DELIVER;
use stts_notifications::letters::TEMPLATE_VERSION;
use stts_notifications::ports::{
    Deliveries, Mailbox, MailboxUnavailable, Outcome, Person, PersonFault,
};
use stts_notifications_domain::{Delivery, Failure};
use stts_queue::jobs::{JobStore, Moment};

use crate::DATABASES;
use crate::dossier_log::{DOSSIER, caused_by, documents_requested};
use crate::world::{WORKED, World, zoe};

#[tokio::test]
async fn a_letter_is_delivered_once_and_kept_as_it_was_read() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        world.log.tell(documents_requested(1, Language::Nl)).await;
        assert_eq!(world.work().await, 1, "{:?}", database.kind);

        let messages = world.messages().await;
        let [(message, Some(content))] = messages.as_slice() else { panic!("{messages:?}") };
        assert_eq!(message.delivery, Delivery::Delivered(WORKED.parse().unwrap()));
        assert_eq!(message.template_version.as_deref(), Some(TEMPLATE_VERSION));
        let name = format!("{}.DOCUMENTS_NEEDED.nl.txt", message.message_id);
        assert_eq!(world.letters(), [(name, content.clone())]);
        assert!(content.contains("Zoë Van den Broeck\nKerkstraat 12 bus 3\n9000 Gent\n"));
        assert!(content.contains("ten laatste op 30 april 2027"), "{content}");

        assert_eq!(world.work().await, 0, "nothing is left to do");
        world.log.end().await;
    }
}

/// A mailbox whose caller dies as soon as the letter is there.
struct DiesAfterwards(Arc<dyn Mailbox>);

#[async_trait]
impl Mailbox for DiesAfterwards {
    async fn put(&self, name: &str, content: &str) -> Result<(), MailboxUnavailable> {
        self.0.put(name, content).await?;
        panic!("the worker dies between the letter and the commit")
    }
}

#[tokio::test]
async fn a_worker_that_dies_after_the_letter_leaves_no_second_one() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        world.log.tell(documents_requested(1, Language::Nl)).await;
        let dying = DiesAfterwards(Arc::new(world.mailbox().await));
        assert_eq!(world.work_with(Arc::new(dying)).await, 1);
        let first = world.letters();
        assert_eq!(first.len(), 1, "{:?}", database.kind);
        assert_eq!(world.messages().await[0].0.delivery, Delivery::Pending);

        world.machine.advance(TimeDelta::hours(1));
        assert_eq!(world.work().await, 1);
        assert_eq!(world.letters(), first);
        let delivered = Delivery::Delivered(WORKED.parse().unwrap());
        assert_eq!(world.messages().await[0].0.delivery, delivered);
        world.log.end().await;
    }
}

#[tokio::test]
async fn of_two_workers_the_one_that_lost_its_lease_writes_nothing() {
    let lease = Duration::from_mins(1);
    let at = |instant: &str| Moment {
        business: WORKED.parse().unwrap(),
        machine: instant.parse().unwrap(),
    };
    for database in DATABASES.each().await {
        let world = World::new(&database);
        world.log.tell(documents_requested(1, Language::Nl)).await;
        let id = world.messages().await[0].0.message_id;
        let store = &world.log.store;
        let slow = store.claim(&[DELIVER], 1, at("2027-03-01T10:00:00Z"), lease).await.unwrap();
        let quick = store.claim(&[DELIVER], 1, at("2027-03-01T10:02:00Z"), lease).await.unwrap();

        let unknown = Outcome::Failed(Failure::PersonUnknown);
        let refused = world.tables.settle(slow[0].claim, id, unknown.clone()).await;
        assert!(refused.is_err(), "{:?}", database.kind);
        assert_eq!(world.messages().await[0].0.delivery, Delivery::Pending);
        world.tables.settle(quick[0].claim, id, unknown).await.unwrap();
        let failed = Delivery::Failed(Failure::PersonUnknown);
        assert_eq!(world.messages().await[0].0.delivery, failed);
        world.log.end().await;
    }
}

#[tokio::test]
async fn a_letter_waits_for_the_identity_service() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        *world.people.told.lock().unwrap() = Err(PersonFault::Unavailable);
        world.log.tell(documents_requested(1, Language::Nl)).await;
        for _ in 0..20 {
            assert_eq!(world.work().await, 1, "it is tried for much longer than five times");
            world.machine.advance(TimeDelta::hours(1));
        }
        assert_eq!(world.messages().await[0].0.delivery, Delivery::Pending);

        *world.people.told.lock().unwrap() = Ok(zoe());
        assert_eq!(world.work().await, 1);
        assert_eq!(world.letters().len(), 1);
        world.log.end().await;
    }
}

#[tokio::test]
async fn nobody_unknown_dead_or_without_address_gets_a_letter() {
    for (told, failure) in [
        (Ok(Person { is_deceased: true, ..zoe() }), Failure::PersonDeceased),
        (Err(PersonFault::Unknown), Failure::PersonUnknown),
        (Err(PersonFault::NoAddress), Failure::NoAddress),
    ] {
        for database in DATABASES.each().await {
            let world = World::new(&database);
            *world.people.told.lock().unwrap() = told.clone();
            world.log.tell(documents_requested(1, Language::Nl)).await;
            assert_eq!(world.work().await, 1);
            let messages = world.messages().await;
            assert_eq!(messages[0].0.delivery, Delivery::Failed(failure), "{:?}", database.kind);
            assert_eq!(messages[0].1, None);
            assert_eq!(world.letters(), []);
            assert_eq!(world.work().await, 0, "it is not tried again");
            world.log.end().await;
        }
    }
}

#[tokio::test]
async fn the_identity_service_hears_on_whose_behalf_a_letter_is_written() {
    let call = CallContext {
        operator_id: "OP01".to_owned(),
        client_id: "op01-crm".to_owned(),
        user: "an.peeters".to_owned(),
        profile: Profile::Commercial.into(),
        purpose: Purpose::Application.into(),
        dossier_number: String::new(),
        request_id: "67e55044-10b1-426f-9247-bb680e5fe0c8".to_owned(),
    };
    let letter = Purpose::Letter.into();
    let system = CallContext {
        operator_id: "SYSTEM".to_owned(),
        client_id: "notifications".to_owned(),
        profile: Profile::Service.into(),
        purpose: letter,
        dossier_number: DOSSIER.to_owned(),
        ..CallContext::default()
    };
    let database = DATABASES.sqlite().await;
    let world = World::new(&database);
    let requested = documents_requested(1, Language::Nl);
    world.log.tell(caused_by(&call, requested)).await;
    assert_eq!(world.work().await, 1);
    world.log.tell(documents_requested(2, Language::Nl)).await;
    assert_eq!(world.work().await, 1);

    let caused = CallContext { purpose: letter, dossier_number: DOSSIER.to_owned(), ..call };
    let contexts = world.people.contexts.lock().unwrap().clone();
    let contexts: Vec<_> =
        contexts.iter().map(|bytes| CallContext::decode(bytes.as_slice()).unwrap()).collect();
    assert_eq!(contexts, [caused, system]);
    world.log.end().await;
}

#[tokio::test]
async fn nothing_about_a_person_is_readable_in_the_database() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        world.log.tell(documents_requested(1, Language::Nl)).await;
        assert_eq!(world.work().await, 1);
        let reader = world.log.store.reader();
        let connection = reader.connection();
        let rows = connection
            .query_all_raw(sea_orm::Statement::from_string(
                connection.get_database_backend(),
                "SELECT content, details FROM messages",
            ))
            .await
            .unwrap();
        assert_eq!(rows.len(), 1);
        for column in ["content", "details"] {
            let sealed: Vec<u8> = rows[0].try_get("", column).unwrap();
            let text = String::from_utf8_lossy(&sealed);
            for telling in ["Broeck", "Kerkstraat", "handicap", "DISABILITY", "TAX"] {
                assert!(!text.contains(telling), "{column}: {telling}");
            }
        }
        world.log.end().await;
    }
}

//! Events and jobs are committed with their transaction or not at all, and wake who waits.

use std::time::Duration;

use stts_kernel::{EventId, IdSource};
use stts_queue::jobs::{JobStore, Moment};
use stts_queue::log::Outbox;
use stts_store::jobs::{self, Enqueued, NewJob};
use stts_store::outbox::{self, NewEvent};
use stts_store::{Store, StoreOutbox, Transaction};
use stts_testkit::SeededIds;

use crate::DATABASES;

fn event(ids: &SeededIds) -> NewEvent {
    NewEvent {
        event_id: EventId::random(ids),
        key: ids.uuid().to_string(),
        type_name: "stts.events.v1.DossierChanged".to_owned(),
        version: 1,
        payload: vec![1, 2, 3],
        caused_by: None,
        traceparent: None,
        occurred_at: "2027-03-01T08:00:00Z".parse().unwrap(),
    }
}

fn job(key: &str) -> NewJob {
    NewJob {
        kind: "remind".to_owned(),
        key: Some(key.to_owned()),
        type_name: "stts.test.Remind".to_owned(),
        payload: vec![],
        due_at: "2027-03-01T08:00:00Z".parse().unwrap(),
        traceparent: None,
    }
}

async fn write(transaction: &Transaction, ids: &SeededIds) {
    outbox::append(transaction, vec![event(ids), event(ids)]).await.unwrap();
    assert!(matches!(jobs::enqueue(transaction, job("a")).await, Ok(Enqueued::New(_))));
    assert_eq!(jobs::enqueue(transaction, job("a")).await, Ok(Enqueued::Exists));
}

async fn counts(store: &Store) -> (u64, u64) {
    let heads = StoreOutbox::new(store.clone(), "dossier").heads().await.unwrap();
    let now = "2027-03-02T08:00:00Z".parse().unwrap();
    let jobs = store.counts(Moment { business: now, machine: now }).await.unwrap();
    (heads.iter().map(|head| head.unnumbered).sum(), jobs.due)
}

#[tokio::test]
async fn all_or_nothing() {
    for database in DATABASES.each().await {
        let store = &database.store;
        let ids = SeededIds::new(1);
        let transaction = store.begin().await.unwrap();
        write(&transaction, &ids).await;
        transaction.roll_back().await.unwrap();
        assert_eq!(counts(store).await, (0, 0), "{:?}", database.kind);

        let transaction = store.begin().await.unwrap();
        write(&transaction, &ids).await;
        drop(transaction);
        assert_eq!(counts(store).await, (0, 0), "{:?}", database.kind);

        let transaction = store.begin().await.unwrap();
        write(&transaction, &ids).await;
        transaction.commit().await.unwrap();
        assert_eq!(counts(store).await, (2, 1), "{:?}", database.kind);
    }
}

#[tokio::test]
async fn a_commit_wakes_who_waits_for_what_is_in_it() {
    /// Far longer than the test runner allows: only a signal ends the wait.
    const FOR_EVER: Duration = Duration::from_hours(24);
    for database in DATABASES.each().await {
        let store = &database.store;
        let (mut events, mut jobs) = (store.event_commits(), store.job_commits());
        let transaction = store.begin().await.unwrap();
        write(&transaction, &SeededIds::new(2)).await;
        transaction.commit().await.unwrap();
        events.wait(FOR_EVER).await;
        jobs.wait(FOR_EVER).await;
    }
}

#[tokio::test]
async fn a_cancelled_job_is_gone() {
    for database in DATABASES.each().await {
        let store = &database.store;
        let transaction = store.begin().await.unwrap();
        jobs::enqueue(&transaction, job("a")).await.unwrap();
        assert_eq!(jobs::cancel(&transaction, "remind", "a").await, Ok(true));
        assert_eq!(jobs::cancel(&transaction, "remind", "a").await, Ok(false));
        transaction.commit().await.unwrap();
        assert_eq!(counts(store).await, (0, 0), "{:?}", database.kind);
    }
}

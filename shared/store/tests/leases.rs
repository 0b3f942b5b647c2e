//! Whoever opens a SQLite database after a process that died is alone on it, and need not wait for the
//! leases of the dead; on PostgreSQL another replica may be at work.

use std::time::Duration;

use stts_queue::jobs::{Job, JobStore, Moment, NewJob};
use stts_store::{Store, jobs};
use stts_testkit::DatabaseKind;

use crate::DATABASES;

const KIND: &str = "deliver";

fn moment() -> Moment {
    let now = "2027-03-01T08:00:00Z".parse().unwrap();
    Moment { business: now, machine: now }
}

async fn enqueue(store: &Store, key: &str) {
    let transaction = store.begin().await.unwrap();
    let job = NewJob {
        kind: KIND.to_owned(),
        key: Some(key.to_owned()),
        type_name: "text".to_owned(),
        payload: key.as_bytes().to_vec(),
        due_at: moment().business,
        traceparent: None,
    };
    jobs::enqueue(&transaction, job).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn claim(store: &Store) -> Vec<Job> {
    store.claim(&[KIND], 10, moment(), Duration::from_hours(1)).await.unwrap()
}

#[tokio::test]
async fn the_leases_of_the_dead_end_where_nobody_else_can_be_at_work() {
    for database in DATABASES.each().await {
        let store = &database.store;
        enqueue(store, "held by the dead").await;
        let held = claim(store).await;
        assert_eq!(held.len(), 1);
        enqueue(store, "waits").await;
        assert_eq!(claim(&database.open_again().await).await.len(), 1, "the lease holds");

        let after = database.open_again().await;
        after.end_leases_of_the_dead().await.unwrap();
        let taken = claim(&after).await;
        let freed = if database.kind == DatabaseKind::Sqlite { 2 } else { 0 };
        assert_eq!(taken.len(), freed, "{:?}", database.kind);

        let still_held = store.complete(held[0].claim).await.unwrap();
        assert_eq!(still_held, freed == 0, "who was taken for dead completes nothing");
    }
}

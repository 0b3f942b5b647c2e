//! The first answer to a request id is the answer.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, Statement};
use stts_kernel::IdSource;
use stts_store::request_results::{RequestKey, StoredAnswer, find, insert, prune};
use stts_store::{Store, StoreError};
use stts_testkit::SeededIds;
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::DATABASES;

const METHOD: &str = "stts.dossier.v1.DossierService/Apply";

fn key(request_id: Uuid) -> RequestKey<'static> {
    RequestKey { caller: "OP01", method: METHOD, request_id }
}

fn answer(text: &str) -> StoredAnswer {
    StoredAnswer { content_hash: [9; 32], answer: text.as_bytes().to_vec() }
}

async fn keep(store: &Store, key: RequestKey<'_>, text: &str) -> Result<(), StoreError> {
    let transaction = store.begin().await?;
    let now = "2027-03-01T08:00:00Z".parse().unwrap();
    insert(&transaction, key, &answer(text), now).await?;
    transaction.commit().await
}

#[tokio::test]
async fn an_answer_is_found_by_its_caller_for_its_method_only() {
    for database in DATABASES.each().await {
        let ids = SeededIds::new(1);
        let request_id = ids.uuid();
        keep(&database.store, key(request_id), "Jan Janssens").await.unwrap();
        let reader = database.store.reader();
        assert_eq!(find(&reader, key(request_id)).await, Ok(Some(answer("Jan Janssens"))));
        for other in [
            key(ids.uuid()),
            RequestKey { caller: "OP02", ..key(request_id) },
            RequestKey { method: "stts.dossier.v1.DossierService/StopRight", ..key(request_id) },
        ] {
            assert_eq!(find(&reader, other).await, Ok(None), "{other:?}");
        }
    }
}

#[tokio::test]
async fn the_table_does_not_show_what_was_answered() {
    for database in DATABASES.each().await {
        keep(&database.store, key(SeededIds::new(2).uuid()), "Jan Janssens").await.unwrap();
        let reader = database.store.reader();
        let backend = reader.connection().get_database_backend();
        let select = Statement::from_string(backend, "SELECT answer FROM request_results");
        let row = reader.connection().query_one_raw(select).await.unwrap().unwrap();
        let sealed: Vec<u8> = row.try_get_by_index(0).unwrap();
        assert!(!sealed.windows(3).any(|window| window == b"Jan"), "{:?}", database.kind);
    }
}

#[tokio::test]
async fn of_ten_at_once_one_answers_and_the_others_know_that_they_lost() {
    for database in DATABASES.each().await {
        let request_id = SeededIds::new(3).uuid();
        let start = Arc::new(Barrier::new(10));
        let tasks: Vec<_> = (0..10)
            .map(|number| {
                let (store, start) = (database.store.clone(), Arc::clone(&start));
                tokio::spawn(async move {
                    start.wait().await;
                    keep(&store, key(request_id), &number.to_string()).await
                })
            })
            .collect();
        let mut winner = None;
        for (number, task) in tasks.into_iter().enumerate() {
            match task.await.unwrap() {
                Ok(()) => assert_eq!(winner.replace(number), None),
                Err(error) => assert!(error.is_repeated_request(), "{error:?}"),
            }
        }
        let found = find(&database.store.reader(), key(request_id)).await.unwrap().unwrap();
        assert_eq!(found, answer(&winner.unwrap().to_string()), "{:?}", database.kind);
    }
}

#[tokio::test]
async fn answers_are_forgotten_after_their_time() {
    for database in DATABASES.each().await {
        let request_id = SeededIds::new(4).uuid();
        keep(&database.store, key(request_id), "x").await.unwrap();
        for (before, forgotten) in [("2027-03-01T08:00:00Z", 0), ("2027-03-01T08:00:01Z", 1)] {
            let transaction = database.store.begin().await.unwrap();
            let count = prune(&transaction, before.parse().unwrap()).await.unwrap();
            transaction.commit().await.unwrap();
            assert_eq!(count, forgotten, "before {before}");
        }
        assert_eq!(find(&database.store.reader(), key(request_id)).await, Ok(None));
    }
}

//! The first answer to a request id is the answer.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, Statement};
use stts_kernel::{ErrorKind, IdSource};
use stts_store::request_results::{KeptAnswer, RequestIdentity, find, insert, prune};
use stts_store::{Store, StoreError};
use stts_testkit::SeededIds;
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::DATABASES;

const METHOD: &str = "stts.dossier.v1.DossierService/Apply";

fn request(request_id: Uuid) -> RequestIdentity {
    RequestIdentity { method: METHOD, request_id, content_hash: [9; 32] }
}

async fn keep(store: &Store, request_id: Uuid, text: &str) -> Result<(), StoreError> {
    let transaction = store.begin().await?;
    let kept = KeptAnswer {
        caller: "OP01".to_owned(),
        request: request(request_id),
        outcome: Ok(text.as_bytes().to_vec()),
        at: "2027-03-01T08:00:00Z".parse().unwrap(),
    };
    insert(&transaction, &kept).await?;
    transaction.commit().await
}

#[tokio::test]
async fn an_answer_is_found_by_its_caller_for_its_method_only() {
    for database in DATABASES.each().await {
        let ids = SeededIds::new(1);
        let request_id = ids.uuid();
        keep(&database.store, request_id, "Jan Janssens").await.unwrap();
        let (reader, own) = (database.store.reader(), request(request_id));
        let found = find(&reader, "OP01", &own).await;
        assert_eq!(found, Ok(Some(Ok(b"Jan Janssens".to_vec()))));
        let other_method = "stts.dossier.v1.DossierService/StopRight";
        for (caller, other) in [
            ("OP01", request(ids.uuid())),
            ("OP02", own.clone()),
            ("OP01", RequestIdentity { method: other_method, ..own.clone() }),
        ] {
            assert_eq!(find(&reader, caller, &other).await, Ok(None), "{caller} {other:?}");
        }
        let other_content = RequestIdentity { content_hash: [8; 32], ..own };
        let reused = Some(Err(ErrorKind::RequestIdReused.into()));
        assert_eq!(find(&reader, "OP01", &other_content).await, Ok(reused));
    }
}

#[tokio::test]
async fn the_table_does_not_show_what_was_answered() {
    for database in DATABASES.each().await {
        keep(&database.store, SeededIds::new(2).uuid(), "Jan Janssens").await.unwrap();
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
                    keep(&store, request_id, &number.to_string()).await
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
        let found = find(&database.store.reader(), "OP01", &request(request_id)).await;
        let answer = winner.unwrap().to_string().into_bytes();
        assert_eq!(found, Ok(Some(Ok(answer))), "{:?}", database.kind);
    }
}

#[tokio::test]
async fn answers_are_forgotten_after_their_time() {
    for database in DATABASES.each().await {
        let request_id = SeededIds::new(4).uuid();
        keep(&database.store, request_id, "x").await.unwrap();
        for (before, forgotten) in [("2027-03-01T08:00:00Z", 0), ("2027-03-01T08:00:01Z", 1)] {
            let transaction = database.store.begin().await.unwrap();
            let count = prune(&transaction, before.parse().unwrap()).await.unwrap();
            transaction.commit().await.unwrap();
            assert_eq!(count, forgotten, "before {before}");
        }
        let reader = database.store.reader();
        assert_eq!(find(&reader, "OP01", &request(request_id)).await, Ok(None));
    }
}

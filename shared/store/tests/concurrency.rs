//! What happens when everybody comes at once.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, Statement};
use stts_store::{DatabaseSettings, Store, StoreError};
use tokio::sync::Barrier;

use crate::{DATABASES, all_migrations};

/// Reads a number and writes it back one higher, in one transaction.
async fn count_up(store: &Store) -> Result<(), StoreError> {
    let transaction = store.begin().await?;
    let connection = transaction.connection();
    let backend = connection.get_database_backend();
    let lock = if backend == sea_orm::DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let select = format!("SELECT sequence FROM partition_heads WHERE partition = 0{lock}");
    let row = connection.query_one_raw(Statement::from_string(backend, select)).await?.unwrap();
    let number: i64 = row.try_get_by_index(0).unwrap();
    let update =
        format!("UPDATE partition_heads SET sequence = {} WHERE partition = 0", number + 1);
    connection.execute_unprepared(&update).await?;
    transaction.commit().await
}

#[tokio::test]
async fn no_update_is_lost_among_64_and_none_finds_the_database_locked() {
    for database in DATABASES.each().await {
        let replica = database.open_again().await;
        let start = Arc::new(Barrier::new(64));
        let tasks: Vec<_> = (0..64)
            .map(|number| {
                let store = if number % 2 == 0 { &database.store } else { &replica };
                let (store, start) = (store.clone(), Arc::clone(&start));
                tokio::spawn(async move {
                    start.wait().await;
                    count_up(&store).await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let reader = database.store.reader();
        let backend = reader.connection().get_database_backend();
        let select = "SELECT sequence FROM partition_heads WHERE partition = 0";
        let row = reader.connection().query_one_raw(Statement::from_string(backend, select));
        let count: i64 = row.await.unwrap().unwrap().try_get_by_index(0).unwrap();
        assert_eq!(count, 64, "{:?}", database.kind);
    }
}

#[tokio::test]
async fn a_pool_that_is_held_by_others_is_overload_and_heals() {
    for database in DATABASES.each().await {
        let settings = DatabaseSettings {
            max_connections: 2,
            acquire_timeout_ms: 200,
            ..database.settings.clone()
        };
        let store = Store::open(&settings, all_migrations()).await.unwrap();
        let mut held = vec![store.begin().await.unwrap()];
        if database.kind == stts_testkit::DatabaseKind::Postgres {
            held.push(store.begin().await.unwrap());
        }
        let error = store.begin().await.err().unwrap();
        assert_eq!(error, StoreError::Overloaded, "{:?}", database.kind);
        drop(held);
        store.begin().await.unwrap();
    }
}

#[tokio::test]
async fn a_deadlock_is_a_lost_race() {
    let database = DATABASES.postgres().await;
    let both_hold = Arc::new(Barrier::new(2));
    let tasks: Vec<_> = [(0, 1), (1, 0)]
        .into_iter()
        .map(|(first, second)| {
            let (store, both_hold) = (database.store.clone(), Arc::clone(&both_hold));
            tokio::spawn(async move {
                let update = |row| {
                    format!("UPDATE partition_heads SET sequence = 1 WHERE partition = {row}")
                };
                let transaction = store.begin().await?;
                transaction.connection().execute_unprepared(&update(first)).await?;
                both_hold.wait().await;
                transaction.connection().execute_unprepared(&update(second)).await?;
                transaction.commit().await
            })
        })
        .collect();
    let mut lost = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => {}
            Err(error) => {
                assert_eq!(error, StoreError::LostRace);
                lost += 1;
            }
        }
    }
    assert_eq!(lost, 1);
}

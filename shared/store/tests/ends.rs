//! A transaction ends as what was written in it tells.

use sea_orm::{ConnectionTrait, Statement};
use stts_store::{Store, StoreError};

use crate::DATABASES;

const SELECT: &str = "SELECT sequence FROM partition_heads WHERE partition = 0";

async fn sequence(store: &Store) -> i64 {
    let reader = store.reader();
    let connection = reader.connection();
    let select = Statement::from_string(connection.get_database_backend(), SELECT);
    connection.query_one_raw(select).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn what_was_written_is_committed_and_what_could_not_be_is_not() {
    for database in DATABASES.each().await {
        let store = &database.store;
        for (moved, written, sequence_after) in
            [(7, Ok("done"), 7), (8, Err(StoreError::LostRace), 7), (9, Ok("again"), 9)]
        {
            let transaction = store.begin().await.unwrap();
            let update = format!("UPDATE partition_heads SET sequence = {moved}");
            transaction.connection().execute_unprepared(&update).await.unwrap();
            assert_eq!(transaction.end(written.clone()).await, written, "{:?}", database.kind);
            assert_eq!(sequence(store).await, sequence_after, "{:?}", database.kind);
        }
    }
}

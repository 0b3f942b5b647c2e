//! One statement that is a transaction of its own.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement};
use stts_store::Reader;

use crate::DATABASES;

const MOVE: &str = "UPDATE partition_heads SET sequence = 7 WHERE partition = 0";

async fn sequence(reader: &Reader) -> i64 {
    let connection = reader.connection();
    let select = "SELECT sequence FROM partition_heads WHERE partition = 0";
    let select = Statement::from_string(connection.get_database_backend(), select);
    connection.query_one_raw(select).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn a_single_statement_is_committed_and_wakes_who_waits() {
    /// Far longer than the test runner allows: only a signal ends the wait.
    const FOR_EVER: Duration = Duration::from_hours(24);
    for database in DATABASES.each().await {
        let mut commits = database.store.commits();
        let single = database.store.single();
        single.run(single.connection().execute_unprepared(MOVE)).await.unwrap();
        commits.wait(FOR_EVER).await;
        let replica = database.open_again().await;
        assert_eq!(sequence(&replica.reader()).await, 7, "{:?}", database.kind);
    }
}

//! How many rows the databases of a suite hold.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use stts::deployment::SERVICES;
use stts_tests::World;

/// The rows of every table of every service, by `service.table`.
pub(super) async fn rows(world: &World) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for service in SERVICES {
        let file = world.folder().join("data").join(format!("{service}.db"));
        let url = format!("sqlite://{}?mode=ro", file.display());
        let database = Database::connect(url).await.unwrap();
        for table in tables(&database).await {
            let count = format!("SELECT COUNT(*) AS counted FROM \"{table}\"");
            let row = database.query_one_raw(statement(&count)).await.unwrap().unwrap();
            let counted: i64 = row.try_get("", "counted").unwrap();
            counts.insert(format!("{service}.{table}"), counted);
        }
        database.close().await.unwrap();
    }
    assert!(counts.len() > 30, "the services' tables are found");
    counts
}

async fn tables(database: &DatabaseConnection) -> Vec<String> {
    let tables = statement("SELECT name FROM sqlite_master WHERE type = 'table'");
    let tables = database.query_all_raw(tables).await.unwrap();
    tables.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

fn statement(sql: &str) -> Statement {
    Statement::from_string(DbBackend::Sqlite, sql)
}

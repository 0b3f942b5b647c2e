//! Bringing a database to the schema that the program knows.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, TransactionTrait};
use sea_orm_migration::{MigrationTrait, SchemaManager};

use crate::open::{Pools, place};
use crate::{DatabaseSettings, OpenError, StoreError, sql};

/// Migrations in the order in which they are applied; each is known by its name for ever.
pub type Migrations = Vec<Box<dyn MigrationTrait>>;

/// The advisory lock under which a PostgreSQL database is migrated, so that two do not at once.
const MIGRATION_LOCK: i64 = 0x5354_5453;

const CREATE_MIGRATIONS_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT NOT NULL PRIMARY KEY)";

/// Applies what is missing, all of it in one transaction; gives the names of what was applied.
pub async fn migrate(
    settings: &DatabaseSettings,
    migrations: Migrations,
) -> Result<Vec<String>, OpenError> {
    let pools = Pools::connect(settings).await?;
    let applied = apply(&pools, &migrations)
        .await
        .map_err(|cause| OpenError::Failed { place: place(settings.url.expose()), cause });
    // Closing fails only when the connection is gone, and then there is nothing to close.
    let _ = pools.writes.close_by_ref().await;
    let _ = pools.reads.close_by_ref().await;
    applied
}

/// The names of what is missing in a database.
pub async fn pending(
    settings: &DatabaseSettings,
    migrations: Migrations,
) -> Result<Vec<String>, OpenError> {
    let pools = Pools::connect(settings).await?;
    let pending = pending_on(&pools.writes, &migrations).await;
    pending.map_err(|cause| OpenError::Failed { place: place(settings.url.expose()), cause })
}

pub(crate) async fn pending_on(
    connection: &impl ConnectionTrait,
    migrations: &Migrations,
) -> Result<Vec<String>, StoreError> {
    let table = match connection.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT CAST(count(*) AS BIGINT) FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_name = 'schema_migrations'"
        }
        _ => "SELECT count(*) FROM sqlite_master WHERE name = 'schema_migrations'",
    };
    let mut missing: Vec<String> = names(migrations);
    if sql::value::<i64>(connection, table, vec![]).await?.unwrap_or_default() > 0 {
        let applied = applied_on(connection).await?;
        missing.retain(|name| !applied.contains(name));
    }
    Ok(missing)
}

async fn apply(pools: &Pools, migrations: &Migrations) -> Result<Vec<String>, StoreError> {
    let transaction = pools.writes.begin().await?;
    if transaction.get_database_backend() == DbBackend::Postgres {
        let lock = "SELECT pg_advisory_xact_lock($1)";
        sql::execute(&transaction, lock, vec![MIGRATION_LOCK.into()]).await?;
    }
    transaction.execute_unprepared(CREATE_MIGRATIONS_TABLE).await?;
    let applied = applied_on(&transaction).await?;
    let mut added = Vec::new();
    for migration in migrations.iter().filter(|migration| !has(&applied, migration.name())) {
        apply_one(&transaction, migration.as_ref()).await?;
        added.push(migration.name().to_owned());
    }
    transaction.commit().await?;
    Ok(added)
}

async fn apply_one(
    transaction: &DatabaseTransaction,
    migration: &dyn MigrationTrait,
) -> Result<(), StoreError> {
    migration.up(&SchemaManager::new(transaction)).await?;
    let note = "INSERT INTO schema_migrations (name) VALUES ($1)";
    sql::execute(transaction, note, vec![migration.name().into()]).await?;
    Ok(())
}

async fn applied_on(connection: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    let names = "SELECT name FROM schema_migrations";
    let rows = sql::rows::<Name>(connection, names, vec![]).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

#[derive(sea_orm::FromQueryResult)]
struct Name {
    name: String,
}

fn names(migrations: &Migrations) -> Vec<String> {
    migrations.iter().map(|migration| migration.name().to_owned()).collect()
}

fn has(names: &[String], name: &str) -> bool {
    names.iter().any(|applied| applied == name)
}

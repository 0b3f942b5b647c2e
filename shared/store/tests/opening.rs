//! What is refused when a database is opened, and in which words.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use stts_store::{DatabaseSettings, OpenError, Store, StoreError, pending};
use stts_testkit::{DatabaseKind, Databases, vault_keys};

use crate::{DATABASES, all_migrations};

fn settings(url: &str) -> DatabaseSettings {
    DatabaseSettings {
        vault_keys: vault_keys(),
        acquire_timeout_ms: 500,
        ..DatabaseSettings::at(url)
    }
}

async fn refusal(settings: &DatabaseSettings) -> OpenError {
    Store::open(settings, all_migrations()).await.err().unwrap()
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
    assert_eq!(refusal(&settings("mysql://localhost/x")).await, OpenError::Url);
}

#[tokio::test]
async fn nobody_there_is_one_clear_sentence_without_the_password() {
    for url in ["postgres://stts:s3cret@127.0.0.1:1/dossier", "sqlite:///proc/no/such/file.db"] {
        let error = refusal(&settings(url)).await;
        assert!(matches!(error, OpenError::Unreachable { .. }), "{error:?}");
        assert!(error.to_string().contains("cannot be reached"), "{error}");
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}

#[tokio::test]
async fn a_database_without_keys_is_refused() {
    let keyless = DatabaseSettings { vault_keys: vec![], ..settings("sqlite::memory:") };
    assert!(matches!(refusal(&keyless).await, OpenError::Keys(_)));
}

#[tokio::test]
async fn an_older_schema_is_refused_with_what_to_do() {
    for kind in [DatabaseKind::Sqlite, DatabaseKind::Postgres] {
        let (settings, _folder) = Databases::empty(kind);
        let error = refusal(&settings).await;
        assert!(matches!(error, OpenError::SchemaOlder { .. }), "{kind:?}: {error:?}");
        assert!(error.to_string().contains("run the service's `migrate` command"), "{error}");

        stts_store::migrate(&settings, stts_store::shared_migrations()).await.unwrap();
        assert_eq!(pending(&settings, all_migrations()).await.unwrap(), ["test_0001_places"]);
    }
}

#[tokio::test]
async fn synchronous_commit_off_is_refused_whoever_set_it() {
    let database = DATABASES.postgres().await;
    let name = database.settings.url.expose().rsplit('/').next().unwrap();
    let alter = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    let transaction = database.store.begin().await.unwrap();
    transaction.connection().execute_unprepared(&alter).await.unwrap();
    transaction.commit().await.unwrap();
    let error = refusal(&database.settings).await;
    assert!(matches!(error, OpenError::SynchronousCommitOff(_)), "{error:?}");
}

#[tokio::test]
async fn another_isolation_is_refused() {
    let database = DATABASES.postgres().await;
    let name = database.settings.url.expose().rsplit('/').next().unwrap();
    let alter =
        format!("ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'");
    let transaction = database.store.begin().await.unwrap();
    transaction.connection().execute_unprepared(&alter).await.unwrap();
    transaction.commit().await.unwrap();
    let error = refusal(&database.settings).await;
    assert!(matches!(error, OpenError::Isolation { .. }), "{error:?}");
    assert!(error.to_string().ends_with("= repeatable read; set it to read committed"), "{error}");
}

#[tokio::test]
async fn another_number_of_partitions_is_refused() {
    for database in DATABASES.each().await {
        let transaction = database.store.begin().await.unwrap();
        let update = "UPDATE deployment SET partition_count = 32";
        transaction.connection().execute_unprepared(update).await.unwrap();
        transaction.commit().await.unwrap();
        let error = refusal(&database.settings).await;
        assert!(matches!(error, OpenError::Partitions { found: 32, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_idle_transaction_is_ended_by_postgresql() {
    let database = DATABASES.postgres().await;
    let settings =
        DatabaseSettings { idle_in_transaction_timeout_ms: 50, ..database.settings.clone() };
    let store = Store::open(&settings, all_migrations()).await.unwrap();
    let transaction = store.begin().await.unwrap();
    let reader = database.store.reader();
    let idle = "SELECT count(*) FROM pg_stat_activity \
         WHERE state = 'idle in transaction' AND datname = current_database()";
    let mut sessions = 1_i64;
    while sessions > 0 {
        let statement = Statement::from_string(DbBackend::Postgres, idle);
        let row = reader.connection().query_one_raw(statement).await.unwrap().unwrap();
        sessions = row.try_get_by_index(0).unwrap();
    }
    let error = transaction.commit().await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    store.begin().await.unwrap();
}

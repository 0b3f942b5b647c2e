//! Migrating an empty database and one that is in use gives the same schema.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use stts_kernel::{EventId, IdSource};
use stts_store::outbox::{self, NewEvent};
use stts_store::{DatabaseSettings, Store, migrate, shared_migrations};
use stts_testkit::{DatabaseKind, Databases, SeededIds};

use crate::all_migrations;

const KINDS: [DatabaseKind; 2] = [DatabaseKind::Sqlite, DatabaseKind::Postgres];

async fn schema(settings: &DatabaseSettings) -> Vec<(String, String)> {
    let store = Store::open(settings, all_migrations()).await.unwrap();
    let reader = store.reader();
    let backend = reader.connection().get_database_backend();
    let select = match backend {
        DbBackend::Postgres => {
            "SELECT table_name || '.' || column_name AS name, data_type || ' ' || is_nullable || \
             ' ' || coalesce(column_default, '') AS definition FROM information_schema.columns \
             WHERE table_schema = 'public' UNION ALL \
             SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
        }
        _ => "SELECT name, coalesce(sql, '') AS definition FROM sqlite_master ORDER BY name",
    };
    let rows = reader.connection().query_all_raw(Statement::from_string(backend, select));
    let rows = rows.await.unwrap();
    rows.iter()
        .map(|row| (row.try_get("", "name").unwrap(), row.try_get("", "definition").unwrap()))
        .collect()
}

async fn fill(settings: &DatabaseSettings) {
    let store = Store::open(settings, shared_migrations()).await.unwrap();
    let ids = SeededIds::new(1);
    let event = NewEvent {
        event_id: EventId::random(&ids),
        key: ids.uuid().to_string(),
        type_name: "stts.events.v1.DossierChanged".to_owned(),
        version: 1,
        payload: vec![1],
        caused_by: None,
        traceparent: None,
        occurred_at: "2027-03-01T08:00:00Z".parse().unwrap(),
    };
    let transaction = store.begin().await.unwrap();
    outbox::append(&transaction, vec![event]).await.unwrap();
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn an_empty_and_a_filled_database_come_to_the_same_schema() {
    for kind in KINDS {
        let (empty, _folder) = Databases::empty(kind);
        let applied = migrate(&empty, all_migrations()).await.unwrap();
        assert_eq!(applied, ["shared_0001_tables", "shared_0002_dead_frames", "test_0001_places"]);

        let (filled, _folder) = Databases::empty(kind);
        migrate(&filled, shared_migrations()).await.unwrap();
        fill(&filled).await;
        assert_eq!(migrate(&filled, all_migrations()).await.unwrap(), ["test_0001_places"]);

        let schema_of_empty = schema(&empty).await;
        assert!(schema_of_empty.len() > 20, "{kind:?}: {schema_of_empty:?}");
        assert_eq!(schema_of_empty, schema(&filled).await, "{kind:?}");
        assert_eq!(migrate(&filled, all_migrations()).await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn of_many_that_migrate_at_once_one_does() {
    for kind in KINDS {
        let (settings, _folder) = Databases::empty(kind);
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let settings = settings.clone();
                tokio::spawn(async move { migrate(&settings, all_migrations()).await })
            })
            .collect();
        let mut applied = 0;
        for task in tasks {
            applied += task.await.unwrap().unwrap().len();
        }
        assert_eq!(applied, all_migrations().len(), "{kind:?}");
    }
}

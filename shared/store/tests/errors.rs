//! The classes of errors are the same on both databases.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait};
use stts_kernel::IdSource;
use stts_store::{Store, StoreError};
use stts_testkit::SeededIds;
use uuid::Uuid;

use crate::DATABASES;
use crate::place::{ActiveModel, Entity, Model};

fn place(household_id: Uuid, holder: &str, since: &str) -> ActiveModel {
    let changed_at: DateTime<Utc> = "2027-03-01T08:00:00.123456Z".parse().unwrap();
    ActiveModel {
        household_id: Set(household_id),
        holder: Set(holder.to_owned()),
        version: Set(1),
        marked: Set(true),
        since: Set(since.parse::<NaiveDate>().unwrap()),
        changed_at: Set(changed_at.into()),
        closed_at: Set(None),
        ..Default::default()
    }
}

async fn insert(store: &Store, place: ActiveModel) -> Result<Model, StoreError> {
    let transaction = store.begin().await?;
    let model = place.insert(transaction.connection()).await?;
    transaction.commit().await?;
    Ok(model)
}

#[tokio::test]
async fn a_row_reads_as_it_was_written() {
    for database in DATABASES.each().await {
        let household = SeededIds::new(1).uuid();
        let written =
            insert(&database.store, place(household, "OP01", "2024-02-29")).await.unwrap();
        let reader = database.store.reader();
        let read = Entity::find_by_id(written.id).one(reader.connection()).await.unwrap().unwrap();
        assert_eq!(read, written, "{:?}", database.kind);
        assert_eq!(read.since.to_string(), "2024-02-29");
        assert_eq!(read.changed_at.instant().to_rfc3339(), "2027-03-01T08:00:00.123456+00:00");
    }
}

#[tokio::test]
async fn a_violated_index_has_one_name() {
    for database in DATABASES.each().await {
        let ids = SeededIds::new(2);
        let (household, other) = (ids.uuid(), ids.uuid());
        let first = insert(&database.store, place(household, "OP01", "2027-01-01")).await.unwrap();

        let same_place = insert(&database.store, place(household, "OP02", "2027-01-01")).await;
        let same_holder = insert(&database.store, place(other, "OP01", "2027-01-01")).await;
        let mut same_id = place(other, "OP03", "2027-01-01");
        same_id.id = Set(first.id);
        let same_id = insert(&database.store, same_id).await;

        let kind = database.kind;
        for (outcome, name) in [
            (same_place, "place_household_id_key"),
            (same_holder, "place_holder_since_key"),
            (same_id, "place_pkey"),
        ] {
            let error = outcome.unwrap_err();
            assert!(error.violates(name), "{kind:?}: {error:?} is not {name}");
        }
    }
}

#[tokio::test]
async fn a_refused_statement_tells_nothing_of_its_values() {
    for database in DATABASES.each().await {
        let reader = database.store.reader();
        let canary = "SELECT no_such_column FROM place WHERE holder = 'Canary Person'";
        let error = reader.connection().execute_unprepared(canary).await.unwrap_err();
        let error = StoreError::from(error);
        assert!(matches!(error, StoreError::Other(_)), "{:?}: {error:?}", database.kind);
        assert!(!format!("{error} {error:?}").contains("Canary"), "{error:?}");
    }
}

#[tokio::test]
async fn a_reader_of_sqlite_cannot_write() {
    let database = DATABASES.sqlite().await;
    let household = SeededIds::new(3).uuid();
    let reader = database.store.reader();
    let written = place(household, "OP01", "2027-01-01").insert(reader.connection()).await;
    assert!(written.is_err());
}

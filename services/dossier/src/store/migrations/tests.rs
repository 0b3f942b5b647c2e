//! A database that is in use comes to what a new one has.

use sea_orm::{ConnectionTrait, Statement};
use stts_dossier_domain::dossier::Dossier;
use stts_kernel::Formula;
use stts_store::{Store, migrate};
use stts_testkit::{DatabaseKind, Databases};

use crate::store::record::tests::full;
use crate::store::{encode, migrations};

/// One that is transferred, and contested, and one whose application has no data yet.
fn dossiers() -> [Dossier; 2] {
    let mut transferred = full::dossier();
    let mut transfer = full::application();
    let mut data = full::activation_data();
    data.formula = Formula::Internet;
    data.operator_reference = Some("B-1".to_owned());
    transfer.activation_data = Some(data);
    transferred.transfer = Some(transfer);

    let mut bare = full::dossier();
    bare.number = "1000000021".parse().unwrap();
    bare.person_id = stts_kernel::PersonId::from(uuid::Uuid::from_u128(2));
    bare.application.activation_data = None;
    bare.transfer = None;
    bare.granted.clear();
    [transferred, bare]
}

/// The state said then whether the dossier went without its household's place.
fn insert(dossier: &Dossier, contested: bool) -> String {
    let state = encode(dossier).unwrap();
    let state = state.replacen('{', &format!("{{\"place_contested\":{contested},"), 1);
    format!(
        "INSERT INTO dossiers (number, person_id, place, version, status, \
         application_operator_id, state) VALUES ({}, '{}', '{}', 1, 'ACTIVE', 'OP01', '{}')",
        dossier.number.get(),
        dossier.person_id.uuid(),
        dossier.place.id().uuid(),
        state.replace('\'', "''"),
    )
}

type Row = (Option<String>, Option<String>, Option<String>, Option<String>, bool);

#[tokio::test]
async fn what_is_searched_is_filled_in_from_the_states_that_are_there() {
    for kind in [DatabaseKind::Sqlite, DatabaseKind::Postgres] {
        let (settings, _folder) = Databases::empty(kind);
        let mut earlier = migrations();
        earlier
            .truncate(earlier.iter().position(|one| one.name() == "dossier_0005_lists").unwrap());
        migrate(&settings, earlier).await.unwrap();
        let database = sea_orm::Database::connect(settings.url.expose()).await.unwrap();
        let [transferred, bare] = dossiers();
        for (dossier, contested) in [(&transferred, true), (&bare, false)] {
            database.execute_unprepared(&insert(dossier, contested)).await.unwrap();
        }
        database.close().await.unwrap();
        migrate(&settings, migrations()).await.unwrap();

        let store = Store::open(&settings, migrations()).await.unwrap();
        let reader = store.reader();
        let select = "SELECT formula, incoming_formula, incoming_operator_reference, category, \
             place_contested FROM dossiers WHERE number = $1";
        let mut rows = Vec::new();
        for dossier in [&transferred, &bare] {
            let backend = reader.connection().get_database_backend();
            let number = [dossier.number.get().cast_signed().into()];
            let select = Statement::from_sql_and_values(backend, select, number);
            let row = reader.connection().query_one_raw(select).await.unwrap().unwrap();
            let text = |column: &str| row.try_get::<Option<String>>("", column).unwrap();
            let found: Row = (
                text("formula"),
                text("incoming_formula"),
                text("incoming_operator_reference"),
                text("category"),
                row.try_get("", "place_contested").unwrap(),
            );
            rows.push(found);
        }
        let held = transferred.application.activation_data.as_ref().unwrap().formula;
        let word = |text: &str| Some(text.to_owned());
        let category = transferred.category().and_then(|category| word(category.name()));
        let first = (word(held.name()), word("INTERNET"), word("B-1"), category, true);
        assert_eq!(rows, [first, (None, None, None, None, false)], "{kind:?}");
    }
}

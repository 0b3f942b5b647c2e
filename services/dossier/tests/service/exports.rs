//! A year for the fund: a copy that stays as it was made.

use stts_dossier::app::ExportPart;
use stts_dossier::ports::Export;
use uuid::Uuid;

use crate::world::{World, day, on_both_databases};

on_both_databases!(a_copy_is_made_once_and_stays_as_it_was, a_copy_holds_what_touches_the_year,);

async fn active(world: &World, persons: std::ops::RangeInclusive<u64>) {
    for person in persons.clone() {
        let number = world.apply(person).await;
        world.confirm(person, number, day(0)).await;
    }
    world.night(*persons.end(), day(0)).await;
}

async fn export(world: &World, copy: u128, year: i32) -> Vec<Export> {
    let part = ExportPart { export_id: Uuid::from_u128(copy), year, after_key: 0 };
    let page = world.app.export_reduction_periods(part).await.unwrap();
    assert_eq!(page.total, u64::try_from(page.rows.len()).unwrap());
    let keys: Vec<u64> = page.rows.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, (1..=page.total).collect::<Vec<_>>(), "keys grow from 1 without gaps");
    page.rows.into_iter().map(|(_, row)| row).collect()
}

async fn a_copy_is_made_once_and_stays_as_it_was(world: World) {
    active(&world, 1..=2).await;
    let first = export(&world, 1, 2026).await;
    assert_eq!(first.len(), 4, "two periods and two installations");
    active(&world, 3..=3).await;
    assert_eq!(export(&world, 1, 2026).await, first);
    assert_eq!(export(&world, 2, 2026).await.len(), 6);
}

async fn a_copy_holds_what_touches_the_year(world: World) {
    active(&world, 1..=1).await;
    assert_eq!(export(&world, 1, 2025).await, []);
    let later = export(&world, 2, 2027).await;
    assert!(matches!(later[..], [Export::Period(..)]), "an installation counts once: {later:?}");
}

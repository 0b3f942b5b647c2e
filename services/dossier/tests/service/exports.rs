//! A year for the fund: a copy that stays as it was made.

use stts_dossier::app::ExportPart;
use stts_dossier::ports::Export;
use stts_kernel::ErrorKind;
use uuid::Uuid;

use crate::world::{World, day, on_both_databases};

on_both_databases!(
    a_copy_is_made_once_and_stays_as_it_was,
    a_copy_holds_what_touches_the_year,
    a_copy_of_another_year_is_not_given_for_this_one,
    a_copy_is_forgotten_after_a_month,
);

async fn active(world: &World, persons: std::ops::RangeInclusive<u64>) {
    for person in persons.clone() {
        let number = world.apply(person).await;
        world.confirm(person, number, day(0)).await;
    }
    world.night(*persons.end(), day(0)).await;
}

async fn export(world: &World, copy: u128, year: i32) -> Vec<Export> {
    let part = ExportPart { export_id: Uuid::from_u128(copy), year, after_key: 0 };
    world.app.make_export(part).await.unwrap();
    let rows = world.app.read_export(part.export_id, 0).await.unwrap();
    let keys = rows.iter().map(|(key, _)| *key);
    assert!(keys.eq(1..=u64::try_from(rows.len()).unwrap()), "keys grow from 1 without gaps");
    rows.into_iter().map(|(_, row)| row).collect()
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

async fn a_copy_of_another_year_is_not_given_for_this_one(world: World) {
    active(&world, 1..=1).await;
    let first = export(&world, 1, 2026).await;
    let part = ExportPart { export_id: Uuid::from_u128(1), year: 2027, after_key: 0 };
    let refusal = world.app.make_export(part).await.unwrap_err();
    assert_eq!(refusal.kind, ErrorKind::InvalidFields);
    assert_eq!(refusal.violations[0].field, "year");
    assert_eq!(export(&world, 1, 2026).await, first);
}

async fn a_copy_is_forgotten_after_a_month(world: World) {
    active(&world, 1..=1).await;
    let rows = export(&world, 1, 2026).await;
    let kept = async |world: &World| world.app.read_export(Uuid::from_u128(1), 0).await.unwrap();
    for (days, left) in [(29, rows.len()), (31, 0)] {
        world.live_until(day(days));
        export(&world, u128::from(days) + 2, 2026).await;
        assert_eq!(kept(&world).await.len(), left, "{days} days later");
    }
}

//! A calculation that is cut off at any step leaves nothing half, and its repeat comes to the same
//! cents.

use chrono::TimeDelta;
use stts_contracts::settlement::v1::CalculateResponse;
use stts_settlement::ports::{ExportSummary, Grant};
use stts_settlement_domain::LineKind;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::dossiers::{Fault, ROWS, installation, messages, period};
use crate::repeats::{call_of, year};
use crate::store::{Mishap, WatchedStore};
use crate::world::{World, YEAR, reason, sent};

/// A third of a year of calls at `OP02`, a day at `OP01`, two installations: five rows.
fn grants() -> Vec<Grant> {
    vec![
        period("OP02", "CALLS_ONLY", "2023-01-01", Some("2023-05-03")),
        period("OP01", "SUBSCRIPTION_AND_CALLS", "2023-12-31", None),
        installation("OP01", LineKind::Fixed, 5_501, "2023-02-28"),
        installation("OP02", LineKind::Mobile, 2_500, "2023-02-28"),
        period("OP02", "INTERNET", "2022-01-01", Some("2023-01-02")),
    ]
}

async fn ready() -> Vec<World> {
    let worlds = World::each().await;
    for world in &worlds {
        world.dossiers.grant(grants());
        world.ready().await;
    }
    worlds
}

/// There is no draft, and no trace of a run.
async fn nothing_half(world: &World) {
    assert_eq!(reason(world.own_statement(YEAR, "OP01").await), "SETTLEMENT_STATE");
    for table in ["runs", "statements", "statement_days"] {
        assert_eq!(world.rows(table).await, 0, "{table}");
    }
}

/// Calls: 122 days of 3.10 at `OP02`, one day at `OP01`; half of 55.01; all turnover at `OP01`, which
/// therefore pays what `OP02` granted.
fn assert_expected(answer: &CalculateResponse) {
    let days_of_calls = |days: i64| (days * 12 * 310 * 2 + 365) / (2 * 365);
    let (one, two) = (&answer.statements[0], &answer.statements[1]);
    assert_eq!((one.installation_cents, two.installation_cents), (2_751, 0));
    assert_eq!((one.calls_cents, two.calls_cents), (days_of_calls(1), days_of_calls(122)));
    assert_eq!(two.compensation_cents, two.calls_cents);
    assert_eq!(one.compensation_cents, -two.calls_cents);
    assert_eq!(two.days.len(), 2);
}

#[tokio::test]
async fn a_stream_that_fails_is_read_on_after_its_last_row() {
    for after in 0..messages(grants().len()) {
        for fault in [Fault::Fails, Fault::Ends] {
            for world in ready().await {
                let id = world.id();
                world.dossiers.fail_after(after, fault.clone());
                assert_eq!(reason(world.calculate(YEAR, &id).await), "SERVICE_UNAVAILABLE");
                nothing_half(&world).await;
                assert_expected(&world.calculate(YEAR, &id).await.unwrap());
                let opened = world.dossiers.opened();
                let received = (after * ROWS).min(grants().len()) as u64;
                assert_eq!((opened[0].after_key, opened[1].after_key), (0, received));
                assert_eq!(opened[0].export_id, opened[1].export_id);
                assert_eq!(world.rows("frozen_rows").await, 5);
            }
        }
    }
}

#[tokio::test]
async fn a_process_that_is_killed_in_the_stream_goes_on_after_its_start() {
    for after in 0..messages(grants().len()) {
        for mut world in ready().await {
            let id = world.id();
            let (reached, mut told) = mpsc::unbounded_channel();
            world.dossiers.fail_after(after, Fault::Hangs(reached));
            let killed = tokio::spawn({
                let (app, id) = (world.app.clone(), id.clone());
                async move { app.calculate(&call_of(&id), year()).await }
            });
            told.recv().await.unwrap();
            killed.abort();
            assert!(killed.await.unwrap_err().is_cancelled());
            world.restart().await;
            nothing_half(&world).await;
            assert_expected(&world.calculate(YEAR, &id).await.unwrap());
            assert_eq!((world.rows("runs").await, world.rows("frozen_rows").await), (1, 5));
        }
    }
}

#[tokio::test]
async fn a_process_that_is_killed_around_the_commit_answers_the_repeat() {
    for killed in [Mishap::KilledBefore, Mishap::KilledAfter] {
        for mut world in ready().await {
            let id = world.id();
            let store = WatchedStore::new(world.app.store.clone(), &[killed]);
            world.with_store(store);
            assert_eq!(reason(world.calculate(YEAR, &id).await), "SERVICE_UNAVAILABLE");
            if killed == Mishap::KilledBefore {
                nothing_half(&world).await;
            }
            world.restart().await;
            let answer = world.calculate(YEAR, &id).await.unwrap();
            assert_expected(&answer);
            assert_eq!(sent(&answer), sent(&world.calculate(YEAR, &id).await.unwrap()));
            assert_eq!((world.rows("runs").await, world.rows("statements").await), (1, 2));
            // The whole copy was here, so the other side was asked for it once.
            assert_eq!(world.dossiers.opened().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_copy_that_is_not_what_was_sent_is_not_calculated_with() {
    for (rows, sha256) in [(4, None), (6, None), (5, Some([0; 32]))] {
        for world in ready().await {
            let id = world.id();
            world.dossiers.summarise(ExportSummary { rows, sha256 });
            assert_eq!(reason(world.calculate(YEAR, &id).await), "INTERNAL");
            nothing_half(&world).await;
            assert_eq!(world.rows("frozen_rows").await, 0);
            assert_expected(&world.calculate(YEAR, &id).await.unwrap());
            assert_eq!(world.dossiers.opened()[1].after_key, 0);
        }
    }
}

#[tokio::test]
async fn a_copy_without_a_hash_is_counted() {
    for world in ready().await {
        world.dossiers.summarise(ExportSummary { rows: 5, sha256: None });
        assert_expected(&world.calculate(YEAR, &world.id()).await.unwrap());
    }
}

#[tokio::test]
async fn a_declaration_in_between_is_calculated_with() {
    for world in ready().await {
        let (reached, mut told) = mpsc::unbounded_channel();
        world.dossiers.fail_after(1, Fault::Waits(reached));
        let id = world.id();
        let declared = async {
            told.recv().await.unwrap();
            world.declare_factors(YEAR, "OP02", "1", "0").await.unwrap();
            drop(told);
        };
        let (answer, ()) = tokio::join!(world.calculate(YEAR, &id), declared);
        assert_eq!(answer.unwrap().statements[1].calls_cents, 0);
        assert_eq!(world.own_statement(YEAR, "OP02").await.unwrap().calls_cents, 0);
    }
}

#[tokio::test]
async fn a_new_calculation_has_a_copy_of_its_own() {
    for world in ready().await {
        let first = world.calculate(YEAR, &world.id()).await.unwrap();
        world.dossiers.grant([period("OP02", "CALLS_ONLY", "2023-07-01", Some("2023-07-02"))]);
        let second = world.calculate(YEAR, &world.id()).await.unwrap();
        assert_expected(&first);
        assert_eq!(second.statements[1].days[0].days, 123);
        assert_ne!(first.inputs_sha256, second.inputs_sha256);
        assert_eq!((world.rows("runs").await, world.rows("frozen_rows").await), (2, 11));
        assert_eq!(world.own_statement(YEAR, "OP02").await.unwrap(), second.statements[1]);
    }
}

#[tokio::test]
async fn a_lost_race_is_decided_again_at_most_three_times() {
    for mut world in ready().await {
        let store = world.app.store.clone();
        world.with_store(WatchedStore::new(store.clone(), &[Mishap::LostRace; 3]));
        assert_eq!(reason(world.calculate(YEAR, &world.id()).await), "SERVICE_UNAVAILABLE");
        nothing_half(&world).await;
        world.with_store(WatchedStore::new(store, &[Mishap::LostRace; 2]));
        assert_expected(&world.calculate(YEAR, &world.id()).await.unwrap());
        assert_eq!(world.rows("runs").await, 1);
    }
}

#[tokio::test]
async fn an_input_that_no_run_rests_on_is_forgotten_after_a_month() {
    for world in ready().await {
        world.calculate(YEAR, &world.id()).await.unwrap();
        world.register("OP03").await;
        let refused = world.calculate(YEAR, &world.id()).await;
        assert_eq!(reason(refused), "DECLARATION_MISSING");
        assert_eq!(world.rows("frozen_inputs").await, 2);
        let now = world.app.clock.now();
        for (days, inputs) in [(30_u32, 3), (31, 3)] {
            // Begun now and never finished: one more each time, and on the second one less.
            let (export_id, at) =
                (Uuid::from_u128(days.into()), now + TimeDelta::days(days.into()));
            world.app.inputs.begin(export_id, year(), at).await.unwrap();
            assert_eq!(world.rows("frozen_inputs").await, inputs, "{days} days later");
        }
        assert_eq!(world.rows("frozen_rows").await, 5, "those of the run");
    }
}

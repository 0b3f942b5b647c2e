//! The log's suite.

macro_rules! demands {
    ($kind:ident: $($demand:ident)+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $demand() {
                log::$demand(super::world(DatabaseKind::$kind).await).await;
            }
        )+
    };
}

macro_rules! demands_on_both {
    ($($demand:ident)+) => {
        mod sqlite {
            use stts_testkit::DatabaseKind;
            use stts_testkit::contract::log;

            demands!(Sqlite: $($demand)+);
        }

        mod postgres {
            use stts_testkit::DatabaseKind;
            use stts_testkit::contract::log;

            demands!(Postgres: $($demand)+);
            // SQLite has one writer, so there no two transactions are open at once.
            demands!(Postgres:
                a_row_that_commits_late_is_numbered_late
                a_partition_has_one_relay_at_a_time
                replicas_work_at_the_same_time
            );
        }
    };
}

demands_on_both! {
    numbers_have_no_gaps
    publishing_twice_brings_no_double
    a_backup_never_gives_a_number_twice
    events_are_pruned_when_every_consumer_has_passed
    everything_is_applied_while_it_is_produced
    everything_is_applied_once_under_a_hostile_transport
    a_transport_that_forgets_loses_nothing
    a_flood_is_applied_although_the_transport_holds_little
    replicas_share_the_partitions
    a_consumer_reports_how_far_it_came
    a_poisoned_event_is_put_aside_with_its_key
    a_redriven_key_is_free_again
    a_failed_event_leaves_nothing_behind
    a_panic_is_a_failure
    what_is_unavailable_is_waited_for
    an_unknown_type_is_not_passed_over
}

use std::sync::Arc;

use stts_queue::log::InProcess;
use stts_testkit::DatabaseKind;
use stts_testkit::contract::log::LogWorld;

use crate::DATABASES;

async fn world(kind: DatabaseKind) -> LogWorld {
    let (producer, consumer) = (DATABASES.one(kind).await, DATABASES.one(kind).await);
    LogWorld::new(producer, consumer, Arc::new(InProcess::default()))
}

//! The log's suite.

macro_rules! demands {
    ($kind:ident $transport:ident: $($demand:ident)+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $demand() {
                log::$demand(super::world(DatabaseKind::$kind, super::$transport()).await).await;
            }
        )+
    };
}

macro_rules! demands_on_both {
    ($($demand:ident)+) => {
        mod sqlite {
            use stts_testkit::DatabaseKind;
            use stts_testkit::contract::log;

            demands!(Sqlite in_process: $($demand)+);
        }

        mod postgres {
            use stts_testkit::DatabaseKind;
            use stts_testkit::contract::log;

            demands!(Postgres in_process: $($demand)+);
            // SQLite has one writer, so there no two transactions are open at once.
            demands!(Postgres in_process:
                a_row_that_commits_late_is_numbered_late
                a_partition_has_one_relay_at_a_time
                replicas_work_at_the_same_time
            );
        }

        mod redis_and_sqlite {
            use stts_testkit::DatabaseKind;
            use stts_testkit::contract::log;

            demands!(Sqlite redis: $($demand)+);
        }

        mod redis_and_postgres {
            use stts_testkit::DatabaseKind;
            use stts_testkit::contract::log;

            demands!(Postgres redis: $($demand)+);
            demands!(Postgres redis: replicas_work_at_the_same_time);
        }

        mod redis_cluster_and_sqlite {
            use stts_testkit::DatabaseKind;
            use stts_testkit::contract::log;

            demands!(Sqlite redis_cluster: $($demand)+);
        }
    };
}

demands_on_both! {
    numbers_have_no_gaps
    publishing_twice_brings_no_double
    a_late_copy_of_an_event_is_dropped
    a_backup_never_gives_a_number_twice
    a_restored_log_halts_until_a_new_epoch_begins
    events_are_pruned_when_every_consumer_has_passed
    what_all_have_passed_is_known
    what_was_pruned_unpublished_is_passed_over
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
    what_is_no_event_is_kept_with_its_bytes
}

mod faults_of_redis {
    use stts_testkit::DatabaseKind;
    use stts_testkit::contract::log::{failover, redis};

    macro_rules! demands {
        ($suite:ident: $($demand:ident)+) => {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $demand() {
                    for kind in [DatabaseKind::Sqlite, DatabaseKind::Postgres] {
                        $suite::$demand(super::world(kind, super::in_process()).await).await;
                    }
                }
            )+
        };
    }

    demands! { failover: what_a_failover_lost_is_found }
    demands! { redis:
        garbage_in_a_stream_is_in_nobodys_way
        what_a_stream_holds_besides_events_is_kept
        unread_events_that_were_flushed_are_found
        a_flush_shows_as_a_gap
        events_flow_although_redis_is_killed
        without_redis_events_are_numbered_and_applied
        passed_events_are_trimmed
        a_waiting_reader_is_in_nobodys_way
    }
}

use std::sync::Arc;

use stts_queue::Redis;
use stts_queue::log::{InProcess, RedisStreams, Transport};
use stts_testkit::contract::log::LogWorld;
use stts_testkit::{DatabaseKind, redis_cluster_settings, redis_settings};

use crate::DATABASES;

async fn world(kind: DatabaseKind, transport: Arc<dyn Transport>) -> LogWorld {
    let (producer, consumer) = (DATABASES.one(kind).await, DATABASES.one(kind).await);
    LogWorld::new(producer, consumer, transport)
}

fn in_process() -> Arc<dyn Transport> {
    Arc::new(InProcess::default())
}

fn redis() -> Arc<dyn Transport> {
    Arc::new(RedisStreams::new(Redis::new(&redis_settings()).unwrap()))
}

fn redis_cluster() -> Arc<dyn Transport> {
    Arc::new(RedisStreams::new(Redis::new(&redis_cluster_settings()).unwrap()))
}

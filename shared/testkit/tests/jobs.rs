//! The suite of jobs.

use stts_testkit::DatabaseKind;
use stts_testkit::contract::jobs::JobsWorld;

use crate::DATABASES;

macro_rules! demands_on_both {
    ($($demand:ident)+) => {
        mod sqlite {
            use stts_testkit::DatabaseKind;
            use stts_testkit::contract::jobs;

            $(
                #[tokio::test]
                async fn $demand() {
                    jobs::$demand(super::world(DatabaseKind::Sqlite).await).await;
                }
            )+
        }

        mod postgres {
            use stts_testkit::DatabaseKind;
            use stts_testkit::contract::jobs;

            $(
                #[tokio::test]
                async fn $demand() {
                    jobs::$demand(super::world(DatabaseKind::Postgres).await).await;
                }
            )+
        }
    };
}

demands_on_both! {
    no_job_is_claimed_twice
    a_job_is_done_when_its_business_time_has_come
    a_lost_worker_is_replaced_when_its_lease_ends
    a_renewed_lease_holds
    a_late_completion_is_refused
    effects_and_completion_are_one_commit
    the_last_attempt_gives_up_until_redriven
    a_job_that_kills_its_worker_is_given_up
    a_panic_counts_as_an_attempt
    what_is_unavailable_is_not_counted
    a_postponed_job_waits_for_business_time
    a_job_of_a_known_key_is_not_enqueued_twice
    what_commits_made_due_is_told
    jobs_enqueued_by_jobs_are_done
    a_stop_finishes_what_is_in_hand
    a_lane_that_forgets_loses_no_job
    without_its_lane_jobs_are_looked_for
}

macro_rules! demands_of_lanes {
    ($($demand:ident)+) => {
        mod named_in_process {
            use stts_testkit::DatabaseKind;
            use stts_testkit::contract::jobs;
            use stts_testkit::contract::lane::LaneWorld;

            $(
                #[tokio::test]
                async fn $demand() {
                    let world = super::world(DatabaseKind::Sqlite).await;
                    jobs::$demand(world, LaneWorld::in_process()).await;
                }
            )+
        }

        mod named_in_redis {
            use stts_testkit::contract::jobs;
            use stts_testkit::contract::lane::LaneWorld;
            use stts_testkit::{DatabaseKind, redis_settings};

            $(
                #[tokio::test]
                async fn $demand() {
                    for kind in [DatabaseKind::Sqlite, DatabaseKind::Postgres] {
                        let lanes = LaneWorld::in_redis(&redis_settings());
                        jobs::$demand(super::world(kind).await, lanes).await;
                    }
                }
            )+
        }
    };
}

demands_of_lanes! {
    jobs_are_named_to_whoever_is_free
    what_failed_is_named_again
}

async fn world(kind: DatabaseKind) -> JobsWorld {
    JobsWorld::new(DATABASES.one(kind).await)
}

//! The lane's suite.

macro_rules! demands_on_both {
    ($($demand:ident)+) => {
        mod in_process {
            use stts_testkit::contract::lane::{self, LaneWorld};

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $demand() {
                    lane::$demand(LaneWorld::in_process()).await;
                }
            )+
        }

        mod in_redis {
            use stts_testkit::contract::lane::{self, LaneWorld};
            use stts_testkit::redis_settings;

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $demand() {
                    lane::$demand(LaneWorld::in_redis(&redis_settings())).await;
                }
            )+
        }

        mod in_a_cluster {
            use stts_testkit::contract::lane::{self, LaneWorld};
            use stts_testkit::redis_cluster_settings;

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $demand() {
                    lane::$demand(LaneWorld::in_redis(&redis_cluster_settings())).await;
                }
            )+
        }
    };
}

demands_on_both! {
    work_is_handed_out_once
    equal_work_is_done_twice
    what_failed_comes_again_until_it_is_dead
    the_dead_are_kept_and_redriven
    what_cannot_succeed_is_dead_at_once
    what_is_for_later_waits
    what_is_put_off_is_not_counted
    a_lane_refuses_more_than_it_may_hold
    a_lost_workers_work_is_taken_over
    only_the_holder_puts_work_back
    what_is_done_is_done_whoever_did_it
    what_kills_its_workers_is_given_up
    a_renewed_lease_holds
    a_runner_does_everything_in_its_bounds
    a_panic_is_an_attempt_that_failed
    a_stop_finishes_what_is_in_hand
    a_runner_renews_what_it_holds
    what_could_not_be_settled_is_settled_later
}

mod faults_of_redis {
    use stts_testkit::contract::lane::{failover, redis};

    macro_rules! demands {
        ($suite:ident: $($demand:ident)+) => {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $demand() {
                    $suite::$demand().await;
                }
            )+
        };
    }

    demands! { failover: a_lane_goes_on_where_the_replica_was }
    demands! { redis:
        after_a_flush_the_lane_goes_on
        a_killed_redis_is_found_again
        garbage_goes_to_the_dead
        a_waiting_worker_is_in_nobodys_way
    }
}

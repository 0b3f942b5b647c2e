//! Lanes: what every way of handing work out has to keep.

pub mod failover;
mod handing;
mod holding;
pub mod redis;
mod running;
mod world;

pub use handing::{
    a_lane_refuses_more_than_it_may_hold, equal_work_is_done_twice, the_dead_are_kept_and_redriven,
    what_cannot_succeed_is_dead_at_once, what_failed_comes_again_until_it_is_dead,
    what_is_for_later_waits, what_is_put_off_is_not_counted, work_is_handed_out_once,
};
pub use holding::{
    a_lost_workers_work_is_taken_over, a_renewed_lease_holds, only_the_holder_puts_work_back,
    what_is_done_is_done_whoever_did_it, what_kills_its_workers_is_given_up,
};
pub use running::{
    a_panic_is_an_attempt_that_failed, a_runner_does_everything_in_its_bounds,
    a_runner_renews_what_it_holds, a_stop_finishes_what_is_in_hand,
    what_could_not_be_settled_is_settled_later,
};
pub use world::LaneWorld;

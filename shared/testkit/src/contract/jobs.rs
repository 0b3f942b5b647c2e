//! Jobs: what every table of jobs and its runner have to keep together.

mod claims;
mod naming;
mod running;
mod world;

pub use claims::{
    a_job_is_done_when_its_business_time_has_come, a_late_completion_is_refused,
    a_lost_worker_is_replaced_when_its_lease_ends, a_renewed_lease_holds, no_job_is_claimed_twice,
    what_commits_made_due_is_told,
};
pub use naming::{
    a_lane_that_forgets_loses_no_job, jobs_are_named_to_whoever_is_free,
    what_failed_is_named_again, without_its_lane_jobs_are_looked_for,
};
pub use running::{
    a_job_of_a_known_key_is_not_enqueued_twice, a_job_that_kills_its_worker_is_given_up,
    a_panic_counts_as_an_attempt, a_postponed_job_waits_for_business_time,
    a_stop_finishes_what_is_in_hand, effects_and_completion_are_one_commit,
    jobs_enqueued_by_jobs_are_done, the_last_attempt_gives_up_until_redriven,
    what_is_unavailable_is_not_counted,
};
pub use world::JobsWorld;

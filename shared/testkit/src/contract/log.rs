//! The log: what every outbox, transport and inbox have to keep together.

mod delivery;
pub mod failover;
mod failures;
mod hostile;
mod numbering;
mod recorder;
pub mod redis;
mod world;

pub use delivery::{
    a_consumer_reports_how_far_it_came, a_flood_is_applied_although_the_transport_holds_little,
    a_transport_that_forgets_loses_nothing, everything_is_applied_once_under_a_hostile_transport,
    everything_is_applied_while_it_is_produced, replicas_share_the_partitions,
    replicas_work_at_the_same_time,
};
pub use failures::{
    a_failed_event_leaves_nothing_behind, a_panic_is_a_failure,
    a_poisoned_event_is_put_aside_with_its_key, a_redriven_key_is_free_again,
    an_unknown_type_is_not_passed_over, what_is_no_event_is_kept_with_its_bytes,
    what_is_unavailable_is_waited_for,
};
pub use numbering::{
    a_backup_never_gives_a_number_twice, a_late_copy_of_an_event_is_dropped,
    a_partition_has_one_relay_at_a_time, a_restored_log_halts_until_a_new_epoch_begins,
    a_row_that_commits_late_is_numbered_late, events_are_pruned_when_every_consumer_has_passed,
    numbers_have_no_gaps, publishing_twice_brings_no_double, what_all_have_passed_is_known,
    what_was_pruned_unpublished_is_passed_over,
};
pub use world::LogWorld;

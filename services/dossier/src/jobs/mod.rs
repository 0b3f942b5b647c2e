//! The work that is done later.

mod batch_run;
mod bulk_lane;
mod identity_events;
mod night_schedule;
mod person_data;

pub use batch_run::BatchRunWorker;
pub use bulk_lane::BulkLane;
pub use identity_events::IdentityEvents;
pub use night_schedule::NightSchedule;
pub use person_data::PersonDataWorker;

//! The work that is done later.

mod batch_run;
mod bulk_lane;
mod night_schedule;

pub use batch_run::BatchRunWorker;
pub use bulk_lane::BulkLane;
pub use night_schedule::NightSchedule;

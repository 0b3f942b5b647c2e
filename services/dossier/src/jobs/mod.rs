//! The work that is done later.

mod bulk_lane;
mod night_run;
mod night_schedule;

pub use bulk_lane::BulkLane;
pub use night_run::NightRunWorker;
pub use night_schedule::NightSchedule;

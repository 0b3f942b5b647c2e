//! The work that is done later.

mod night_run;
mod night_schedule;

pub use night_run::NightRunWorker;
pub use night_schedule::NightSchedule;

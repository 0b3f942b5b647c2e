//! The work that is done later.

mod night_run;

pub use night_run::NightRunWorker;

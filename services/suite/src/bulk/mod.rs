//! A file of applications, sent as a bulk: read and checked whole before anything is sent, and gone on
//! with where it was when the same command is given again.
//!
//! What identifies a bulk is drawn once and kept in `FILE.bulk.toml` beside the file, with the file's
//! hash: every id of a request follows from it and a line, so that a repeat is answered as the first
//! time. It is not derived from what the file says: whoever sees an id of a request could then try names
//! until one fits. The results are the service's to keep; `FILE.results.csv` is written anew each time.

mod applications;
mod begun;
mod cells;
mod results;
mod send;

pub use applications::{Applications, COLUMNS};
pub use begun::{Begun, BegunError};
pub use cells::Fault;
pub use results::{Results, Tally};
pub use send::{Told, send};

//! The log of a producer over the wire: `stts.events.v1.EventLogService`.
//!
//! [`event_log`] is what a producer adds to its internal listener, [`RemoteLog`] what a consumer
//! reads with.

mod client;
mod dead_letters;
mod server;

pub use client::RemoteLog;
pub use server::{EventLog, event_log};

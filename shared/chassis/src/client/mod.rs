//! Calls to other services: one channel for each, with its token, the trace and the deadline.

mod channel;
mod retry;

pub use channel::{ClientError, Credentials, ServiceChannel, Target};
pub use retry::retry;

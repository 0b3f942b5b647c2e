//! Redis: where it is, and connections to it that are renewed by themselves.
//!
//! This folder is the only one that knows how a Redis is reached; what is kept there is the business
//! of [`crate::log::RedisStreams`] and [`crate::jobs::lane::RedisLane`]. All keys that one command,
//! pipeline or script names carry the same hash tag, so that a cluster keeps them on one node.

mod entry;
mod fault;
mod link;
mod open;
mod route;
mod settings;

pub(crate) use entry::{Entry, array, entries, id_of, integer, pairs, streams, text};
pub(crate) use fault::{Refusal, fault, refusal};
pub use link::{Redis, RedisUnfit};
pub use settings::{RedisMode, RedisSettings, RedisSettingsError};

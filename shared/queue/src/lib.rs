//! Ordered events and jobs to do, carried between services.
//!
//! [`log`] is what happened: a producer appends events in the transaction that made them, a relay
//! numbers them without gaps per partition, and a consumer applies each exactly once and in order,
//! because its position moves in the transaction of the effects. [`jobs`] is what is to be done: a
//! row with a due time, handed to one worker at a time under a lease.
//!
//! The databases are the truth. What carries events between processes ([`log::Transport`]) only
//! makes it fast and may forget everything at any moment: a consumer fetches what it misses from
//! the producer ([`log::LogReader`], over the wire in [`rpc`]). Tables stand behind the traits
//! [`log::Outbox`], [`log::Inbox`] and [`jobs::JobStore`], which `stts-store` implements.
//!
//! [`Redis`] is the way to the one that [`log::RedisStreams`] carries events through and
//! [`jobs::lane::RedisLane`] hands out work through; the rest of the house does not know it.
//!
//! To carry events another way, implement [`log::Transport`]; to consume them, implement
//! [`log::Handler`] and run a [`log::Consumer`]; to do work later, implement [`jobs::Worker`] and
//! run [`jobs::Jobs`].

mod connection;
mod error;
pub mod jobs;
pub mod log;
pub mod rpc;
mod signal;
mod stats;
pub mod trace;

pub use connection::{Redis, RedisMode, RedisSettings, RedisSettingsError, RedisUnfit};
pub use error::QueueError;
pub use signal::{Signal, Wake};
pub use stats::{Backlog, Consumed, DeadLetters, QueueStats};

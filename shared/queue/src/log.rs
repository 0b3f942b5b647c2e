//! Events as a log: what a producer committed, in order, applied once by every consumer.
//!
//! - [`Event`] and [`NewEvent`]: one of them, as carried and as appended.
//! - [`Outbox`]: the producer's table; a [`Relay`] numbers and publishes its rows, and a
//!   [`Trimmer`] has the transport forget what everybody has applied.
//! - [`Transport`]: carries encoded events to consumers; [`InProcess`] is one, [`RedisStreams`]
//!   another.
//! - [`LogReader`]: the producer's log as a consumer reaches it, for what the transport lost.
//! - [`Inbox`]: the consumer's position, dead letters and dead frames; a [`Consumer`] applies events by a
//!   [`Handler`]; [`redrive`] applies dead letters again.

mod apply;
mod batch;
mod brought;
mod consumer;
mod event;
mod handler;
mod in_process;
mod inbox;
mod outbox;
mod partition;
mod reader;
mod redis_streams;
mod redrive;
mod relay;
mod transport;
mod trimmer;

pub use brought::{MISPLACED, NOT_AN_EVENT};
pub use consumer::{Consumer, ConsumerSettings};
pub use event::{Event, MalformedEnvelope, NewEvent, Place};
pub use handler::{Handler, HandlerError};
pub use in_process::InProcess;
pub use inbox::{
    DeadFrame, DeadLetter, Failure, Inbox, Locked, NewDeadFrame, NewDeadLetter, PARKED, Wait,
};
pub use outbox::{Head, Outbox, Step};
pub use partition::{PARTITIONS, partition_of};
pub use reader::{DirectReader, LogPage, LogReader};
pub use redis_streams::RedisStreams;
pub use redrive::{RedriveError, Redriven, redrive};
pub use relay::Relay;
pub use transport::{Frame, Transport};
pub use trimmer::Trimmer;

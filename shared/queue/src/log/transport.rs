//! What carries events from a producer to its consumers. It may lose anything at any moment.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

use super::Place;
use crate::QueueError;

/// An encoded event on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The partition of the producer's log.
    pub partition: u32,
    /// Its place in that partition.
    pub place: Place,
    /// The bytes of its envelope.
    pub bytes: Bytes,
}

/// Carries encoded events. Within a partition it keeps their order and refuses a double, by their
/// places; beyond that it promises nothing.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Takes events, in order within each partition. One that is not after the last that it holds of
    /// its partition is dropped silently: it was published before.
    async fn publish(&self, producer: &str, frames: &[Frame]) -> Result<(), QueueError>;

    /// Whether there is a way to it at the moment, as far as can be told at once; asked before a backlog
    /// is read for it.
    async fn ready(&self) -> Result<(), QueueError> {
        Ok(())
    }

    /// Events after these places, of the partitions named, in order within each; waits for the
    /// first at most this long. Some may be missing.
    async fn read(
        &self,
        producer: &str,
        after: &[(u32, Place)],
        limit: usize,
        wait: Duration,
    ) -> Result<Vec<Frame>, QueueError>;

    /// Forgets what every consumer has passed: events up to these sequences, by partition. It may
    /// forget less.
    async fn trim(&self, producer: &str, passed: &[(u32, u64)]) -> Result<(), QueueError> {
        let _ = (producer, passed);
        Ok(())
    }

    /// Whether it worked when it was last used. While it does not, events are committed and numbered
    /// all the same, and consumers ask their producers.
    fn is_reachable(&self) -> bool {
        true
    }
}

//! The producer's side of the log: rows committed with what they tell of.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{LogPage, Place, Transport};
use crate::{QueueError, Wake};

/// The last place given out in a partition, and the last published one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The partition.
    pub partition: u32,
    /// The last place given out.
    pub place: Place,
    /// The last sequence that the transport has taken.
    pub published_sequence: u64,
    /// Committed rows that have no place yet.
    pub unnumbered: u64,
}

/// What one step of a relay did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Rows that got their place.
    pub numbered: u64,
    /// Rows that the transport took.
    pub published: u64,
}

/// The events of one producer, in its own database.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The service that produces them.
    fn producer(&self) -> &str;

    /// Wakes when this process committed events.
    fn committed(&self) -> Wake;

    /// One transaction under the locks of all head rows that no other relay holds: publishes rows that
    /// an earlier transaction numbered, at most `limit` of each partition, then numbers committed rows,
    /// gapless in each partition, at most `limit` of all. Does nothing while [`Self::is_behind`]. A
    /// row is published only after its number is committed, so that a relay that dies in between
    /// publishes the same number again.
    async fn relay(&self, limit: u32, transport: &dyn Transport) -> Result<Step, QueueError>;

    /// Numbered events of a partition after a sequence, in order, at most `limit`.
    async fn read_after(
        &self,
        partition: u32,
        sequence: u64,
        limit: u32,
    ) -> Result<LogPage, QueueError>;

    /// The heads of all partitions.
    async fn heads(&self) -> Result<Vec<Head>, QueueError>;

    /// Notes how far a consumer has come in each partition (partition, sequence). Never backward.
    async fn report_positions(
        &self,
        consumer: &str,
        positions: &[(u32, u64)],
    ) -> Result<(), QueueError>;

    /// How far every one of these consumers has come (partition, sequence), of partitions in which each
    /// of them has reported; without consumers, what is published.
    async fn passed(&self, consumers: &[&str]) -> Result<Vec<(u32, u64)>, QueueError>;

    /// Deletes events that every one of these consumers has passed and that occurred before the
    /// instant; gives how many.
    async fn prune(&self, consumers: &[&str], before: DateTime<Utc>) -> Result<u64, QueueError>;

    /// Whether a consumer has applied events that this log does not have: the database was restored from
    /// a backup. Nothing is numbered then until a new epoch begins, since a consumer would take it for
    /// what it has applied.
    async fn is_behind(&self) -> Result<bool, QueueError>;

    /// Begins a new epoch in all partitions, after the database was restored from a backup: its
    /// sequences go on far beyond whatever was given out before, so that no number is used twice.
    async fn begin_epoch(&self) -> Result<(), QueueError>;
}

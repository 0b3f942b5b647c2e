//! The consumer's side of the log: how far it has come, and what it could not apply.

use std::collections::HashSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Event, Frame, Place};
use crate::QueueError;

/// The class of a dead letter that is only there because an earlier event of its key is.
pub const PARKED: &str = "PARKED";

/// Whether to wait for the rows of positions that somebody else holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Leave them: another replica is applying those partitions.
    Skip,
    /// Wait until they are free.
    Block,
}

/// A transaction that holds the rows of positions.
pub struct Locked<Transaction> {
    /// The transaction, for the handler's effects.
    pub transaction: Transaction,
    /// The partitions held, each with the last place whose effects are committed.
    pub places: Vec<(u32, Place)>,
}

impl<Transaction> Locked<Transaction> {
    /// The last place in a partition, when that is held.
    pub fn place(&self, partition: u32) -> Option<Place> {
        self.places.iter().find(|(held, _)| *held == partition).map(|(_, place)| *place)
    }
}

/// An attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure<'a> {
    /// The event.
    pub event: &'a Event,
    /// The class of the error.
    pub class: &'a str,
    /// The machine's time.
    pub failed_at: DateTime<Utc>,
}

/// An event to put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDeadLetter<'a> {
    /// The event.
    pub event: &'a Event,
    /// The class of the last error, or [`PARKED`].
    pub class: &'a str,
    /// How often it was tried.
    pub attempts: u32,
    /// The machine's time.
    pub failed_at: DateTime<Utc>,
}

/// An event that was put aside, until it is redriven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its number among this service's dead letters.
    pub id: i64,
    /// The event, from the bytes that were kept.
    pub event: Event,
    /// The class of the last error, or [`PARKED`].
    pub class: String,
    /// How often it was tried.
    pub attempts: u32,
    /// The machine's time of the first failure.
    pub first_failed_at: DateTime<Utc>,
    /// The machine's time of the last failure.
    pub last_failed_at: DateTime<Utc>,
}

/// A frame to keep that is no event of the log: there is nothing in it to apply, but somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDeadFrame<'a> {
    /// The service in whose stream it stood.
    pub producer: &'a str,
    /// Where it stood, and its bytes.
    pub frame: &'a Frame,
    /// The SHA-256 of both: what is brought again has the same.
    pub digest: &'a [u8],
    /// [`NOT_AN_EVENT`](super::NOT_AN_EVENT) or [`MISPLACED`](super::MISPLACED).
    pub class: &'a str,
    /// The machine's time.
    pub found_at: DateTime<Utc>,
}

/// A frame that was kept, until somebody has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadFrame {
    /// Its number among this service's dead frames.
    pub id: i64,
    /// The service in whose stream it stood.
    pub producer: String,
    /// Where it stood, and its bytes.
    pub frame: Frame,
    /// Why it is no event of the log.
    pub class: String,
    /// The machine's time at which it was found first.
    pub found_at: DateTime<Utc>,
}

/// The positions and dead letters of one consuming service, in its own database.
#[async_trait]
pub trait Inbox: Send + Sync + 'static {
    /// A transaction of that database, in which handlers write their effects.
    type Transaction: Send + Sync + 'static;

    /// The last applied place in every partition of a producer, where there is one.
    async fn places(&self, producer: &str) -> Result<Vec<(u32, Place)>, QueueError>;

    /// Begins a transaction that holds the positions of these partitions of a producer; those that
    /// somebody else holds and that are not to be waited for are left out.
    async fn lock(
        &self,
        producer: &str,
        partitions: &[u32],
        wait: Wait,
    ) -> Result<Locked<Self::Transaction>, QueueError>;

    /// Moves positions, each of which the transaction holds, and commits, effects and all.
    async fn commit_at(
        &self,
        transaction: Self::Transaction,
        producer: &str,
        places: &[(u32, Place)],
    ) -> Result<(), QueueError>;

    /// Commits without moving a position.
    async fn commit(&self, transaction: Self::Transaction) -> Result<(), QueueError>;

    /// Rolls back.
    async fn roll_back(&self, transaction: Self::Transaction) -> Result<(), QueueError>;

    /// Which of these keys of a producer have dead letters.
    async fn dead_keys(
        &self,
        transaction: &Self::Transaction,
        producer: &str,
        keys: &[&str],
    ) -> Result<HashSet<String>, QueueError>;

    /// Notes a failed attempt, in a transaction of its own; gives how many there were.
    async fn record_failure(&self, failure: Failure<'_>) -> Result<u32, QueueError>;

    /// Puts an event aside.
    async fn bury(
        &self,
        transaction: &Self::Transaction,
        letter: NewDeadLetter<'_>,
    ) -> Result<(), QueueError>;

    /// All dead letters that wait, oldest first, at most `limit` after that number.
    async fn dead_letters(&self, after_id: i64, limit: u32) -> Result<Vec<DeadLetter>, QueueError>;

    /// How many wait.
    async fn count_dead_letters(&self) -> Result<u64, QueueError>;

    /// One that waits.
    async fn dead_letter(&self, id: i64) -> Result<Option<DeadLetter>, QueueError>;

    /// The first that waits of a key.
    async fn first_dead_letter_of(
        &self,
        transaction: &Self::Transaction,
        producer: &str,
        key: &str,
    ) -> Result<Option<DeadLetter>, QueueError>;

    /// Marks one as redriven; it no longer holds its key.
    async fn mark_redriven(
        &self,
        transaction: &Self::Transaction,
        id: i64,
        redriven_at: DateTime<Utc>,
    ) -> Result<(), QueueError>;

    /// Keeps a frame that is no event, in a transaction of its own: once, however often it is
    /// brought. When very many wait already, it is not kept, so that a flood fills no disk.
    async fn keep_frame(&self, frame: NewDeadFrame<'_>) -> Result<(), QueueError>;

    /// All dead frames that wait, oldest first, at most `limit` after that number.
    async fn dead_frames(&self, after_id: i64, limit: u32) -> Result<Vec<DeadFrame>, QueueError>;

    /// How many wait.
    async fn count_dead_frames(&self) -> Result<u64, QueueError>;

    /// Marks one as seen; it no longer waits. False when it did not.
    async fn put_frame_away(&self, id: i64, seen_at: DateTime<Utc>) -> Result<bool, QueueError>;
}

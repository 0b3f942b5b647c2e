//! The queues of all services, as operations sees them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_kernel::{ErrorKind, Refusal};
use stts_queue::QueueStats;

/// All services, in the order in which their dead letters are listed.
pub const SERVICES: [&str; 5] = ["identity", "dossier", "tasks", "notifications", "settlement"];

/// What was put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterKind {
    /// An event of another service.
    Event,
    /// A job.
    Job,
    /// What stood among the events of another service and is none.
    Frame,
}

impl LetterKind {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Event, Self::Job, Self::Frame];
}

/// Which dead letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterPlace {
    /// The service that put it aside, one of [`SERVICES`].
    pub service: &'static str,
    /// Whether it is an event, a job or a frame.
    pub kind: LetterKind,
    /// Its number among those of that service and kind.
    pub number: i64,
}

/// Which dead letters to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LetterFilter {
    /// Only of this service.
    pub service: Option<&'static str>,
    /// Only of this kind.
    pub kind: Option<LetterKind>,
}

/// Something that a service put aside until it is redriven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Which it is.
    pub place: LetterPlace,
    /// The event's message, or the kind of job; empty of a frame.
    pub type_name: String,
    /// The class of the last error.
    pub class: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Where it stood in a log; absent of a job.
    pub event: Option<DeadEvent>,
}

/// An event or a frame that was put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadEvent {
    /// When it failed first.
    pub first_failed_at: DateTime<Utc>,
    /// When it failed last.
    pub last_failed_at: DateTime<Utc>,
    /// The service in whose log it stood.
    pub producer: String,
    /// The partition of that service's log.
    pub partition: u32,
    /// Its place in the partition.
    pub sequence: u64,
    /// Whose later events wait too; empty of a frame.
    pub key: String,
}

/// What came of redriving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redriven {
    /// How many were redriven.
    pub letters: u64,
    /// The class with which the next one failed again; empty when all went well.
    pub failed_class: String,
}

/// The queues of all services, each asked at its internal listener.
#[async_trait]
pub trait Queues: Send + Sync {
    /// Dead letters of a service and kind, at most `limit` after that number.
    async fn dead_letters(
        &self,
        service: &'static str,
        kind: LetterKind,
        after: i64,
        limit: u32,
    ) -> Result<Vec<DeadLetter>, ErrorKind>;

    /// Tries one again.
    async fn redrive(&self, place: LetterPlace) -> Result<Redriven, Refusal>;

    /// What waits in a service.
    async fn stats(&self, service: &'static str) -> Result<QueueStats, ErrorKind>;
}

/// Puts answers that are kept into the words of the contract.
pub trait Encode: Send + Sync {
    /// The answer to `RedriveDeadLetter`.
    fn redriven(&self, redriven: &Redriven) -> Vec<u8>;
}

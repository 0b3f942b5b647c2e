//! One piece of work.

use std::fmt;

use chrono::{DateTime, Utc};

/// Work to enqueue in the transaction that needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Which [`super::Worker`] does it.
    pub kind: String,
    /// Tells jobs of one kind apart: while one with this key waits or runs, another is not
    /// enqueued. Absent where every job is its own.
    pub key: Option<String>,
    /// The full name of the payload's message.
    pub type_name: String,
    /// The encoded message.
    pub payload: Vec<u8>,
    /// The business instant from which it may be done.
    pub due_at: DateTime<Utc>,
    /// The W3C trace context; when absent, that of the span in which it is enqueued is taken.
    pub traceparent: Option<String>,
}

/// The number of a job in its database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What came of enqueueing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueued {
    /// It will be done.
    New(JobId),
    /// One of that kind and key is there already.
    Exists,
}

/// The right of one worker to do a job, until its lease ends or somebody else takes it over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    /// The job.
    pub id: JobId,
    /// Grows with every claim of the job, so that an earlier holder is recognised.
    pub fence: i64,
}

/// A job in a worker's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The right to do it.
    pub claim: Claim,
    /// Its kind.
    pub kind: String,
    /// Its key, when it has one.
    pub key: Option<String>,
    /// The full name of the payload's message.
    pub type_name: String,
    /// The encoded message.
    pub payload: Vec<u8>,
    /// The business instant from which it may be done.
    pub due_at: DateTime<Utc>,
    /// The W3C trace context of its cause.
    pub traceparent: Option<String>,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}

//! What a lane carries.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::super::Backoff;

/// The class of dead work whose workers died with it, each without a word.
pub const EXHAUSTED: &str = "ATTEMPTS_EXHAUSTED";

/// How a lane works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneSettings {
    /// How long a worker may be silent before another takes its work over.
    pub lease: Duration,
    /// After how many attempts work is dead.
    pub max_attempts: u32,
    /// How long to wait between attempts.
    pub backoff: Backoff,
    /// At most so much may be outstanding, in hand or waiting.
    pub capacity: u64,
}

impl Default for LaneSettings {
    fn default() -> Self {
        Self {
            lease: Duration::from_mins(1),
            max_attempts: 5,
            backoff: Backoff::default(),
            capacity: 1_000_000,
        }
    }
}

/// Work to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWork {
    /// What it is; the lane does not look into it.
    pub bytes: Bytes,
    /// How long it is held back; to the millisecond.
    pub delay: Duration,
}

impl NewWork {
    /// Work for now.
    pub fn now(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), delay: Duration::ZERO }
    }
}

/// Whether work was taken into the lane.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// All of it.
    Taken,
    /// None: too much is outstanding. Publish it later.
    Full,
}

/// Tells work in a lane apart; changes when it is put back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkId(pub u64, pub u64);

impl fmt::Display for WorkId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.0, self.1)
    }
}

/// The right of a worker to do work, until its lease ends and somebody else takes it over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Held {
    /// The work.
    pub id: WorkId,
    /// Grows each time the work is taken, so that an earlier holder is recognised.
    pub delivery: u32,
}

/// Work in a worker's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The right to do it.
    pub held: Held,
    /// What it is.
    pub bytes: Bytes,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}

/// What came of an attempt. A class is a constant, never text about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// Try again after the backoff; dead after the last attempt.
    Retry {
        /// Which attempt failed.
        attempt: u32,
        /// The class of the error.
        class: &'static str,
    },
    /// Try again after this long; not counted.
    Later(Duration),
    /// A repeat cannot help: dead at once.
    Dead(&'static str),
}

/// How much there is in a lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneCounts {
    /// Waiting for a worker.
    pub waiting: u64,
    /// In a worker's hands.
    pub in_hand: u64,
    /// Held back for later.
    pub later: u64,
    /// Given up.
    pub dead: u64,
}

/// Work that was given up, until it is redriven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadWork {
    /// Which.
    pub id: WorkId,
    /// What it is.
    pub bytes: Bytes,
    /// The class of the last error.
    pub class: String,
    /// How often it was tried.
    pub attempts: u32,
}

/// What a lane does with work that is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Later { delay: Duration, counted: bool },
    Dead(&'static str),
}

impl LaneSettings {
    /// What is to be done after an attempt; nothing when the work is done. The jitter is in
    /// thousandths.
    pub(super) fn verdict(&self, outcome: Outcome, jitter: u16) -> Option<Verdict> {
        match outcome {
            Outcome::Done => None,
            Outcome::Retry { attempt, .. } if attempt < self.max_attempts => {
                let delay = self.backoff.after(attempt, jitter);
                Some(Verdict::Later { delay, counted: true })
            }
            Outcome::Retry { class, .. } | Outcome::Dead(class) => Some(Verdict::Dead(class)),
            Outcome::Later(delay) => Some(Verdict::Later { delay, counted: false }),
        }
    }
}

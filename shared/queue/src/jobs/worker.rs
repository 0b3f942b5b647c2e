//! What a service does with a job.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use thiserror::Error;

use super::{Backoff, Job};

/// Does the jobs of one kind.
#[async_trait]
pub trait Worker: Send + Sync {
    /// The kind that it does.
    fn kind(&self) -> &'static str;

    /// Does one. Its remote part runs outside any transaction; its effects are written together
    /// with the job's completion (`stts_store::jobs::complete`) in one. A worker without effects in
    /// the database just returns: the runner completes the job.
    async fn run(&self, job: &Job) -> Result<(), JobError>;

    /// After how many attempts it is dead.
    fn max_attempts(&self) -> u32 {
        5
    }

    /// How long to wait between attempts.
    fn backoff(&self) -> Backoff {
        Backoff::default()
    }
}

/// Why a job was not done. A class is a constant, never text about a person.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JobError {
    /// Try again after the backoff; dead after the last attempt.
    #[error("{0}")]
    Retry(&'static str),
    /// A repeat cannot help: dead at once.
    #[error("{0}")]
    Dead(&'static str),
    /// Not now but from this business instant on, such as when the post office opens; not counted.
    #[error("postponed")]
    Postponed(DateTime<Utc>),
    /// The own database does not answer or a race was lost: try again after the backoff, not
    /// counted.
    #[error("UNAVAILABLE")]
    Unavailable,
    /// Somebody else took the job over; nothing of this attempt was written.
    #[error("LEASE_LOST")]
    LeaseLost,
}

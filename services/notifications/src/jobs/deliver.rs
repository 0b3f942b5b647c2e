//! The job that delivers one message. Its key is the message, its payload the call for which the
//! identity service is asked.

use std::time::Duration;

use async_trait::async_trait;
use stts_queue::jobs::{Backoff, Job, JobError, Worker};
use uuid::Uuid;

use crate::app::Delivering;
use crate::ports::MessageId;

/// The kind of the job.
pub const DELIVER: &str = "deliver";

/// With the longest wait, about a week without the identity service or the mailbox; then the job is
/// dead and waits to be redriven.
const MAX_ATTEMPTS: u32 = 1_000;

/// Does the jobs of the kind [`DELIVER`].
#[derive(Clone)]
pub struct Deliver {
    delivering: Delivering,
}

impl Deliver {
    /// A worker over that use case.
    pub const fn new(delivering: Delivering) -> Self {
        Self { delivering }
    }
}

#[async_trait]
impl Worker for Deliver {
    fn kind(&self) -> &'static str {
        DELIVER
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        let id = job.key.as_deref().and_then(|key| Uuid::try_parse(key).ok());
        let id = id.ok_or(JobError::Dead("MESSAGE_ID"))?;
        self.delivering.deliver(job.claim, MessageId(id), &job.payload).await
    }

    fn max_attempts(&self) -> u32 {
        MAX_ATTEMPTS
    }

    fn backoff(&self) -> Backoff {
        Backoff { first: Duration::from_secs(1), longest: Duration::from_mins(10) }
    }
}

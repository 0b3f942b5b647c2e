//! The work of taking over a person's name and address.

use async_trait::async_trait;
use stts_kernel::{ErrorKind, PersonId};
use stts_queue::jobs::{Job, JobError, Worker};
use uuid::Uuid;

use crate::app::App;
use crate::ports::PERSON_DATA_JOB;

/// Asks the register for the person whose id is the job's payload.
pub struct PersonDataWorker {
    app: App,
}

impl PersonDataWorker {
    /// A worker over these use cases.
    pub const fn new(app: App) -> Self {
        Self { app }
    }
}

#[async_trait]
impl Worker for PersonDataWorker {
    fn kind(&self) -> &'static str {
        PERSON_DATA_JOB
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        let person_id = Uuid::from_slice(&job.payload).map_err(|_| JobError::Dead("PAYLOAD"))?;
        let taken = self.app.take_over_person_data(PersonId::from(person_id)).await;
        taken.map_err(|refusal| match refusal.kind {
            ErrorKind::RegisterUnavailable
            | ErrorKind::ServiceUnavailable
            | ErrorKind::Overloaded
            | ErrorKind::DeadlineExceeded => JobError::Unavailable,
            _ => JobError::Retry("PERSON_DATA"),
        })
    }
}

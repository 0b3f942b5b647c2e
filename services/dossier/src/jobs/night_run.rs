//! The work of a night run.

use async_trait::async_trait;
use stts_kernel::ErrorKind;
use stts_queue::jobs::{Job, JobError, Worker};
use uuid::Uuid;

use crate::app::App;
use crate::ports::NIGHT_RUN_JOB;

/// Works on the run whose id is the job's payload. How far it is stands in the run itself, so that
/// any worker can go on.
pub struct NightRunWorker(pub App);

#[async_trait]
impl Worker for NightRunWorker {
    fn kind(&self) -> &'static str {
        NIGHT_RUN_JOB
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        let run_id = Uuid::from_slice(&job.payload).map_err(|_| JobError::Dead("PAYLOAD"))?;
        self.0.work_on_run(run_id).await.map_err(|refusal| match refusal.kind {
            ErrorKind::ServiceUnavailable | ErrorKind::Overloaded => JobError::Unavailable,
            ErrorKind::RunNotFound => JobError::Dead("RUN_NOT_FOUND"),
            _ => JobError::Retry("NIGHT_RUN"),
        })
    }
}

//! The work of a batch run.

use async_trait::async_trait;
use stts_kernel::ErrorKind;
use stts_queue::jobs::{Job, JobError, Worker};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::{App, Progress};
use crate::ports::RunKind;

/// Works on the run whose id is the job's payload. How far it is stands in the run itself, so that
/// any worker can go on.
pub struct BatchRunWorker {
    kind: RunKind,
    app: App,
    stop: CancellationToken,
}

impl BatchRunWorker {
    /// A worker for runs of that kind, which ends between two transactions when the process is to stop.
    pub const fn new(kind: RunKind, app: App, stop: CancellationToken) -> Self {
        Self { kind, app, stop }
    }
}

#[async_trait]
impl Worker for BatchRunWorker {
    fn kind(&self) -> &'static str {
        self.kind.job()
    }

    /// Never given up: a run that is under way stops all that would come after it.
    fn max_attempts(&self) -> u32 {
        u32::MAX
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        let run_id = Uuid::from_slice(&job.payload).map_err(|_| JobError::Dead("PAYLOAD"))?;
        match self.app.work_on_run(run_id, || self.stop.is_cancelled()).await {
            Ok(Progress::Done) => Ok(()),
            // Put back without counting: the next process takes it up where it stands.
            Ok(Progress::Stopped) => Err(JobError::Unavailable),
            Err(refusal) => Err(match refusal.kind {
                ErrorKind::ServiceUnavailable | ErrorKind::Overloaded => JobError::Unavailable,
                ErrorKind::RunNotFound => JobError::Dead("RUN_NOT_FOUND"),
                _ => JobError::Retry("BATCH_RUN"),
            }),
        }
    }
}

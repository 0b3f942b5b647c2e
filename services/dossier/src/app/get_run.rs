//! How far a batch run is.

use stts_kernel::{ErrorKind, Refusal};
use uuid::Uuid;

use super::App;
use crate::ports::Run;

impl App {
    /// The run.
    pub async fn get_run(&self, run_id: Uuid) -> Result<Run, Refusal> {
        self.runs.run(run_id).await?.ok_or_else(|| ErrorKind::RunNotFound.into())
    }
}

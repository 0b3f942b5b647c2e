//! The batch runs, the last started first.

use stts_kernel::Refusal;

use super::App;
use crate::ports::{Run, RunPlace};

impl App {
    /// A page of them, and where the next one begins; nothing after the last.
    pub async fn list_runs(
        &self,
        after: Option<RunPlace>,
        size: u64,
    ) -> Result<(Vec<Run>, Option<RunPlace>), Refusal> {
        let mut runs = self.runs.runs(after, size + 1).await?;
        let wanted = usize::try_from(size).unwrap_or(usize::MAX);
        let more = runs.len() > wanted;
        runs.truncate(wanted);
        let last = runs.last().filter(|_| more);
        let next = last.map(|run| RunPlace { started_at: run.started_at, run_id: run.run_id });
        Ok((runs, next))
    }
}

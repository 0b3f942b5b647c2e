//! BIPT ends a batch run where it stands.

use uuid::Uuid;

use super::App;
use super::answered::{Answered, Outcome};
use crate::ports::{Answer, Call, Commit, Run, RunState};

impl App {
    /// Cancels it: what it did stays. A run that is over is answered as it is.
    pub async fn cancel_run(&self, call: &Call, run_id: Uuid) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        self.settle(call, move || {
            Box::pin(async move {
                let run = self.get_run(run_id).await?;
                let (now, today) = (self.clock.now(), self.clock.today());
                let cancels = run.state == RunState::Running;
                let run =
                    if cancels { Run { state: RunState::Cancelled(now), ..run } } else { run };
                let answer = self.encode.answer(Answer::RunCancelled(&run), &call.caller, today);
                let cancel_run = cancels.then_some(run_id);
                let commit = Commit { cancel_run, occurred_at: now, ..Commit::default() };
                Ok(Outcome { commit, answer: Ok(answer) })
            })
        })
        .await
    }
}

//! BIPT starts a batch run of a date.

use chrono::{Days, NaiveDate};
use stts_kernel::{Refusal, Violation};

use super::App;
use super::answered::{Answered, Outcome};
use crate::ports::{Answer, Call, Commit, Run, RunCounts, RunKind, RunState, StartRun};

impl App {
    /// Starts it: a row, and a job that does the work. Nights missed before a night run come first.
    pub async fn start_run(
        &self,
        call: &Call,
        (kind, date): (RunKind, NaiveDate),
        dry_run: bool,
        traceparent: Option<String>,
    ) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        let traceparent = &traceparent;
        self.settle(call, move || {
            Box::pin(async move {
                let run = self.new_run(kind, date, dry_run).await?;
                let (now, today) = (run.started_at, self.clock.today());
                let answer = Answer::RunStarted(&run);
                let answer = Ok(self.encode.answer(answer, &call.caller, today));
                let start_run = Some(StartRun { run, traceparent: traceparent.clone() });
                let commit = Commit { start_run, occurred_at: now, ..Commit::default() };
                Ok(Outcome { commit, answer })
            })
        })
        .await
    }

    async fn new_run(&self, kind: RunKind, date: NaiveDate, dry_run: bool) -> Result<Run, Refusal> {
        if date > self.clock.today() {
            return Err(not_yet());
        }
        Ok(Run {
            run_id: self.ids.uuid(),
            kind,
            date,
            dry_run,
            state: RunState::Running,
            started_at: self.clock.now(),
            night: match kind {
                RunKind::Night => first_night(date, self.runs.last_night().await?),
                RunKind::Verification => date,
            },
            after_number: 0,
            counts: RunCounts::new(),
        })
    }
}

/// The night after the last one; a date that has been done is done again, which changes nothing.
fn first_night(date: NaiveDate, last: Option<NaiveDate>) -> NaiveDate {
    last.and_then(|last| last.checked_add_days(Days::new(1))).map_or(date, |next| next.min(date))
}

fn not_yet() -> Refusal {
    let description = "the run of a date cannot start before that date".to_owned();
    Refusal::invalid_fields(vec![Violation { field: "date".to_owned(), description }])
}

//! The work of a batch run: due dossiers by number, a chunk in a transaction, so that it can be killed
//! at any moment and be resumed by anybody.

use chrono::{Days, NaiveDate};
use stts_chassis::telemetry::names::DOSSIER;
use stts_dossier_domain::dossier::{Decision, Event};
use stts_kernel::{ErrorKind, Refusal};
use uuid::Uuid;

use super::App;
use crate::ports::{Commit, CommitFault, Loaded, Run, RunKind, RunState};

/// How many dossiers share a transaction.
const CHUNK: u64 = 100;
/// How often a lost race is decided again before the run is taken up later.
const ATTEMPTS: u32 = 3;

/// Under what dossiers are counted that could not be read or written.
const LEFT_OUT: &str = "FAULT";

/// How far a worker came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The run is done.
    Done,
    /// It stopped as it was told; the run stands where it can be taken up.
    Stopped,
}

impl App {
    /// Does a run's work from where it stands; a run that is done stays as it is. It can be killed
    /// at any moment and be resumed: how far it is stands in the transaction of what it did. Between
    /// two transactions it asks whether to stop, and then leaves the rest to whoever takes it up.
    pub async fn work_on_run(
        &self,
        run_id: Uuid,
        stops: impl Fn() -> bool + Send + Sync,
    ) -> Result<Progress, Refusal> {
        let mut run = self.get_run(run_id).await?;
        let (mut chunk, mut lost) = (CHUNK, 0);
        while run.state == RunState::Running {
            if stops() {
                return Ok(Progress::Stopped);
            }
            // Of a dry run nothing is written, so it takes all its nights at once.
            let night = if run.dry_run { run.date } else { run.night };
            let (next, commits) =
                match self.runs.due(run.kind, night, run.after_number, chunk).await {
                    Ok(due) if due.is_empty() => (self.end_of_night(&run), Vec::new()),
                    Ok(due) => self.decide_chunk(&run, &due).await?,
                    // One of them cannot be read: one at a time, and that one is left out.
                    Err(ErrorKind::Internal) if chunk > 1 => {
                        chunk = 1;
                        continue;
                    }
                    Err(ErrorKind::Internal) => (self.past_broken(&run, night).await?, Vec::new()),
                    Err(kind) => return Err(kind.into()),
                };
            match self.runs.advance(&run, &next, commits).await {
                Ok(()) => (run, chunk, lost) = (next, CHUNK, 0),
                Err(CommitFault::Fault(ErrorKind::Internal)) if chunk > 1 => chunk = 1,
                // Somebody was faster, or two dossiers of the chunk want one place: one at a time.
                Err(CommitFault::LostRace) if lost < ATTEMPTS => {
                    (chunk, lost) = (1, lost + 1);
                    run = self.get_run(run_id).await?;
                }
                // It cannot be written alone either: nobody is that much faster so often.
                Err(CommitFault::Fault(ErrorKind::Internal) | CommitFault::LostRace) => {
                    (run, lost) = (self.leave_out(&run, night).await?, 0);
                }
                Err(CommitFault::Fault(kind)) => return Err(kind.into()),
                Err(CommitFault::Answered) => return Err(ErrorKind::Internal.into()),
            }
        }
        Ok(Progress::Done)
    }

    /// Goes past the next dossier, and past nothing where somebody else moved the run.
    async fn leave_out(&self, run: &Run, night: NaiveDate) -> Result<Run, Refusal> {
        let past = self.past_broken(run, night).await?;
        let advanced = self.runs.advance(run, &past, Vec::new()).await;
        advanced.map_err(|_| ErrorKind::ServiceUnavailable)?;
        Ok(past)
    }

    /// The run with the next dossier left out, since it cannot be read or written: counted, told to
    /// operations, and no reason for anybody else to wait.
    async fn past_broken(&self, run: &Run, night: NaiveDate) -> Result<Run, Refusal> {
        let number = self.runs.next_due(run.kind, night, run.after_number).await?;
        let number = number.ok_or(ErrorKind::Internal)?;
        tracing::error!({ DOSSIER } = number, "a dossier is left out of a batch run");
        let mut next = Run { after_number: number, ..run.clone() };
        *next.counts.entry(LEFT_OUT.to_owned()).or_default() += 1;
        Ok(next)
    }

    async fn decide_chunk(&self, run: &Run, due: &[Loaded]) -> Result<(Run, Vec<Commit>), Refusal> {
        match run.kind {
            RunKind::Night => Ok(self.decide_nights(run, due)),
            RunKind::Verification => self.decide_checks(run, due).await,
        }
    }

    /// The next night, or the end of the run.
    fn end_of_night(&self, run: &Run) -> Run {
        let next_night = run.night.checked_add_days(Days::new(1));
        let more = run.kind == RunKind::Night && run.night < run.date && !run.dry_run;
        let (night, state) = match next_night.filter(|_| more) {
            Some(night) => (night, RunState::Running),
            None => (run.date, RunState::Completed(self.clock.now())),
        };
        Run { night, state, after_number: 0, ..run.clone() }
    }
}

/// The row of the transition table that was applied, or why.
pub(super) fn outcome(decision: &Decision) -> &'static str {
    let changed = decision.events.iter().find_map(|event| match event {
        Event::DossierChanged { command, reason, .. } => {
            Some(reason.map_or(command.name(), |reason| reason.name()))
        }
        _ => None,
    });
    changed.unwrap_or("UNCHANGED")
}

//! The work of a night run: due dossiers by number, a chunk in a transaction, each night in order.

use chrono::Days;
use stts_dossier_domain::dossier::{Caller, Decision, Event, night};
use stts_kernel::{ErrorKind, Refusal};
use uuid::Uuid;

use super::App;
use super::decided::Cause;
use crate::ports::{Commit, CommitFault, Loaded, Run, RunState};

/// How many dossiers share a transaction.
const CHUNK: u64 = 100;
/// How often a lost race is decided again before the run is taken up later.
const ATTEMPTS: u32 = 3;

impl App {
    /// Does a run's work from where it stands; a run that is done stays as it is. It can be killed
    /// at any moment and be resumed: how far it is stands in the transaction of what it did.
    pub async fn work_on_run(&self, run_id: Uuid) -> Result<(), Refusal> {
        let mut run = self.get_run(run_id).await?;
        let (mut chunk, mut lost) = (CHUNK, 0);
        while run.state == RunState::Running {
            let due = self.runs.due(run.night, run.after_number, chunk).await?;
            let (next, commits) = if due.is_empty() {
                (self.end_of_night(&run), Vec::new())
            } else {
                self.decide_chunk(&run, &due)
            };
            match self.runs.advance(&run, &next, commits).await {
                Ok(()) => (run, chunk, lost) = (next, CHUNK, 0),
                // Somebody was faster, or two dossiers of the chunk want one place: one at a time.
                Err(CommitFault::LostRace) if lost < ATTEMPTS => {
                    (chunk, lost) = (1, lost + 1);
                    run = self.get_run(run_id).await?;
                }
                Err(CommitFault::LostRace) => return Err(ErrorKind::ServiceUnavailable.into()),
                Err(CommitFault::Fault(kind)) => return Err(kind.into()),
                Err(CommitFault::Answered) => return Err(ErrorKind::Internal.into()),
            }
        }
        Ok(())
    }

    fn decide_chunk(&self, run: &Run, due: &[Loaded]) -> (Run, Vec<Commit>) {
        let mut next = run.clone();
        let mut commits = Vec::new();
        for loaded in due {
            next.after_number = loaded.dossier.number.get();
            let now = self.clock.now();
            let system = Caller::system();
            let context = self.context(&system, loaded.place, run.night);
            let mut dossier = loaded.dossier.clone();
            while let Some(decision) = night(&dossier, &context) {
                *next.counts.entry(outcome(&decision).to_owned()).or_default() += 1;
                let after = decision.next.clone();
                if !run.dry_run {
                    commits.push(self.commit_of(Some(&dossier), decision, Cause::System, now));
                }
                dossier = after;
            }
        }
        (next, commits)
    }

    /// The next night, or the end of the run.
    fn end_of_night(&self, run: &Run) -> Run {
        let next_night = run.night.checked_add_days(Days::new(1)).filter(|_| run.night < run.date);
        let (night, state) = match next_night {
            Some(night) => (night, RunState::Running),
            None => (run.night, RunState::Completed(self.clock.now())),
        };
        Run { night, state, after_number: 0, ..run.clone() }
    }
}

/// The row of the transition table that was applied, or why.
fn outcome(decision: &Decision) -> &'static str {
    let changed = decision.events.iter().find_map(|event| match event {
        Event::DossierChanged { command, reason, .. } => {
            Some(reason.map_or(command.name(), |reason| reason.name()))
        }
        _ => None,
    });
    changed.unwrap_or("UNCHANGED")
}

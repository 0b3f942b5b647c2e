//! The nights of a night run: every row that is due for a dossier, each night in order.

use std::mem;

use chrono::NaiveDate;
use stts_chassis::telemetry::names::DOSSIER;
use stts_dossier_domain::dossier::{Caller, Decision, Dossier, next_due_date, night};

use super::App;
use super::batch_run::outcome;
use super::decided::Cause;
use crate::ports::{Commit, Loaded, Run, RunCounts};

impl App {
    /// What a chunk of due dossiers becomes on the run's night, and how far the run is then.
    pub(super) fn decide_nights(&self, run: &Run, due: &[Loaded]) -> (Run, Vec<Commit>) {
        let mut next = run.clone();
        let mut commits = Vec::new();
        for loaded in due {
            next.after_number = loaded.dossier.number.get();
            if run.dry_run {
                self.foresee(run, loaded, &mut next.counts);
            } else {
                let nights = self.decide_night(loaded, run.night, &mut next.counts);
                let committed = nights.into_iter().map(|(before, decision)| {
                    self.commit_of(Some(&before), decision, Cause::System, self.clock.now())
                });
                commits.extend(committed);
            }
        }
        (next, commits)
    }

    /// Every row that is due for a dossier on one night, each with the dossier before it. A row that
    /// is refused is counted under its refusal, and the dossier stays as it is.
    fn decide_night(
        &self,
        loaded: &Loaded,
        night_of: NaiveDate,
        counts: &mut RunCounts,
    ) -> Vec<(Dossier, Decision)> {
        let system = Caller::system();
        let context = self.context(&system, loaded.place, night_of);
        let mut dossier = loaded.dossier.clone();
        let mut decisions = Vec::new();
        loop {
            match night(&dossier, &context) {
                Ok(Some(decision)) => {
                    *counts.entry(outcome(&decision).to_owned()).or_default() += 1;
                    let before = mem::replace(&mut dossier, decision.next.clone());
                    decisions.push((before, decision));
                }
                Ok(None) => return decisions,
                Err(refused) => {
                    let reason = refused.refusal.kind.code();
                    let number = dossier.number.get();
                    tracing::error!(
                        { DOSSIER } = number,
                        reason,
                        "a due row of the night run is refused"
                    );
                    *counts.entry(format!("REFUSED_{reason}")).or_default() += 1;
                    return decisions;
                }
            }
        }
    }

    /// What the nights of a dry run would do to a dossier, each on its own date: a night on which
    /// nothing is due is passed over.
    fn foresee(&self, run: &Run, loaded: &Loaded, counts: &mut RunCounts) {
        let mut loaded = loaded.clone();
        let mut first = Some(run.night);
        while let Some(earliest) = first {
            let due = next_due_date(&loaded.dossier, &self.rules).map(|due| due.max(earliest));
            let Some(night_of) = due.filter(|due| *due <= run.date) else { return };
            for (_, decision) in self.decide_night(&loaded, night_of, counts) {
                loaded.dossier = decision.next;
            }
            first = night_of.succ_opt();
        }
    }
}

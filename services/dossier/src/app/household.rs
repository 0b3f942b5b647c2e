//! What follows in a household from a change of one of its dossiers (domain, section 3, *for what
//! collides*): of several tariffs that wait for BIPT's choice, one that is left alone leaves by itself,
//! and while there are several, one of them carries the task of choosing.

use chrono::{DateTime, NaiveDate, Utc};
use stts_dossier_domain::dossier::{
    Caller, Command, Decision, Dossier, PlaceState, TaskKind, decide,
};
use stts_kernel::Refusal;

use super::App;
use super::decided::Cause;
use crate::ports::{Commit, Households};

/// A dossier, and what becomes of it.
pub(super) type Decided = (Dossier, Decision);

impl App {
    /// What is written for a decision on a dossier, together with what follows from it for the others
    /// of its household. They share a transaction: all of it is written, or nothing.
    pub(super) async fn commit_with_household(
        &self,
        households: &dyn Households,
        (before, decision): Decided,
        cause: Cause<'_>,
        (at, today): (DateTime<Utc>, NaiveDate),
    ) -> Result<Commit, Refusal> {
        let follows = self.follow_up(households, &before, &decision.next, today).await?;
        let mut commit = self.commit_of(Some(&before), decision, cause, at);
        commit.also = self.commits_of(follows, cause, at);
        Ok(commit)
    }

    /// What is written for several dossiers, in order.
    pub(super) fn commits_of(
        &self,
        decided: Vec<Decided>,
        cause: Cause<'_>,
        at: DateTime<Utc>,
    ) -> Vec<Commit> {
        let commit = |(before, decision)| self.commit_of(Some(&before), decision, cause, at);
        decided.into_iter().map(commit).collect()
    }

    /// The decisions that follow in the households which a dossier left and came to.
    pub(super) async fn follow_up(
        &self,
        households: &dyn Households,
        before: &Dossier,
        next: &Dossier,
        today: NaiveDate,
    ) -> Result<Vec<Decided>, Refusal> {
        if !before.status.awaits_choice() && !next.status.awaits_choice() {
            return Ok(Vec::new());
        }
        let found = households.household(before.place).await?;
        let others = found.into_iter().filter(|other| other.number != next.number);
        let changed = Some(next.clone()).filter(|next| next.place == before.place);
        let waiting: Vec<Dossier> =
            changed.into_iter().chain(others).filter(|one| one.status.awaits_choice()).collect();
        self.settle_choice(waiting, today)
    }

    /// Of those that wait for the choice: one alone leaves; of several, one carries the task.
    fn settle_choice(
        &self,
        waiting: Vec<Dossier>,
        today: NaiveDate,
    ) -> Result<Vec<Decided>, Refusal> {
        let alone = waiting.len() == 1;
        let carried = waiting.iter().any(carries_choice);
        let Some(first) = waiting.into_iter().next().filter(|_| alone || !carried) else {
            return Ok(Vec::new());
        };
        let command = if alone {
            Command::LeaveMultiple
        } else {
            Command::JoinMultiple { carries_task: true }
        };
        Ok(vec![self.decide_by_system(first, &command, today)?])
    }

    /// Decides what the system does to a dossier that keeps its place as it has it.
    pub(super) fn decide_by_system(
        &self,
        dossier: Dossier,
        command: &Command,
        today: NaiveDate,
    ) -> Result<Decided, Refusal> {
        let system = Caller::system();
        let context = self.context(&system, PlaceState::Own, today);
        let decision = decide(Some(&dossier), command, &context);
        let decision = decision.map_err(|refused| refused.refusal)?;
        Ok((dossier, decision))
    }
}

/// Whether BIPT's task of choosing among the tariffs of the household hangs on this dossier.
pub(super) fn carries_choice(dossier: &Dossier) -> bool {
    dossier.open_tasks.iter().any(|task| task.kind == TaskKind::ResolveMultiple)
}

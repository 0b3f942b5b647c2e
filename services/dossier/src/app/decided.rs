//! From a decision of the domain to what one transaction writes.

use chrono::{DateTime, Utc};
use stts_dossier_domain::dossier::{Decision, Dossier, Event, Refused, Status, next_due_date};
use stts_kernel::{EventId, PersonId};

use super::App;
use super::tenure::Tenure;
use crate::ports::{Call, Commit, HistoryEntry, NewEvent};

/// On whose behalf something is decided: a call, or the system itself.
#[derive(Clone, Copy)]
pub(super) enum Cause<'a> {
    Call(&'a Call),
    System,
}

impl App {
    /// What is written for a decision on the dossier as it was.
    pub(super) fn commit_of(
        &self,
        before: Option<&Dossier>,
        decision: Decision,
        cause: Cause<'_>,
        at: DateTime<Utc>,
    ) -> Commit {
        let version = before.map(|dossier| dossier.version);
        let person_id = decision.next.person_id;
        let mut commit = self.events(&decision.events, cause, at);
        commit.due_on = next_due_date(&decision.next, &self.rules);
        let active = decision.next.status == Status::Active;
        commit.check_on = decision.next.next_verification_date(&self.rules).filter(|_| active);
        commit.dossier = Some((version, Box::new(decision.next)));
        commit.place = Some(decision.place);
        commit.periods = decision.periods;
        commit.evaluated = decision.evaluated.map(|evaluated| (person_id, Box::new(evaluated)));
        commit
    }

    /// What is written for a refusal: the letter, and sometimes a dossier that it closes.
    pub(super) fn commit_of_refused(
        &self,
        before: Option<&Dossier>,
        person_id: PersonId,
        refused: Refused,
        (cause, at): (Cause<'_>, DateTime<Utc>),
    ) -> Commit {
        let version = before.map(|dossier| dossier.version);
        let mut commit = self.events(&refused.events, cause, at);
        commit.due_on = refused.next.as_ref().and_then(|next| next_due_date(next, &self.rules));
        commit.dossier = refused.next.map(|next| (version, next));
        commit.evaluated = refused.evaluated.map(|evaluated| (person_id, evaluated));
        commit
    }

    fn events(&self, events: &[Event], cause: Cause<'_>, at: DateTime<Utc>) -> Commit {
        let number = events.iter().find_map(|event| match event {
            Event::DossierChanged { after, .. } => Some(after.number.to_string()),
            _ => None,
        });
        Commit {
            history: events.iter().filter_map(|event| history_entry(event, at)).collect(),
            events: events.iter().map(|event| self.new_event(event)).collect(),
            caused_by: match cause {
                Cause::Call(call) => Some(self.encode.cause(call, number.as_deref())),
                Cause::System => None,
            },
            occurred_at: at,
            ..Commit::default()
        }
    }

    fn new_event(&self, event: &Event) -> NewEvent {
        let (key, encoded) = self.encode.event(event);
        NewEvent { event_id: EventId::random(&*self.ids), key, encoded }
    }
}

/// Each change of a dossier is one entry of its history.
fn history_entry(event: &Event, at: DateTime<Utc>) -> Option<HistoryEntry> {
    let Event::DossierChanged { before, after, command, actor, reason } = event else {
        return None;
    };
    let tenure = Tenure::of(before.as_deref(), after, actor);
    Some(HistoryEntry {
        version: after.version,
        occurred_at: at,
        actor: actor.party.clone(),
        user: actor.user.clone(),
        command: *command,
        reason: *reason,
        application_id: tenure.application.id,
        application_kind: tenure.application.kind,
        operator: tenure.operator.cloned(),
        other_operator: tenure.other.cloned(),
        holder: tenure.holder.cloned(),
        incoming: after.incoming_operator().cloned(),
        status_before: before.as_ref().map(|before| before.status),
        status_after: after.status,
    })
}

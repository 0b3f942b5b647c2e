//! BIPT proposes a correction of a dossier, and a second person approves it (domain, section 3).

use stts_dossier_domain::dossier::{Command, Correction, decide};
use stts_kernel::{DossierNumber, ErrorKind, Refusal};
use uuid::Uuid;

use super::App;
use super::answered::{Answered, Outcome};
use super::change::Target;
use crate::ports::{Answer, Call, Change, Commit, Loaded, Note, ProposedCorrection};

/// A correction, and why.
#[derive(Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What it sets.
    pub correction: Correction,
    /// Why.
    pub reason: String,
}

stts_kernel::hidden_debug!(Proposal);

impl App {
    /// Keeps the correction, and shows what the dossier would become by it.
    pub async fn correct_dossier(
        &self,
        call: &Call,
        number: DossierNumber,
        etag: Option<&str>,
        proposal: &Proposal,
    ) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        let target = Target { number, etag };
        self.settle(call, move || Box::pin(self.proposed(call, target, proposal))).await
    }

    async fn proposed(
        &self,
        call: &Call,
        target: Target<'_>,
        Proposal { correction, reason }: &Proposal,
    ) -> Result<Outcome, Refusal> {
        let Loaded { dossier, place } = self.targeted(call, target).await?;
        let (now, today) = (self.clock.now(), self.clock.today());
        let context = self.context(&call.caller, place, today);
        let command = Command::CorrectDossier(Box::new(correction.clone()));
        let decision = decide(Some(&dossier), &command, &context);
        let decision = decision.map_err(|refused| refused.refusal)?;
        let correction_id = self.ids.uuid();
        let answer = Answer::CorrectionProposed { correction_id, dossier: &decision.next };
        let answer = Ok(self.encode.answer(answer, &call.caller, today));
        let proposed = ProposedCorrection {
            correction_id,
            dossier_number: dossier.number,
            version: dossier.version,
            proposed_at: now,
            proposed_by: call.caller.user.clone(),
            reason: reason.clone(),
            correction: correction.clone(),
        };
        let commit = Commit { correction: Some(proposed), occurred_at: now, ..Commit::default() };
        Ok(Outcome { commit, answer })
    }

    /// Corrects the dossier as it was proposed. The reason is noted with the change, under the name of
    /// who proposed it; the history names who approved it.
    pub async fn approve_correction(&self, call: &Call, correction_id: Uuid) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        self.settle(call, move || Box::pin(self.approved(call, correction_id))).await
    }

    async fn approved(&self, call: &Call, correction_id: Uuid) -> Result<Outcome, Refusal> {
        let found = self.store.correction(correction_id).await?;
        let proposed = found.ok_or(ErrorKind::CorrectionNotFound)?;
        if !is_another(call, &proposed) {
            return Err(ErrorKind::ProfileNotAllowed.into());
        }
        let loaded = self.visible(call, proposed.dossier_number).await?;
        if loaded.dossier.version != proposed.version {
            return Err(ErrorKind::StaleEtag.into());
        }
        let command = Command::CorrectDossier(Box::new(proposed.correction));
        let mut outcome = self.changed(call, loaded, &command, Change::Corrected).await?;
        outcome.commit.note = Some(Note {
            note_id: self.ids.uuid(),
            dossier_number: proposed.dossier_number,
            version: proposed.version + 1,
            written_at: outcome.commit.occurred_at,
            user: proposed.proposed_by,
            text: proposed.reason,
        });
        Ok(outcome)
    }
}

/// Nobody who is not known is another person.
fn is_another(call: &Call, proposed: &ProposedCorrection) -> bool {
    let users = call.caller.user.as_ref().zip(proposed.proposed_by.as_ref());
    users.is_some_and(|(approving, proposing)| approving != proposing)
}

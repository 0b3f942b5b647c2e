//! A note of BIPT's agent on a dossier; it changes nothing of it.

use stts_kernel::{DossierNumber, Refusal};

use super::App;
use super::answered::{Answered, Outcome};
use crate::ports::{Answer, Call, Commit, Note};

impl App {
    /// Adds the note at the version that the dossier has now; another change of it at the same moment
    /// stands in no note's way.
    pub async fn add_note(&self, call: &Call, number: DossierNumber, text: &str) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        self.settle(call, move || Box::pin(self.noted(call, number, text))).await
    }

    async fn noted(
        &self,
        call: &Call,
        number: DossierNumber,
        text: &str,
    ) -> Result<Outcome, Refusal> {
        let dossier = self.visible(call, number).await?.dossier;
        let note = Note {
            note_id: self.ids.uuid(),
            dossier_number: number,
            version: dossier.version,
            written_at: self.clock.now(),
            user: call.caller.user.clone(),
            text: text.to_owned(),
        };
        let answer = Answer::NoteAdded(&note);
        let answer = Ok(self.encode.answer(answer, &call.caller, self.clock.today()));
        let occurred_at = note.written_at;
        Ok(Outcome {
            commit: Commit { note: Some(note), occurred_at, ..Commit::default() },
            answer,
        })
    }
}

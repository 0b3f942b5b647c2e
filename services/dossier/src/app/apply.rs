//! An operator applies for a person (domain, section 4).

use stts_chassis::crash_point;
use stts_dossier_domain::dossier::{
    Apply, Claim, Command, Contact, Dossier, Language, PersonFound, PlaceState, decide,
};
use stts_kernel::{PersonId, Refusal};

use super::App;
use super::answered::{Answered, Outcome};
use super::decided::Cause;
use crate::ports::{Answer, Call, PersonSearch, Purpose};

/// Who applies, as the operator gives them.
#[derive(Clone, PartialEq, Eq)]
pub struct Applicant {
    /// By what the register finds them.
    pub search: PersonSearch,
    /// The language of letters.
    pub language: Language,
    /// How to reach them beside post.
    pub contact: Contact,
    /// What they claim; absent when nothing was said.
    pub claims: Option<Vec<Claim>>,
}

stts_kernel::hidden_debug!(Applicant);

impl Applicant {
    /// The application for the person found, with the language and contact that they chose.
    pub(super) fn application_of(&self, mut person: PersonFound) -> Apply {
        person.snapshot.language = self.language;
        person.snapshot.contact = self.contact.clone();
        Apply { person, claims: self.claims.clone() }
    }
}

impl App {
    /// Applies: the register is asked once, then the application is decided and committed.
    pub async fn apply(&self, call: &Call, applicant: &Applicant) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        crash_point!("apply.before_register");
        let found = self.find_person(&applicant.search, call, Purpose::Application).await;
        crash_point!("apply.after_register");
        let command = &found.map(|person| applicant.application_of(person));
        let answered = self.settle(call, move || {
            Box::pin(async move {
                let command = command.clone()?;
                let (person_id, place) = (command.person.person_id, command.person.place_key());
                let (existing, place) = self.store.situation(person_id, place).await?;
                let command = Command::Apply(Box::new(command));
                self.decide_application(call, (person_id, &command), existing.as_ref(), place)
            })
        });
        let answered = answered.await;
        crash_point!("apply.before_answer");
        answered
    }

    /// Decides an application for a person, of an operator or of BIPT.
    pub(super) fn decide_application(
        &self,
        call: &Call,
        (person_id, command): (PersonId, &Command),
        existing: Option<&Dossier>,
        place: PlaceState,
    ) -> Result<Outcome, Refusal> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let context = self.context(&call.caller, place, today);
        match decide(existing, command, &context) {
            Ok(decision) => {
                let evaluation = decision.evaluated.as_ref().map(|evaluated| &evaluated.evaluation);
                let dossier = &decision.next;
                let applied = match command {
                    Command::ApplyFor { .. } => Answer::AppliedFor { dossier, evaluation },
                    _ => Answer::Applied { dossier, evaluation },
                };
                let answer = Ok(self.encode.answer(applied, &call.caller, today));
                let commit = self.commit_of(existing, decision, Cause::Call(call), now);
                Ok(Outcome { commit, answer })
            }
            Err(refused) if refused.events.is_empty() => Err(refused.refusal),
            Err(refused) => {
                let answer = Err(refused.refusal.clone());
                let cause = (Cause::Call(call), now);
                let commit = self.commit_of_refused(existing, person_id, refused, cause);
                Ok(Outcome { commit, answer })
            }
        }
    }
}

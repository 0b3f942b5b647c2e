//! BIPT applies for a person whom it identified, at an operator (domain, section 3).

use stts_dossier_domain::dossier::{Apply, Command, Contact, Dossier, Language, PersonFound};
use stts_kernel::{OperatorId, PersonId};

use super::App;
use super::answered::Answered;
use crate::ports::{Call, Purpose};

/// For whom BIPT applies, and where.
#[derive(Clone, PartialEq, Eq)]
pub struct ApplyFor {
    /// The person.
    pub person_id: PersonId,
    /// The operator.
    pub operator: OperatorId,
    /// The language of letters; absent: that of the register.
    pub language: Option<Language>,
    /// How to reach them beside post; absent: as before.
    pub contact: Option<Contact>,
}

stts_kernel::hidden_debug!(ApplyFor);

impl ApplyFor {
    /// The application for the person found. Nothing is claimed: what only documents tell is unknown.
    fn application_of(&self, mut person: PersonFound, existing: Option<&Dossier>) -> Command {
        if let Some(language) = self.language {
            person.snapshot.language = language;
        }
        let known = existing.map(|dossier| &dossier.person.contact);
        if let Some(contact) = self.contact.as_ref().or(known) {
            person.snapshot.contact = contact.clone();
        }
        let apply = Box::new(Apply { person, claims: None });
        Command::ApplyFor { apply, operator: self.operator.clone() }
    }
}

impl App {
    /// Applies and confirms; a dossier that is active elsewhere is transferred.
    pub async fn apply_for(&self, call: &Call, apply_for: &ApplyFor) -> Answered {
        if let Some(answered) = self.first_answer(call).await? {
            return answered;
        }
        let found = &self.register.get(apply_for.person_id, call, Purpose::Application).await;
        self.settle(call, move || {
            Box::pin(async move {
                let person = found.clone()?;
                let (person_id, place) = (person.person_id, person.place_key());
                let (existing, place) = self.store.situation(person_id, place).await?;
                let command = apply_for.application_of(person, existing.as_ref());
                self.decide_application(call, (person_id, &command), existing.as_ref(), place)
            })
        })
        .await
    }
}

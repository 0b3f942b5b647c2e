//! What Apply would answer; nothing is written, no letter goes out.

use stts_dossier_domain::dossier::{Dossier, RightCheck, check_right};
use stts_kernel::Refusal;

use super::App;
use super::apply::Applicant;
use crate::ports::{Call, Purpose};

/// What Apply would answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The person's dossier, when there is one.
    pub existing: Option<Dossier>,
    /// What would be decided.
    pub right: RightCheck,
}

impl App {
    /// Asks the register and decides, as Apply does.
    pub async fn check_right(&self, call: &Call, applicant: &Applicant) -> Result<Check, Refusal> {
        let person = self.find_person(&applicant.search, call, Purpose::Check).await?;
        let (person_id, place) = (person.person_id, person.place_key());
        let (existing, place) = self.store.situation(person_id, place).await?;
        let context = self.context(&call.caller, place, self.clock.today());
        let application = applicant.application_of(person);
        let right = check_right(existing.as_ref(), &application, &context)
            .map_err(|refused| refused.refusal)?;
        Ok(Check { existing, right })
    }
}

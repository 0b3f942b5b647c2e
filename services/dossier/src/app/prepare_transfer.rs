//! Which dossier would be taken over from another operator (domain, section 4).

use stts_dossier_domain::dossier::{Dossier, can_take_over};
use stts_kernel::Refusal;

use super::App;
use super::apply::Applicant;
use crate::ports::{Call, Purpose};

impl App {
    /// Asks the register once, and gives the dossier of the person found if the caller could take it
    /// over today. Nothing is written.
    pub async fn prepare_transfer(
        &self,
        call: &Call,
        applicant: &Applicant,
    ) -> Result<Dossier, Refusal> {
        let person = self.find_person(&applicant.search, call, Purpose::Transfer).await?;
        let (existing, place) = self.store.situation(person.person_id, person.place_key()).await?;
        let context = self.context(&call.caller, place, self.clock.today());
        can_take_over(existing.as_ref(), &call.caller, &context).cloned()
    }
}

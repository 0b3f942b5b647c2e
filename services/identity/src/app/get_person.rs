//! Tells who a person is now.

use stts_identity_domain::Person;
use stts_kernel::{PersonId, Refusal};

use super::consult::one;
use super::{App, Entry, Include};
use crate::ports::{Call, Ids, Question};

impl App {
    /// A person, dead or alive, with what was asked for beside. Refuses with `PERSON_NOT_FOUND` or
    /// `REGISTER_UNAVAILABLE`.
    pub async fn get_person(
        &self,
        call: &Call,
        person_id: PersonId,
        include: Include,
    ) -> Result<Entry, Refusal> {
        let number = self.number_of(person_id).await?;
        let consultation = self.consultation(call, Question::GetPerson, Some(person_id));
        let ask = async { self.register.person(number).await.map(one) };
        let asked_for = |person: &Person| person.number == number;
        let entry = self.consult_entry(consultation, ask, asked_for, include).await?;
        // Somebody who turned out to be another person is answered under the id that was asked for.
        Ok(Entry { ids: Ids { person_id, ..entry.ids }, ..entry })
    }
}

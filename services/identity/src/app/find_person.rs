//! Finds the one person of a name and birth date (domain, sections 4.1 and 4.2).

use stts_identity_domain::{Person, PersonSearch};
use stts_kernel::Refusal;

use super::{App, Entry, Include};
use crate::ports::{Call, Question};

impl App {
    /// Finds a living person, with what was asked for beside. Refuses with `PERSON_NOT_FOUND`,
    /// `PERSON_AMBIGUOUS` (never how many) or `REGISTER_UNAVAILABLE`.
    pub async fn find_person(
        &self,
        call: &Call,
        search: &PersonSearch,
        include: Include,
    ) -> Result<Entry, Refusal> {
        let consultation = self.consultation(call, Question::FindPerson, None);
        let asked_for = |person: &Person| person.deceased_on.is_none() && search.names(person);
        let ask = async { self.register.search(search).await };
        self.consult_entry(consultation, ask, asked_for, include).await
    }
}

//! Finds the persons whom an agent of BIPT looks for.

use stts_identity_domain::{Match, NationalNumber, Person, PersonSearch};
use stts_kernel::{ErrorKind, PersonId, Refusal};

use super::App;
use crate::ports::{Call, Question, RegisterUnavailable, Seen};

/// How many are shown at most.
const SHOWN_AT_MOST: usize = 20;

/// What an agent knows of somebody.
#[derive(Clone, PartialEq, Eq)]
pub enum Known {
    /// The name, and the birth date or its year.
    Name(PersonSearch),
    /// The national number, which may be a former one.
    Number(NationalNumber),
}

/// The persons found.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FoundPersons {
    /// Each under the id that the rest of the system knows.
    pub persons: Vec<(PersonId, Person)>,
    /// Whether there are more.
    pub more: bool,
}

stts_kernel::hidden_debug!(Known, FoundPersons);

impl App {
    /// Finds persons, dead or alive; nobody is no refusal. Refuses with `REGISTER_UNAVAILABLE`.
    pub async fn find_persons(&self, call: &Call, known: &Known) -> Result<FoundPersons, Refusal> {
        let consultation = self.consultation(call, Question::FindPersons, None);
        let ask = async {
            let persons = self.known_as(known).await?;
            Ok(if persons.is_empty() { Match::None } else { Match::One(persons) })
        };
        let shown = |persons: &Vec<Person>| {
            persons.iter().take(SHOWN_AT_MOST).map(Seen::of).collect::<Vec<_>>()
        };
        let (persons, ids) = match self.consult(consultation, ask, shown).await {
            Err(refusal) if refusal.kind == ErrorKind::PersonNotFound => {
                return Ok(FoundPersons::default());
            }
            answer => answer?,
        };
        let more = persons.len() > SHOWN_AT_MOST;
        let ids = ids.into_iter().map(|ids| ids.person_id);
        Ok(FoundPersons { persons: ids.zip(persons).collect(), more })
    }

    /// One more than is shown, so that it is known whether there are more. Under a former number the
    /// register answers with the person as it is known now.
    async fn known_as(&self, known: &Known) -> Result<Vec<Person>, RegisterUnavailable> {
        match known {
            Known::Number(number) => Ok(self.register.person(*number).await?.into_iter().collect()),
            Known::Name(search) => {
                let persons = self.register.search_all(search, SHOWN_AT_MOST + 1).await?;
                let all_named = persons.iter().all(|person| search.names(person));
                if all_named { Ok(persons) } else { Err(RegisterUnavailable) }
            }
        }
    }
}

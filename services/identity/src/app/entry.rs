//! A person with what was asked for beside, in one consultation.

use stts_identity_domain::{Household, Match, Person, SocialFacts};
use stts_kernel::Refusal;

use super::App;
use super::consult::given;
use crate::ports::{Consultation, Ids, RegisterUnavailable, Seen};

/// What to tell beside the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include {
    /// The household.
    pub household: bool,
    /// The social statuses.
    pub facts: bool,
}

/// A person under the ids that the rest of the system knows.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The ids of the person and the household.
    pub ids: Ids,
    /// The person as the register has them now.
    pub person: Person,
    /// The household, when asked for.
    pub household: Option<Household>,
    /// The social statuses, when asked for.
    pub facts: Option<SocialFacts>,
}

stts_kernel::hidden_debug!(Entry);

type Told = (Person, Option<Household>, Option<SocialFacts>);

impl App {
    /// Consults the register for a person; whom the answer may be about is checked, since somebody
    /// else's data must never lead to a decision (reliability, fault 29).
    pub(super) async fn consult_entry(
        &self,
        consultation: Consultation,
        ask: impl Future<Output = Result<Match<Person>, RegisterUnavailable>>,
        is_asked_for: impl Fn(&Person) -> bool,
        include: Include,
    ) -> Result<Entry, Refusal> {
        let ask = async {
            match ask.await? {
                Match::One(person) if is_asked_for(&person) => {
                    self.complete_entry(person, include).await.map(Match::One)
                }
                Match::One(_) => Err(RegisterUnavailable),
                Match::None => Ok(Match::None),
                Match::Several => Ok(Match::Several),
            }
        };
        let seen = |(person, ..): &Told| vec![Seen::of(person)];
        let ((person, household, facts), ids) = self.consult(consultation, ask, seen).await?;
        Ok(Entry { ids: given(&ids)?, person, household, facts })
    }

    /// A register that knows a person and not the household, or another household than the person's,
    /// contradicts itself: the answer is none.
    async fn complete_entry(
        &self,
        person: Person,
        include: Include,
    ) -> Result<Told, RegisterUnavailable> {
        let mut household = None;
        if include.household {
            let told = self.register.household(person.number).await?;
            let told = told.filter(|told| told.key == person.household);
            household = Some(told.ok_or(RegisterUnavailable)?);
        }
        let mut facts = None;
        if include.facts {
            let told = self.register.facts(person.number).await?;
            facts = Some(told.ok_or(RegisterUnavailable)?);
        }
        Ok((person, household, facts))
    }
}

//! The simulated register as the use cases ask it. An answer is a look-up in memory, so nothing here
//! waits and nothing can fail.

use async_trait::async_trait;
use stts_identity_domain::{Household, Match, NationalNumber, Person, PersonSearch, SocialFacts};

use super::SimulatedRegister;
use crate::ports::{Register, RegisterUnavailable};

#[async_trait]
impl Register for SimulatedRegister {
    async fn search(&self, search: &PersonSearch) -> Result<Match<Person>, RegisterUnavailable> {
        Ok(match self.search(search) {
            Match::None => Match::None,
            Match::One(person) => Match::One(person.clone()),
            Match::Several => Match::Several,
        })
    }

    async fn search_all(
        &self,
        search: &PersonSearch,
        at_most: usize,
    ) -> Result<Vec<Person>, RegisterUnavailable> {
        Ok(self.search_all(search).take(at_most).cloned().collect())
    }

    async fn person(&self, number: NationalNumber) -> Result<Option<Person>, RegisterUnavailable> {
        Ok(self.person(number).cloned())
    }

    async fn household(
        &self,
        number: NationalNumber,
    ) -> Result<Option<Household>, RegisterUnavailable> {
        Ok(self.household(number))
    }

    async fn facts(
        &self,
        number: NationalNumber,
    ) -> Result<Option<SocialFacts>, RegisterUnavailable> {
        Ok(self.facts(number).copied())
    }
}

//! The national register and the social-status sources.

use async_trait::async_trait;
use stts_identity_domain::{Household, Match, NationalNumber, Person, PersonSearch, SocialFacts};
use thiserror::Error;

/// The register does not answer, or what it answers cannot be understood. Never says about whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the register does not answer")]
pub struct RegisterUnavailable;

/// Answers questions about people. Whoever asks has written a consultation row before.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait Register: Send + Sync {
    /// The one living person of that name and birth date.
    async fn search(&self, search: &PersonSearch) -> Result<Match<Person>, RegisterUnavailable>;

    /// Those of that name and birth date, dead or alive, in an order that stays the same; not more
    /// than a number of them.
    async fn search_all(
        &self,
        search: &PersonSearch,
        at_most: usize,
    ) -> Result<Vec<Person>, RegisterUnavailable>;

    /// The person of that number, dead or alive.
    async fn person(&self, number: NationalNumber) -> Result<Option<Person>, RegisterUnavailable>;

    /// The household of the person of that number, seen from that person.
    async fn household(
        &self,
        number: NationalNumber,
    ) -> Result<Option<Household>, RegisterUnavailable>;

    /// What the sources know about the person of that number.
    async fn facts(
        &self,
        number: NationalNumber,
    ) -> Result<Option<SocialFacts>, RegisterUnavailable>;
}

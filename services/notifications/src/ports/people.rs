//! The identity service: who a person is.

use async_trait::async_trait;
use stts_kernel::PersonId;

/// A person as a letter addresses them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// First and last name.
    pub name: String,
    /// The address.
    pub address: Address,
    /// Whether the person has died.
    pub is_deceased: bool,
}

/// A postal address in Belgium.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// The street, without number.
    pub street: String,
    /// The house number.
    pub house_number: String,
    /// The box, when there is one.
    pub box_number: Option<String>,
    /// The postal code.
    pub postal_code: String,
    /// The municipality.
    pub municipality: String,
}

/// Why a person was not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonFault {
    /// There is no such person.
    Unknown,
    /// The register has no address for the person.
    NoAddress,
    /// The identity service or its register does not answer.
    Unavailable,
}

/// Tells who people are; each question is noted in the consultation log.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait People: Send + Sync {
    /// The person as the register has them now. `context` is the encoded call for which the letter
    /// is written.
    async fn person(&self, person_id: PersonId, context: &[u8]) -> Result<Person, PersonFault>;
}

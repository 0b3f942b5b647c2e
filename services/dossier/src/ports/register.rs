//! The identity service: who a person is.

use async_trait::async_trait;
use stts_dossier_domain::dates::BirthDate;
use stts_dossier_domain::dossier::{Address, PersonFound};
use stts_kernel::{PersonId, Refusal};

use super::{Call, Purpose};

/// Whom to find.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonSearch {
    /// The last name, as given.
    pub last_name: String,
    /// The first name, as given.
    pub first_name: String,
    /// The birth date; the year alone may be known.
    pub birth_date: BirthDate,
    /// An address, or a part of it, to choose by.
    pub address: Option<Address>,
}

stts_kernel::hidden_debug!(PersonSearch);

/// Finds people with everything that an application needs, in one consultation.
#[async_trait]
pub trait Register: Send + Sync {
    /// The one living person of that name and birth date, their household and social statuses.
    /// Refuses with `PERSON_NOT_FOUND`, `PERSON_AMBIGUOUS` or `REGISTER_UNAVAILABLE`.
    async fn find(
        &self,
        search: &PersonSearch,
        call: &Call,
        purpose: Purpose,
    ) -> Result<PersonFound, Refusal>;

    /// The living person behind an id, as the register has them now. Refuses with
    /// `PERSON_NOT_FOUND`, also when they died, or `REGISTER_UNAVAILABLE`.
    async fn get(
        &self,
        person_id: PersonId,
        call: &Call,
        purpose: Purpose,
    ) -> Result<PersonFound, Refusal>;
}

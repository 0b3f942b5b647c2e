//! From the id that the rest of the system knows to the number that the register knows.

use async_trait::async_trait;
use stts_identity_domain::NationalNumber;
use stts_kernel::{ErrorKind, PersonId};

/// The people who have an id.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait PersonIds: Send + Sync {
    /// The number of that person; nothing when the id was never given.
    async fn number_of(&self, person_id: PersonId) -> Result<Option<NationalNumber>, ErrorKind>;
}

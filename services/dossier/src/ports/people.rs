//! What the register tells by itself, and the dossiers as the transaction of such an event sees them.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use stts_dossier_domain::dossier::Dossier;
use stts_kernel::{ErrorKind, HouseholdId, PersonId};

use super::{Commit, Households};

/// The kind of the job that takes over what the register says of a person now; its payload is the
/// person's id.
pub const PERSON_DATA_JOB: &str = "person_data";

/// What changed about a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PersonChange {
    /// They died on that day.
    Death(NaiveDate),
    /// Their name or address is another.
    NameOrAddress,
    /// They live in that household from now on.
    Household(HouseholdId),
    /// They did not die after all, or are the same as another one: BIPT looks at it.
    InDoubt,
}

stts_kernel::hidden_debug!(PersonChange);

/// The dossiers inside the transaction of an event.
#[async_trait]
pub trait EventDossiers: Households {
    /// The dossier of a person.
    async fn of_person(&self, person_id: PersonId) -> Result<Option<Dossier>, ErrorKind>;

    /// Writes what becomes of dossiers.
    async fn write(&self, commit: Commit) -> Result<(), ErrorKind>;

    /// Has what the register says of the person taken over, soon.
    async fn refresh_later(&self, person_id: PersonId, at: DateTime<Utc>) -> Result<(), ErrorKind>;
}

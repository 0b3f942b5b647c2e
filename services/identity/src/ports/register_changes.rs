//! What the register tells by itself, and what the rest of the system is told of it.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use stts_identity_domain::{NationalNumber, RegisterChange};
use stts_kernel::{ErrorKind, HouseholdId, PersonId, named};
use uuid::Uuid;

/// A change as a register tells it, the simulated one or the real one. A register numbers what it
/// tells, so that each change is noted once, in its order, by whichever replica comes first.
#[derive(Clone, PartialEq, Eq)]
pub struct ToldChange {
    /// The register's id of it.
    pub change_id: Uuid,
    /// Its place among all that the register told: 1, 2, ... without a gap.
    pub sequence: u64,
    /// About whom, and what; absent when nothing of it concerns anybody.
    pub change: Option<(NationalNumber, RegisterChange)>,
}

stts_kernel::hidden_debug!(ToldChange);

named!(
    /// What came of a change.
    Noted {
        /// The rest of the system is told, in one event.
        Published = "PUBLISHED",
        /// Nobody asked about that person yet, so nobody is told.
        UnknownPerson = "UNKNOWN_PERSON",
        /// Nothing of it concerns anybody.
        Nothing = "NOTHING",
    }
);

/// What the rest of the system is told: ids, and the date of a death.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonChanged {
    /// The person.
    pub person_id: PersonId,
    /// What changed.
    pub change: PersonChange,
}

/// What changed, in the ids of the rest of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonChange {
    /// The person died.
    Death {
        /// The date of death.
        on: NaiveDate,
    },
    /// The person did not die after all.
    DeathWithdrawn,
    /// The name or the address, in the same household.
    NameOrAddress,
    /// The household, and with it mostly the address.
    Household {
        /// The household that the person left.
        from: HouseholdId,
        /// The household of the person from now on.
        to: HouseholdId,
    },
    /// The national number; the id stays.
    NumberReplaced,
    /// The person was known twice.
    Merged {
        /// The id of the entry that goes on.
        into: PersonId,
    },
}

/// A message of the contracts, encoded.
#[derive(Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The full name of the message.
    pub type_name: &'static str,
    /// The version of its meaning, from 1.
    pub version: u32,
    /// The message.
    pub bytes: Vec<u8>,
}

stts_kernel::hidden_debug!(Encoded);

/// Puts an event into the words of the contracts.
pub trait Encode: Send + Sync {
    /// That a person changed.
    fn person_changed(&self, changed: &PersonChanged) -> Encoded;
}

/// The changes that were noted.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait ChangeNotes: Send + Sync {
    /// Notes a change in one commit with the event that tells of it. Nothing, when this change or
    /// another one of its sequence is noted already: the register goes on after what is noted.
    async fn note(&self, told: &ToldChange, at: DateTime<Utc>) -> Result<Option<Noted>, ErrorKind>;
}

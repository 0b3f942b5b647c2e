//! What the national register tells by itself about somebody it knows.

use chrono::NaiveDate;
use stts_kernel::hidden_debug;

use crate::{HouseholdKey, NationalNumber};

/// A change of a person, in the register's own keys (domain, section 3, what the register pushes).
#[derive(Clone, PartialEq, Eq)]
pub enum RegisterChange {
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
        from: HouseholdKey,
        /// The household of the person from now on.
        to: HouseholdKey,
    },
    /// The person goes on under another number: a new one, or, when two entries of one person were
    /// found, that of the other entry.
    NumberReplaced {
        /// The number from now on.
        by: NationalNumber,
    },
}

hidden_debug!(RegisterChange);

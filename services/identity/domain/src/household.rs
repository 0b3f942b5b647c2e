//! With whom a person lives.

use crate::{BirthDate, NationalNumber, Relation};
use stts_kernel::hidden_debug;

/// The register's own key of a household. It may be a person's number in disguise, so it stays in
/// the identity service, which gives the household a random id at first sight.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HouseholdKey(Box<str>);

impl HouseholdKey {
    /// Takes the register's key as it is.
    pub fn new(key: impl Into<Box<str>>) -> Self {
        Self(key.into())
    }

    /// The key, for the register and for encrypted columns only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Somebody who lives in the same household as the person asked about.
#[derive(Clone, PartialEq, Eq)]
pub struct Housemate {
    /// Who it is.
    pub number: NationalNumber,
    /// What the housemate is to the person; `None` when the register does not say.
    pub relation: Option<Relation>,
    /// When the housemate was born.
    pub birth_date: BirthDate,
    /// Whether the housemate is an orphan, or was entrusted by a court; of interest for a
    /// grandchild (annex art. 22, 1.2 1°). `None` when unknown.
    pub orphan_or_entrusted: Option<bool>,
    /// Whether the housemate is at least 66 % disabled; `None` when unknown.
    pub disabled_66: Option<bool>,
}

/// A person's household, seen from that person.
#[derive(Clone, PartialEq, Eq)]
pub struct Household {
    /// The register's key.
    pub key: HouseholdKey,
    /// The others, without the dead, in the order of the register; nobody in a collective such as
    /// a rest home, whose residents the register does not relate to each other.
    pub housemates: Vec<Housemate>,
}

hidden_debug!(HouseholdKey, Housemate, Household);

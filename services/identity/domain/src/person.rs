//! A person of the national register.

use chrono::NaiveDate;

use crate::{Address, BirthDate, HouseholdKey, Language, NationalNumber};
use stts_kernel::hidden_debug;

/// What the register has about a person, as far as the tariff needs it.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The number; known to the identity service only.
    pub number: NationalNumber,
    /// The last name, as written in the register.
    pub last_name: String,
    /// All first names, separated by spaces, as written in the register.
    pub first_names: String,
    /// The birth date, as far as it is known.
    pub birth_date: BirthDate,
    /// The language in which the person is written to.
    pub language: Language,
    /// The address; `None` for a person struck off or living abroad.
    pub address: Option<Address>,
    /// The date of death.
    pub deceased_on: Option<NaiveDate>,
    /// The household; of a dead person the last one.
    pub household: HouseholdKey,
    /// Whether the person is an orphan, or was entrusted by a court (annex art. 22, 1.2 1°); `None`
    /// when unknown.
    pub orphan_or_entrusted: Option<bool>,
}

hidden_debug!(Person);

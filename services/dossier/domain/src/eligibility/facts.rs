//! What is known of a person, and from where.

use std::fmt;

use chrono::NaiveDate;
use stts_kernel::named;

use super::{HouseholdMember, Truth};
use crate::dates::Age;

/// Where a fact comes from, so that a decision can be explained years later.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The source, such as `national register`, `claims` or `document`.
    pub source: String,
    /// The day on which the source said so.
    pub date: NaiveDate,
}

/// A fact with its origin; the origin is absent where nothing was asked.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Fact<T> {
    /// What is known.
    pub value: T,
    /// From where.
    pub origin: Option<Origin>,
}

/// Prints from where, and never what is known.
impl<T> fmt::Debug for Fact<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Fact").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl<T> Fact<T> {
    /// A fact that a source gave on a day.
    pub fn from_source(value: T, source: impl Into<String>, date: NaiveDate) -> Self {
        Self { value, origin: Some(Origin { source: source.into(), date }) }
    }
}

impl<T> From<T> for Fact<T> {
    fn from(value: T) -> Self {
        Self { value, origin: None }
    }
}

/// The facts on which the right depends (domain, section 7), each of which may be unknown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The person's age in full years.
    pub age: Fact<Age>,
    /// Lives in a hotel, a rest home or another form of collective living (1.3).
    pub collective_living: Fact<Truth>,
    /// Has a subscription in the own name for the own exclusive use (1.3).
    pub exclusive_subscription: Fact<Truth>,
    /// Who lives with the person, without the person; `None` when that is unknown.
    pub household: Fact<Option<Vec<HouseholdMember>>>,
    /// The household's income is not above the ceiling, or the person has the increased
    /// reimbursement.
    pub income_ok: Fact<Truth>,
    /// At least 66 % disabled by one of the four proofs of 1.4.
    pub disabled_66: Fact<Truth>,
    /// A living-wage decision in the own name.
    pub living_wage: Fact<Truth>,
    /// A hearing loss of 70 dB or more in the better ear, or a laryngectomy.
    pub hearing: Fact<Truth>,
    /// A child or grandchild living in has such a hearing loss or laryngectomy.
    pub hearing_child: Fact<Truth>,
    /// A telephone approved for the deaf, delivered by the operator or proved by a purchase.
    pub approved_phone: Fact<Truth>,
    /// Is military war-blind.
    pub war_blind: Fact<Truth>,
}

stts_kernel::hidden_debug!(Facts);

impl Facts {
    /// Nothing is known.
    pub fn unknown() -> Self {
        Self {
            age: Age::UNKNOWN.into(),
            collective_living: Fact::default(),
            exclusive_subscription: Fact::default(),
            household: Fact::default(),
            income_ok: Fact::default(),
            disabled_66: Fact::default(),
            living_wage: Fact::default(),
            hearing: Fact::default(),
            hearing_child: Fact::default(),
            approved_phone: Fact::default(),
            war_blind: Fact::default(),
        }
    }
}

named!(
    /// The name of a fact; in alphabetical order of the names.
    FactName {
        /// [`Facts::age`].
        Age = "age",
        /// [`Facts::approved_phone`].
        ApprovedPhone = "approved_phone",
        /// [`Facts::collective_living`].
        CollectiveLiving = "collective_living",
        /// [`Facts::disabled_66`].
        Disabled66 = "disabled_66",
        /// [`Facts::exclusive_subscription`].
        ExclusiveSubscription = "exclusive_subscription",
        /// [`Facts::hearing`].
        Hearing = "hearing",
        /// [`Facts::hearing_child`].
        HearingChild = "hearing_child",
        /// [`Facts::household`], whatever is unknown of it: who, how related, how old.
        Household = "household",
        /// [`Facts::income_ok`].
        IncomeOk = "income_ok",
        /// [`Facts::living_wage`].
        LivingWage = "living_wage",
        /// [`Facts::war_blind`].
        WarBlind = "war_blind",
    }
);

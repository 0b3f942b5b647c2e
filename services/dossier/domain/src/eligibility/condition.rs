//! The conditions of the categories, each with the unknown facts on which it still depends.

use std::collections::BTreeSet;

use super::household::{suits_the_aged, suits_the_disabled};
use super::{EligibilityRules, FactName, Facts, Truth};

/// A condition of a category, as a letter or an explanation names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// Old enough (1.2).
    Age,
    /// Lives alone or with people with whom the law allows it (1.2).
    Household,
    /// The household's income is not above the ceiling (1.2).
    Income,
    /// Not in collective living, or with an exclusive subscription (1.3).
    OwnLiving,
    /// At least 66 % disabled (1.4).
    Disability,
    /// A living-wage decision in the own name (1.2 3°).
    LivingWage,
    /// Hearing loss or laryngectomy, of the person or a child or grandchild living in (2.3).
    Hearing,
    /// A telephone approved for the deaf (2.1).
    ApprovedPhone,
    /// Military war-blind (3).
    WarBlind,
}

impl Condition {
    /// The name used in contracts and letters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Age => "AGE",
            Self::Household => "HOUSEHOLD",
            Self::Income => "INCOME",
            Self::OwnLiving => "OWN_LIVING",
            Self::Disability => "DISABILITY",
            Self::LivingWage => "LIVING_WAGE",
            Self::Hearing => "HEARING",
            Self::ApprovedPhone => "APPROVED_PHONE",
            Self::WarBlind => "WAR_BLIND",
        }
    }
}

/// What is known of a condition or a category, and the unknown facts that can still change it.
#[derive(Clone)]
pub(super) struct Finding {
    pub(super) truth: Truth,
    pub(super) missing: BTreeSet<FactName>,
}

stts_kernel::hidden_debug!(Finding);

impl Finding {
    fn of(fact: FactName, truth: Truth) -> Self {
        let missing = truth.is_unknown().then_some(fact).into_iter().collect();
        Self { truth, missing }
    }

    /// Both conditions or facts; a fact must not stand in both.
    pub(super) fn and(self, other: Self) -> Self {
        let truth = self.truth & other.truth;
        self.joined(other, truth)
    }

    fn or(self, other: Self) -> Self {
        let truth = self.truth | other.truth;
        self.joined(other, truth)
    }

    fn not(self) -> Self {
        Self { truth: !self.truth, ..self }
    }

    /// Once the whole is decided nothing is missing; until then everything that its parts miss is.
    fn joined(mut self, other: Self, truth: Truth) -> Self {
        if truth.is_unknown() {
            self.missing.extend(other.missing);
        } else {
            self.missing.clear();
        }
        Self { truth, ..self }
    }
}

pub(super) fn age(facts: &Facts, years: u32) -> Finding {
    Finding::of(FactName::Age, facts.age.value.reached(years))
}

pub(super) fn household_of_the_aged(facts: &Facts, rules: &EligibilityRules) -> Finding {
    let truth = suits_the_aged(facts.household.value.as_deref(), rules);
    Finding::of(FactName::Household, truth)
}

pub(super) fn household_of_the_disabled(facts: &Facts, rules: &EligibilityRules) -> Finding {
    let truth = suits_the_disabled(facts.household.value.as_deref(), rules);
    Finding::of(FactName::Household, truth)
}

pub(super) fn income(facts: &Facts) -> Finding {
    Finding::of(FactName::IncomeOk, facts.income_ok.value)
}

/// Not in collective living, or with an exclusive subscription (1.3, and 4.3 for internet).
pub(super) fn own_living(facts: &Facts) -> Finding {
    let collective = Finding::of(FactName::CollectiveLiving, facts.collective_living.value);
    let exclusive = facts.exclusive_subscription.value;
    collective.not().or(Finding::of(FactName::ExclusiveSubscription, exclusive))
}

pub(super) fn disability(facts: &Facts) -> Finding {
    Finding::of(FactName::Disabled66, facts.disabled_66.value)
}

pub(super) fn living_wage(facts: &Facts) -> Finding {
    Finding::of(FactName::LivingWage, facts.living_wage.value)
}

pub(super) fn hearing(facts: &Facts) -> Finding {
    let own = Finding::of(FactName::Hearing, facts.hearing.value);
    own.or(Finding::of(FactName::HearingChild, facts.hearing_child.value))
}

pub(super) fn approved_phone(facts: &Facts) -> Finding {
    Finding::of(FactName::ApprovedPhone, facts.approved_phone.value)
}

pub(super) fn war_blind(facts: &Facts) -> Finding {
    Finding::of(FactName::WarBlind, facts.war_blind.value)
}

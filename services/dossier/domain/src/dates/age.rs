//! An age that may not be known to the year.

use crate::eligibility::Truth;

/// An age in full years, known exactly, within bounds, or not at all.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Age {
    at_least: u32,
    at_most: Option<u32>,
}

stts_kernel::hidden_debug!(Age);

impl Age {
    /// Nothing is known of it.
    pub const UNKNOWN: Self = Self { at_least: 0, at_most: None };

    /// Exactly so many years.
    pub const fn exact(years: u32) -> Self {
        Self { at_least: years, at_most: Some(years) }
    }

    /// Between two ages, both possible.
    pub fn between(one: u32, other: u32) -> Self {
        Self { at_least: one.min(other), at_most: Some(one.max(other)) }
    }

    /// The youngest age possible.
    pub const fn at_least(self) -> u32 {
        self.at_least
    }

    /// The oldest age possible; absent when there is no bound.
    pub const fn at_most(self) -> Option<u32> {
        self.at_most
    }

    /// Whether that age has been reached.
    pub fn reached(self, years: u32) -> Truth {
        if self.at_least >= years {
            Truth::True
        } else if self.at_most.is_some_and(|at_most| at_most < years) {
            Truth::False
        } else {
            Truth::Unknown
        }
    }

    /// Whether the age is possible.
    pub fn allows(self, years: u32) -> bool {
        self.at_least <= years && self.at_most.is_none_or(|at_most| years <= at_most)
    }
}

impl From<Option<u32>> for Age {
    fn from(years: Option<u32>) -> Self {
        years.map_or(Self::UNKNOWN, Self::exact)
    }
}

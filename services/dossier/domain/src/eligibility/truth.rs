//! Three-valued logic: what follows from facts of which some are unknown.

use std::ops::{BitAnd, BitOr, Not};

/// True, false, or unknown (Kleene's strong logic).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It is known not to hold.
    False,
    /// It is not known whether it holds.
    #[default]
    Unknown,
    /// It is known to hold.
    True,
}

impl Truth {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// All hold; of none, true.
    pub fn all(truths: impl IntoIterator<Item = Self>) -> Self {
        truths.into_iter().fold(Self::True, Self::and)
    }

    /// At least one holds; of none, false.
    pub fn any(truths: impl IntoIterator<Item = Self>) -> Self {
        truths.into_iter().fold(Self::False, Self::or)
    }

    /// What holds in every possible case, when it is not known which case is real.
    pub fn in_every_case(cases: impl IntoIterator<Item = Self>) -> Self {
        let mut cases = cases.into_iter();
        let first = cases.next().unwrap_or(Self::Unknown);
        if cases.all(|case| case == first) { first } else { Self::Unknown }
    }

    /// Whether it is known to hold.
    pub fn is_true(self) -> bool {
        self == Self::True
    }

    /// Whether it is known not to hold.
    pub fn is_false(self) -> bool {
        self == Self::False
    }

    /// Whether it is not known.
    pub fn is_unknown(self) -> bool {
        self == Self::Unknown
    }

    /// The known value, if there is one.
    pub fn known(self) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::False => Some(false),
            Self::Unknown => None,
        }
    }
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }
}

impl From<Option<bool>> for Truth {
    fn from(known: Option<bool>) -> Self {
        known.map_or(Self::Unknown, Self::from)
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl BitAnd for Truth {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl BitOr for Truth {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};
    use super::*;

    #[test]
    fn the_unknown_decides_nothing_that_the_known_has_decided() {
        for (one, other, both, either) in [
            (True, True, True, True),
            (True, False, False, True),
            (True, Unknown, Unknown, True),
            (False, False, False, False),
            (False, Unknown, False, Unknown),
            (Unknown, Unknown, Unknown, Unknown),
        ] {
            assert_eq!((one & other, other & one), (both, both), "{one:?} and {other:?}");
            assert_eq!((one | other, other | one), (either, either), "{one:?} or {other:?}");
        }
        assert_eq!([!True, !False, !Unknown], [False, True, Unknown]);
    }

    #[test]
    fn what_differs_between_cases_is_unknown() {
        assert_eq!(Truth::in_every_case([True, True]), True);
        assert_eq!(Truth::in_every_case([True, False]), Unknown);
        assert_eq!(Truth::in_every_case([False, Unknown]), Unknown);
    }
}

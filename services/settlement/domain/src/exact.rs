//! Exact numbers, and the amounts made of them.

use std::fmt;
use std::ops::{Add, Div, Mul, Sub};

use num_bigint::{BigInt, Sign};
use num_rational::Ratio;
use stts_kernel::Cents;

/// An exact fraction in lowest terms. Shown as `3/4`, or as `1` when it is whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(Ratio<BigInt>);

impl Exact {
    pub(crate) fn whole(number: impl Into<BigInt>) -> Self {
        Self(Ratio::from_integer(number.into()))
    }

    /// `divisor` must not be 0.
    pub(crate) fn divided(number: impl Into<BigInt>, divisor: u32) -> Self {
        Self(Ratio::new(number.into(), divisor.into()))
    }

    /// The numerator, with the sign.
    pub const fn numerator(&self) -> &BigInt {
        self.0.numer()
    }

    /// The denominator, at least 1.
    pub const fn denominator(&self) -> &BigInt {
        self.0.denom()
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.numerator().sign() == Sign::NoSign
    }

    pub(crate) fn floor(&self) -> BigInt {
        self.0.floor().to_integer()
    }

    /// What is lost by [`Self::floor`]: at least 0, less than 1.
    pub(crate) fn remainder(&self) -> Self {
        Self(&self.0 - self.0.floor())
    }

    fn half_up(&self) -> BigInt {
        (self + &Self::divided(1, 2)).floor()
    }
}

macro_rules! operation {
    ($($name:ident $method:ident,)+) => {$(
        impl $name for &Exact {
            type Output = Exact;

            fn $method(self, other: Self) -> Exact {
                Exact((&self.0).$method(&other.0))
            }
        }
    )+};
}

operation! {
    Add add,
    Sub sub,
    Mul mul,
    Div div,
}

impl<'one> std::iter::Sum<&'one Exact> for Exact {
    fn sum<I: Iterator<Item = &'one Self>>(numbers: I) -> Self {
        numbers.fold(Self::whole(0), |sum, number| &sum + number)
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// An amount as it was calculated, and as it is shown and paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    exact: Exact,
    cents: Cents,
}

impl Amount {
    /// Rounds half up, each amount by itself. `None` where it exceeds what [`Cents`] can hold.
    pub(crate) fn half_up(exact: Exact) -> Option<Self> {
        let cents = exact.half_up();
        Self::rounded(exact, &cents)
    }

    pub(crate) fn rounded(exact: Exact, cents: &BigInt) -> Option<Self> {
        let cents = Cents(i64::try_from(cents).ok()?);
        Some(Self { exact, cents })
    }

    /// The exact amount, in cents.
    pub const fn exact(&self) -> &Exact {
        &self.exact
    }

    /// The amount rounded to the cent.
    pub const fn cents(&self) -> Cents {
        self.cents
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_shown_in_lowest_terms() {
        for (number, divisor, shown) in [(6, 8, "3/4"), (4, 4, "1"), (0, 7, "0"), (-2, 6, "-1/3")] {
            assert_eq!(Exact::divided(number, divisor).to_string(), shown);
        }
    }

    #[test]
    fn halves_are_rounded_up() {
        for (number, divisor, cents) in [(1, 2, 1), (149, 100, 1), (3, 2, 2), (7001, 2, 3501)] {
            let amount = Amount::half_up(Exact::divided(number, divisor)).unwrap();
            assert_eq!(amount.cents(), Cents(cents), "{number}/{divisor}");
        }
    }

    #[test]
    fn an_amount_that_does_not_fit_is_no_amount() {
        assert_eq!(Amount::half_up(Exact::whole(i128::from(i64::MAX) + 1)), None);
    }
}

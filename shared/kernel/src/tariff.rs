//! What a social tariff grants: the amounts and percentages of annex art. 38, as one dated row.

use crate::{Cents, Formula};

/// The dated rows that ship with the program, as TOML: `[[row]]` with `valid_from`, `article`,
/// `source` and the fields of [`Tariff`]. A loader outside the domain makes a
/// [`Dated<Tariff>`](crate::Dated) of them.
pub const TARIFF_RULES: &str = include_str!("../rules/tariff.toml");

/// A monthly discount on a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discount {
    /// The same amount whatever the price (subscription, before 2012-08-04).
    Flat {
        /// The amount per month.
        amount: Cents,
    },
    /// A part of the price (subscription and internet, from 2012-08-04).
    Percentage {
        /// The part, in percent.
        percent: u32,
        /// The most that is granted per month.
        maximum: Cents,
    },
}

impl Discount {
    /// What is granted on a monthly `price`: a percentage is rounded up to the cent ("at least"),
    /// then capped; never more than the price (domain, section 6).
    pub fn of(self, price: Cents) -> Cents {
        let granted = match self {
            Self::Flat { amount } => amount,
            Self::Percentage { percent, maximum } => rounded_up(price, percent).min(maximum),
        };
        granted.min(price)
    }

    /// The most that can be granted per month.
    pub const fn most(self) -> Cents {
        match self {
            Self::Flat { amount } => amount,
            Self::Percentage { maximum, .. } => maximum,
        }
    }
}

/// The reductions that the law prescribes from some date on (annex art. 38). Amounts are per month
/// and include VAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tariff {
    /// On the subscription (art. 38 §1, 2°, first dash).
    pub subscription: Discount,
    /// On internet access, in place of the subscription discount (art. 38 §3); none before
    /// 2012-08-04.
    pub internet: Option<Discount>,
    /// On calls (art. 38 §1, 2°, second dash, and §2).
    pub calls: Cents,
    /// On calls when the subscription is owed to another provider (art. 38 §1, 3°).
    pub calls_split: Cents,
    /// Whether the discount on calls may be had beside the one on internet (art. 38 §3, second
    /// sentence; from 2014-05-08).
    pub internet_with_calls: bool,
    /// The part of the normal installation price that is granted on a fixed line, in percent
    /// (art. 38 §1, 1°).
    pub installation_percent: u32,
    /// The VAT that the amounts include, in percent.
    pub vat_percent: u32,
}

/// What a formula grants per month in theory: the law's nominal amounts, before a correction for
/// what was really used (decision on the fund, chapter 6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theoretical {
    /// On the subscription.
    pub subscription: Cents,
    /// On calls.
    pub calls: Cents,
}

impl Tariff {
    /// The nominal monthly amounts that the fund reckons with (domain, section 11.2). Internet is
    /// not public telephony and counts for nothing; calls beside it count.
    pub const fn theoretical(&self, formula: Formula) -> Theoretical {
        let subscription = self.subscription.most();
        let none = Cents::ZERO;
        match formula {
            Formula::SubscriptionAndCalls => Theoretical { subscription, calls: self.calls },
            Formula::CallsSplit => Theoretical { subscription: none, calls: self.calls_split },
            Formula::CallsOnly | Formula::LivingWageCredit | Formula::InternetAndCalls => {
                Theoretical { subscription: none, calls: self.calls }
            }
            Formula::Internet => Theoretical { subscription: none, calls: none },
        }
    }

    /// Whether the law knows the formula under this row.
    pub const fn knows(&self, formula: Formula) -> bool {
        match formula {
            Formula::SubscriptionAndCalls
            | Formula::CallsOnly
            | Formula::CallsSplit
            | Formula::LivingWageCredit => true,
            Formula::Internet => self.internet.is_some(),
            Formula::InternetAndCalls => self.internet.is_some() && self.internet_with_calls,
        }
    }

    /// What is granted on the installation of a fixed line of that normal price, rounded up to the
    /// cent.
    pub fn installation_discount(&self, normal_price: Cents) -> Cents {
        rounded_up(normal_price, self.installation_percent).min(normal_price)
    }

    /// The amount without VAT, rounded half up to the cent.
    pub fn without_vat(&self, amount: Cents) -> Cents {
        let whole = 100 + i128::from(self.vat_percent);
        in_cents((i128::from(amount.0) * 200 + whole).div_euclid(2 * whole))
    }
}

fn rounded_up(price: Cents, percent: u32) -> Cents {
    in_cents((i128::from(price.0) * i128::from(percent) + 99).div_euclid(100))
}

/// A part of an amount always fits; only a percentage above 100 could saturate, and the callers of
/// that take the smaller of it and the price.
fn in_cents(cents: i128) -> Cents {
    Cents(i64::try_from(cents).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERCENTAGE: Discount = Discount::Percentage { percent: 40, maximum: Cents(840) };

    fn tariff() -> Tariff {
        Tariff {
            subscription: PERCENTAGE,
            internet: Some(PERCENTAGE),
            calls: Cents(310),
            calls_split: Cents(1150),
            internet_with_calls: true,
            installation_percent: 50,
            vat_percent: 21,
        }
    }

    #[test]
    fn a_discount_is_rounded_up_capped_and_never_more_than_the_price() {
        let flat = Discount::Flat { amount: Cents(840) };
        for (discount, price, granted) in [
            (PERCENTAGE, 1000, 400),
            (PERCENTAGE, 1001, 401),
            (PERCENTAGE, 2100, 840),
            (PERCENTAGE, 2101, 840),
            (PERCENTAGE, 1, 1),
            (PERCENTAGE, 0, 0),
            (PERCENTAGE, i64::MAX, 840),
            (flat, 1680, 840),
            (flat, 839, 839),
        ] {
            assert_eq!(discount.of(Cents(price)), Cents(granted), "{discount:?} of {price}");
        }
    }

    #[test]
    fn the_nominal_amounts_are_the_same_before_and_after_2012() {
        let flat = Tariff { subscription: Discount::Flat { amount: Cents(840) }, ..tariff() };
        for (formula, subscription, calls) in [
            (Formula::SubscriptionAndCalls, 840, 310),
            (Formula::CallsOnly, 0, 310),
            (Formula::CallsSplit, 0, 1150),
            (Formula::LivingWageCredit, 0, 310),
            (Formula::Internet, 0, 0),
            (Formula::InternetAndCalls, 0, 310),
        ] {
            let nominal = Theoretical { subscription: Cents(subscription), calls: Cents(calls) };
            assert_eq!(tariff().theoretical(formula), nominal, "{formula:?}");
            assert_eq!(flat.theoretical(formula), nominal, "{formula:?}");
        }
    }

    #[test]
    fn internet_formulas_exist_once_the_law_has_them() {
        let of_2012 = Tariff { internet_with_calls: false, ..tariff() };
        let of_2005 = Tariff { internet: None, ..of_2012 };
        for (row, internet, internet_and_calls) in
            [(of_2005, false, false), (of_2012, true, false), (tariff(), true, true)]
        {
            assert!(row.knows(Formula::CallsOnly));
            assert_eq!(row.knows(Formula::Internet), internet);
            assert_eq!(row.knows(Formula::InternetAndCalls), internet_and_calls);
        }
    }

    #[test]
    fn half_of_an_odd_installation_price_is_rounded_up() {
        for (price, granted) in [(0, 0), (5500, 2750), (7001, 3501), (1, 1)] {
            assert_eq!(tariff().installation_discount(Cents(price)), Cents(granted));
        }
    }

    #[test]
    fn the_decision_names_the_amounts_without_vat() {
        for (with, without) in [(310, 256), (840, 694), (1150, 950), (0, 0)] {
            assert_eq!(tariff().without_vat(Cents(with)), Cents(without));
        }
    }
}

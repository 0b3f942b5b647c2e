//! The settlement once more, the slow way: day by day, in whole numbers over one denominator.

use chrono::{Datelike, NaiveDate};
use stts_kernel::Formula;

use crate::random_year::{Amounts, Declared, Granted, Installed, RandomYear};

const MILLION: i128 = 1_000_000;
const PERCENT: i128 = 100;

/// A fraction as the text `3/4`, or `1` when it is whole.
pub(crate) fn fraction(numerator: i128, denominator: i128) -> String {
    let divisor = greatest_common_divisor(numerator.abs(), denominator);
    let (numerator, denominator) = (numerator / divisor, denominator / divisor);
    if denominator == 1 { numerator.to_string() } else { format!("{numerator}/{denominator}") }
}

fn greatest_common_divisor(one: i128, other: i128) -> i128 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}

/// The year's answers as numerators.
pub(crate) struct Oracle {
    /// Under every amount, in cents.
    pub(crate) denominator: i128,
    /// Discounts per operator.
    pub(crate) amounts: Vec<i128>,
    /// Turnover of public telephony per operator, in cents.
    pub(crate) turnovers: Vec<i128>,
}

impl Oracle {
    /// Walks through the year.
    pub(crate) fn new(year: &RandomYear) -> Self {
        let days_in_year =
            i128::from(if NaiveDate::from_ymd_opt(year.year, 2, 29).is_some() { 366 } else { 365 });
        let amount = |(operator, declared): (usize, &Declared)| {
            let mut amount = 0;
            for granted in year.periods.iter().filter(|granted| granted.operator == operator) {
                for on in days(year).filter(|on| covers(granted, *on)) {
                    let (subscription, calls) = monthly(amounts_on(year, on), granted.formula);
                    amount += 12 * subscription * i128::from(declared.subscription) * PERCENT;
                    amount += 12 * calls * i128::from(declared.calls) * PERCENT;
                }
            }
            let installed = year.installations.iter().filter(|one| one.operator == operator);
            let prices: i128 = installed.map(|one| discounted_percents(year, one)).sum();
            amount + prices * days_in_year * MILLION
        };
        let turnover = |declared: &Declared| {
            i128::from(declared.fixed_cents) + i128::from(declared.mobile_cents)
        };
        Self {
            denominator: days_in_year * MILLION * PERCENT,
            amounts: year.declared.iter().enumerate().map(amount).collect(),
            turnovers: year.declared.iter().map(turnover).collect(),
        }
    }

    /// All discounts, over the denominator.
    pub(crate) fn total(&self) -> i128 {
        self.amounts.iter().sum()
    }

    /// All turnover, in cents.
    pub(crate) fn market(&self) -> i128 {
        self.turnovers.iter().sum()
    }

    /// The compensations: numerators and their denominator.
    pub(crate) fn compensations(&self) -> (Vec<i128>, i128) {
        let (total, market) = (self.total(), self.market());
        let operators = self.amounts.iter().zip(&self.turnovers);
        let numerators = operators.map(|(amount, turnover)| amount * market - turnover * total);
        (numerators.collect(), self.denominator * market)
    }
}

/// The days that operator granted under that formula.
pub(crate) fn days_granted(year: &RandomYear, operator: usize, formula: Formula) -> u64 {
    let granted =
        year.periods.iter().filter(|one| one.operator == operator && one.formula == formula);
    granted.map(|one| days(year).filter(|on| covers(one, *on)).count() as u64).sum()
}

fn days(year: &RandomYear) -> impl Iterator<Item = NaiveDate> {
    let first_month = if year.year == 2005 { 7 } else { 1 };
    let first = NaiveDate::from_ymd_opt(year.year, first_month, 1).unwrap();
    let number = year.year;
    first.iter_days().take_while(move |on| on.year() == number)
}

fn covers(granted: &Granted, on: NaiveDate) -> bool {
    granted.from <= on && granted.until.is_none_or(|until| on < until)
}

fn amounts_on(year: &RandomYear, on: NaiveDate) -> Amounts {
    let begun = year.tariffs.iter().rev().find(|(from, _)| *from <= on);
    begun.unwrap_or(&year.tariffs[0]).1
}

fn monthly(amounts: Amounts, formula: Formula) -> (i128, i128) {
    let (subscription, calls) = match formula {
        Formula::SubscriptionAndCalls => (amounts.subscription_cents, amounts.calls_cents),
        Formula::CallsSplit => (0, amounts.calls_split_cents),
        Formula::CallsOnly | Formula::LivingWageCredit | Formula::InternetAndCalls => {
            (0, amounts.calls_cents)
        }
        Formula::Internet => (0, 0),
    };
    (i128::from(subscription), i128::from(calls))
}

fn discounted_percents(year: &RandomYear, installed: &Installed) -> i128 {
    let counts = installed.is_fixed && days(year).any(|on| on == installed.on);
    let percent = i128::from(amounts_on(year, installed.on).installation_percent);
    if counts { i128::from(installed.price_cents) * percent } else { 0 }
}

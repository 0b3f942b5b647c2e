//! The year that is settled, and which of its days count.

use std::fmt;

use chrono::NaiveDate;
use stts_kernel::Period;
use thiserror::Error;

const FIRST_YEAR: i32 = 2005;
const LAST_YEAR: i32 = 9998;

/// A year that the fund settles: 2005 or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SettlementYear(i32);

/// The fund has no such year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the fund settles the years {FIRST_YEAR} to {LAST_YEAR}")]
pub struct InvalidYear;

impl SettlementYear {
    /// Takes a calendar year.
    pub fn new(year: i32) -> Result<Self, InvalidYear> {
        if (FIRST_YEAR..=LAST_YEAR).contains(&year) { Ok(Self(year)) } else { Err(InvalidYear) }
    }

    /// The calendar year.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The days whose reductions and installations are settled: the year, but of 2005 only the
    /// second half, since the law came into force on 30 June (decision on the fund, footnote 8).
    pub fn span(self) -> Period {
        let year = Period::year(self.0);
        let second_half = NaiveDate::from_ymd_opt(FIRST_YEAR, 7, 1).map(Period::open);
        second_half.and_then(|half| year.intersection(&half)).unwrap_or(year)
    }

    /// The first day after the year: it can be calculated from then on, when every day of it has been
    /// granted (the declarations are due later still: domain, section 11).
    pub fn over_from(self) -> NaiveDate {
        Period::year(self.0).until().unwrap_or(NaiveDate::MAX)
    }

    /// The days in the whole calendar year, 365 or 366: what days are divided by to become years
    /// of reduction (domain, section 11.2), in 2005 too.
    pub fn days(self) -> u32 {
        Period::year(self.0).days().unwrap_or(365)
    }
}

impl fmt::Display for SettlementYear {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_its_days_and_the_days_that_count() {
        for (year, days, counted, from) in [
            (2005, 365, 184, "2005-07-01"),
            (2006, 365, 365, "2006-01-01"),
            (2024, 366, 366, "2024-01-01"),
        ] {
            let year = SettlementYear::new(year).unwrap();
            assert_eq!(year.days(), days, "{year}");
            assert_eq!(year.span().days(), Some(counted), "{year}");
            assert_eq!(year.span().from().to_string(), from);
            assert_eq!(Some(year.over_from()), year.span().until());
        }
    }

    #[test]
    fn there_was_no_fund_before_2005() {
        for year in [i32::MIN, 0, 2004, 9999, i32::MAX] {
            assert_eq!(SettlementYear::new(year), Err(InvalidYear), "{year}");
        }
    }
}

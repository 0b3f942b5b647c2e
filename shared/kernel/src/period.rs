//! Civil periods, and months counted from an anchor.

use chrono::{Datelike, Days, Months, NaiveDate};
use thiserror::Error;

/// The civil days from `from` up to, not including, `until`; open when `until` is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    from: NaiveDate,
    until: Option<NaiveDate>,
}

/// A period would end before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a period cannot end before it begins")]
pub struct PeriodError;

impl Period {
    /// A period; one that ends on the day it begins is empty.
    pub fn new(from: NaiveDate, until: Option<NaiveDate>) -> Result<Self, PeriodError> {
        if until.is_some_and(|until| until < from) {
            return Err(PeriodError);
        }
        Ok(Self { from, until })
    }

    /// A period without an end yet.
    pub const fn open(from: NaiveDate) -> Self {
        Self { from, until: None }
    }

    /// The calendar year.
    pub fn year(year: i32) -> Self {
        Self { from: day_of_month(year, 1, 1), until: Some(day_of_month(year + 1, 1, 1)) }
    }

    /// Its first day.
    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// The day after its last; absent while it is open.
    pub const fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    /// Whether no day lies in it.
    pub fn is_empty(&self) -> bool {
        self.until == Some(self.from)
    }

    /// Whether `date` lies in it.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.from <= date && self.until.is_none_or(|until| date < until)
    }

    /// The days that lie in both; none when they do not meet.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let from = self.from.max(other.from);
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self::new(from, until).ok().filter(|both| !both.is_empty())
    }

    /// How many days lie in it; `None` while it is open.
    pub fn days(&self) -> Option<u32> {
        let days = (self.until? - self.from).num_days();
        u32::try_from(days).ok()
    }
}

/// The date `months` later, counted from `anchor`: its day, or the last day of a shorter month.
/// Count every month of a sequence from the same anchor, never from an already shortened date.
pub fn add_months(anchor: NaiveDate, months: u32) -> NaiveDate {
    anchor.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// That day of the month, or the month's last where it is shorter.
pub(crate) fn day_of_month(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day)
        .or_else(|| last_day(year, month))
        .unwrap_or(NaiveDate::MAX)
}

fn last_day(year: i32, month: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let next = first.checked_add_months(Months::new(1))?;
    debug_assert_eq!(next.day(), 1);
    next.checked_sub_days(Days::new(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_counted_from_the_anchor() {
        let anchor = date("2024-01-31");
        assert_eq!(add_months(anchor, 1), date("2024-02-29"));
        assert_eq!(add_months(anchor, 2), date("2024-03-31"));
    }

    #[test]
    fn a_period_is_half_open() {
        let period = Period::new(date("2024-01-01"), Some(date("2024-01-03"))).unwrap();
        assert_eq!(period.days(), Some(2));
        assert!(period.contains(date("2024-01-02")));
        assert!(!period.contains(date("2024-01-03")));
        assert_eq!(Period::new(date("2024-01-02"), Some(date("2024-01-01"))), Err(PeriodError));
    }

    #[test]
    fn an_open_period_meets_a_year_up_to_its_end() {
        let open = Period::open(date("2023-12-01"));
        let both = open.intersection(&Period::year(2024)).unwrap();
        assert_eq!(both.days(), Some(366));
        assert_eq!(open.intersection(&Period::year(2022)), None);
    }
}

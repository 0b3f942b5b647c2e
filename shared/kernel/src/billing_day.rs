//! The day of the month on which an operator bills: every date of a reduction follows from it.

use chrono::{Datelike, Days, NaiveDate};
use thiserror::Error;

use crate::period::{add_months, day_of_month};

/// A day of the month from 1 to 31; where a month is shorter, its last day (domain, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BillingDay(u8);

/// Not a day of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a billing day is a number from 1 to 31")]
pub struct InvalidBillingDay;

impl BillingDay {
    /// Takes a day from 1 to 31.
    pub fn new(day: u32) -> Result<Self, InvalidBillingDay> {
        match u8::try_from(day) {
            Ok(day @ 1..=31) => Ok(Self(day)),
            _ => Err(InvalidBillingDay),
        }
    }

    /// The day, from 1 to 31.
    pub fn get(self) -> u32 {
        u32::from(self.0)
    }

    /// The billing date in the month that `date` lies in.
    pub fn in_month_of(self, date: NaiveDate) -> NaiveDate {
        day_of_month(date.year(), date.month(), self.get())
    }

    /// The first billing date strictly after `date`.
    pub fn first_after(self, date: NaiveDate) -> NaiveDate {
        let this_month = self.in_month_of(date);
        if this_month > date { this_month } else { self.in_month_of(first_of_next_month(date)) }
    }

    /// The last billing date on or before `date`.
    pub fn last_until(self, date: NaiveDate) -> NaiveDate {
        let this_month = self.in_month_of(date);
        if this_month <= date { this_month } else { self.in_month_of(last_of_previous_month(date)) }
    }
}

fn first_of_next_month(date: NaiveDate) -> NaiveDate {
    add_months(day_of_month(date.year(), date.month(), 1), 1)
}

fn last_of_previous_month(date: NaiveDate) -> NaiveDate {
    day_of_month(date.year(), date.month(), 1) - Days::new(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn only_days_of_a_month_are_billing_days() {
        for day in [0, 32, 256, 257] {
            assert_eq!(BillingDay::new(day), Err(InvalidBillingDay), "{day}");
        }
    }

    #[test]
    fn a_short_month_bills_on_its_last_day() {
        let last = BillingDay::new(31).unwrap();
        assert_eq!(last.in_month_of(date("2023-02-01")), date("2023-02-28"));
        assert_eq!(last.first_after(date("2024-01-31")), date("2024-02-29"));
        assert_eq!(last.last_until(date("2024-03-30")), date("2024-02-29"));
    }

    proptest! {
        #[test]
        fn billing_dates_come_once_in_every_month(offset in 0_u64..1461, day in 1_u32..=31) {
            let from = date("2023-01-01") + Days::new(offset);
            let day = BillingDay::new(day).unwrap();
            let next = day.first_after(from);
            prop_assert!(next > from);
            prop_assert_eq!(day.last_until(next), next);
            prop_assert!(day.last_until(from) <= from);
            prop_assert_eq!(day.first_after(day.last_until(from)), next);
            let following = day.first_after(next);
            let months = (following.year() - next.year()) * 12 + following.month0().cast_signed()
                - next.month0().cast_signed();
            prop_assert_eq!(months, 1);
        }
    }
}

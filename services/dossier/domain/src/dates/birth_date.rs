//! A birth date of which the register may know the year alone.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use stts_kernel::add_months;
use thiserror::Error;

use super::Age;
use crate::eligibility::Truth;

/// A birth date; month and day may be unknown (`1950-00-00`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BirthDate {
    earliest: NaiveDate,
    latest: NaiveDate,
}

stts_kernel::hidden_debug!(BirthDate);

/// The years of which the register may know somebody.
const YEARS: Range<i32> = 1800..2200;

/// Not a date, nor a year or month alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a birth date is a date from the year 1800 to 2199, or such a year with month and day 0")]
pub struct InvalidBirthDate;

impl BirthDate {
    /// Takes a year, a month and a day; month and day are 0 where they are unknown.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, InvalidBirthDate> {
        if !YEARS.contains(&year) {
            return Err(InvalidBirthDate);
        }
        let date = |month, day| NaiveDate::from_ymd_opt(year, month, day).ok_or(InvalidBirthDate);
        match (month, day) {
            (0, 0) => Ok(Self { earliest: date(1, 1)?, latest: date(12, 31)? }),
            (_, 0) => {
                let first = date(month, 1)?;
                let latest = add_months(first, 1).pred_opt().ok_or(InvalidBirthDate)?;
                Ok(Self { earliest: first, latest })
            }
            _ => Ok(Self::from(date(month, day)?)),
        }
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.earliest.year()
    }

    /// The month, 0 where it is unknown.
    pub fn month(self) -> u32 {
        if self.earliest.month() == self.latest.month() { self.earliest.month() } else { 0 }
    }

    /// The day of the month, 0 where it is unknown.
    pub fn day(self) -> u32 {
        if self.earliest == self.latest { self.earliest.day() } else { 0 }
    }

    /// The age on a day. From a year alone it lies between the ages of somebody born on its first
    /// and on its last day (domain, section 5).
    pub fn age_on(self, date: NaiveDate) -> Age {
        Age::between(full_years(self.earliest, date), full_years(self.latest, date))
    }

    /// Whether an age has been reached on a day; unknown between the first and the last possible
    /// birthday.
    pub fn reached(self, years: u32, date: NaiveDate) -> Truth {
        self.age_on(date).reached(years)
    }
}

impl From<NaiveDate> for BirthDate {
    fn from(date: NaiveDate) -> Self {
        Self { earliest: date, latest: date }
    }
}

/// Birthdays passed. Comparing month and day makes 1 March the birthday of who was born on
/// 29 February, in a year without that day.
fn full_years(birth: NaiveDate, date: NaiveDate) -> u32 {
    let begun = date.year() - birth.year();
    let birthday_to_come = (date.month(), date.day()) < (birth.month(), birth.day());
    u32::try_from(begun - i32::from(birthday_to_come)).unwrap_or(0)
}

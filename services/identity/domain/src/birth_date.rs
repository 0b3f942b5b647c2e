//! When a person was born, as far as the register knows.

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

use stts_kernel::hidden_debug;

/// A birth date of which the day, or the month and the day, may be unknown. The same type is what a
/// search asks for, where the year alone is allowed (domain, section 4.1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BirthDate {
    year: u16,
    month: u8,
    day: u8,
}

hidden_debug!(BirthDate);

/// Not a date, nor the beginning of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a birth date is a year from 1800 to 2199, or a year and a month, or a date that exists")]
pub struct InvalidBirthDate;

impl BirthDate {
    /// Takes a year, with a month or 0 for unknown, and a day or 0 for unknown.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, InvalidBirthDate> {
        let exists = match (month, day) {
            (0, 0) => true,
            (month, 0) => month <= 12,
            (month, day) => {
                NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)).is_some()
            }
        };
        if exists && (1800..2200).contains(&year) {
            Ok(Self { year, month, day })
        } else {
            Err(InvalidBirthDate)
        }
    }

    /// The year; always known.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, or 0 when it is unknown.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, or 0 when it is unknown.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// The date, when it is known in full.
    pub fn date(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(i32::from(self.year), u32::from(self.month), u32::from(self.day))
    }

    /// Whether a search for `asked` finds a person born on this date: what the search names must be
    /// what the register has, and what it leaves open finds everything.
    ///
    /// So a year finds every birth date in that year, also one of which nothing more is known. A
    /// full date does not find a person of whom only the year is known: that would make a
    /// precise search ambiguous, or answer it with somebody else.
    pub const fn matches(self, asked: Self) -> bool {
        self.year == asked.year
            && (asked.month == 0 || asked.month == self.month)
            && (asked.day == 0 || asked.day == self.day)
    }
}

impl TryFrom<NaiveDate> for BirthDate {
    type Error = InvalidBirthDate;

    fn try_from(date: NaiveDate) -> Result<Self, Self::Error> {
        let year = u16::try_from(date.year()).map_err(|_| InvalidBirthDate)?;
        let month = u8::try_from(date.month()).map_err(|_| InvalidBirthDate)?;
        let day = u8::try_from(date.day()).map_err(|_| InvalidBirthDate)?;
        Self::new(year, month, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(year: u16, month: u8, day: u8) -> BirthDate {
        BirthDate::new(year, month, day).unwrap()
    }

    #[test]
    fn a_year_a_month_or_a_date_that_exists() {
        for (year, month, day) in [(1950, 0, 0), (1950, 3, 0), (1952, 2, 29), (1899, 12, 31)] {
            let date = born(year, month, day);
            assert_eq!((date.year(), date.month(), date.day()), (year, month, day));
        }
        for (year, month, day) in
            [(1951, 2, 29), (1950, 0, 1), (1950, 13, 0), (1950, 13, 1), (0, 1, 1), (2200, 0, 0)]
        {
            assert_eq!(BirthDate::new(year, month, day), Err(InvalidBirthDate), "{year} {month}");
        }
    }

    #[test]
    fn a_search_finds_what_it_does_not_contradict() {
        for (person, asked, found) in [
            (born(1950, 3, 12), born(1950, 3, 12), true),
            (born(1950, 3, 12), born(1950, 3, 13), false),
            (born(1950, 3, 12), born(1950, 3, 0), true),
            (born(1950, 3, 12), born(1950, 4, 0), false),
            (born(1950, 3, 12), born(1950, 0, 0), true),
            (born(1950, 3, 12), born(1951, 0, 0), false),
            (born(1950, 0, 0), born(1950, 0, 0), true),
            (born(1950, 0, 0), born(1950, 3, 12), false),
            (born(1950, 3, 0), born(1950, 3, 12), false),
        ] {
            let dates = [person, asked].map(|date| (date.year(), date.month(), date.day()));
            assert_eq!(person.matches(asked), found, "{dates:?}");
        }
    }

    #[test]
    fn a_date_known_in_full_is_a_date() {
        let date = NaiveDate::from_ymd_opt(1950, 3, 12).unwrap();
        assert_eq!(BirthDate::try_from(date).unwrap().date(), Some(date));
        assert_eq!(born(1950, 3, 0).date(), None);
        assert_eq!(born(1950, 0, 0).date(), None);
    }
}

//! National numbers, each given once.

use std::collections::HashMap;

use stts_identity_domain::{BirthDate, NationalNumber};

use super::words::Sex;

/// Whether a number is one of the register itself, or a bis-number of somebody outside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberKind {
    Register,
    /// The sex was not known when the number was made: 20 is added to the month.
    BisWithoutSex,
    /// 40 is added to the month.
    Bis,
}

impl NumberKind {
    const fn added_to_month(self) -> u32 {
        match self {
            Self::Register => 0,
            Self::BisWithoutSex => 20,
            Self::Bis => 40,
        }
    }
}

/// Gives numbers in order of their serial, odd for men and even for women. It remembers one count
/// for each birth date and sex, so its memory does not grow with the population.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    given: HashMap<(u32, bool), u32>,
}

const SERIALS_PER_SEX: u32 = 499;

impl Numbers {
    /// The next number for a birth date; `None` when all are given. A full date lends from the next
    /// value of the day, as the register does where it runs out of numbers.
    pub(super) fn next(
        &mut self,
        born: BirthDate,
        kind: NumberKind,
        sex: Sex,
    ) -> Option<NationalNumber> {
        let (year, month) = (u32::from(born.year()), u32::from(born.month()));
        let month = year * 100 + month + kind.added_to_month();
        (u32::from(born.day())..100).find_map(|day| self.on(month * 100 + day, year, sex))
    }

    fn on(&mut self, date: u32, year: u32, sex: Sex) -> Option<NationalNumber> {
        let given = self.given.entry((date, sex == Sex::Man)).or_default();
        if *given == SERIALS_PER_SEX {
            return None;
        }
        *given += 1;
        let serial = if sex == Sex::Man { *given * 2 - 1 } else { *given * 2 };
        let nine = u64::from(date % 1_000_000) * 1_000 + u64::from(serial);
        NationalNumber::from_first_nine(nine, year >= 2000).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_number_says_when_one_was_born_and_as_what() {
        for (born, kind, sex, nine) in [
            ((1950, 3, 12), NumberKind::Register, Sex::Man, "500312001"),
            ((1950, 3, 12), NumberKind::Register, Sex::Woman, "500312002"),
            ((1950, 3, 12), NumberKind::Bis, Sex::Man, "504312001"),
            ((2003, 12, 1), NumberKind::BisWithoutSex, Sex::Woman, "033201002"),
            ((1950, 0, 0), NumberKind::Register, Sex::Man, "500000001"),
        ] {
            let (year, month, day) = born;
            let born = BirthDate::new(year, month, day).unwrap();
            let number = Numbers::default().next(born, kind, sex).unwrap();
            assert_eq!(&number.expose()[..9], nine);
            assert_eq!(number.born_from_2000(), year >= 2000);
        }
    }

    #[test]
    fn no_number_is_given_twice_even_on_a_crowded_day() {
        let mut numbers = Numbers::default();
        let mut given = HashSet::new();
        for day in [1, 2] {
            let born = BirthDate::new(1964, 5, day).unwrap();
            for _ in 0..600 {
                assert!(given.insert(numbers.next(born, NumberKind::Register, Sex::Man).unwrap()));
            }
        }
    }
}

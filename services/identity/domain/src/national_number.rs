//! The number by which the national register knows a person.

use std::str::FromStr;

use thiserror::Error;

use stts_kernel::hidden_debug;

const FIRST_NINE: u64 = 1_000_000_000;
const BORN_FROM_2000: u64 = 2 * FIRST_NINE;

/// Eleven digits, of which the last two check the first nine (domain, section 2): `97 - (nine mod
/// 97)`, for a person born from 2000 on with a 2 in front of the nine.
///
/// Only the check is tested, never the month or the day: bis-numbers add 20 or 40 to the month, and
/// an unknown birth date has zeros. The number lives in the identity service alone and is never
/// shown or logged, so it cannot be displayed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalNumber(u64);

hidden_debug!(NationalNumber);

/// Not eleven digits, or the last two do not check the first nine. Never says what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a national number has eleven digits, of which the last two check the first nine")]
pub struct InvalidNationalNumber;

impl NationalNumber {
    /// Completes the first nine digits (year, month and day in two digits each, three of a serial)
    /// with their check.
    pub fn from_first_nine(nine: u64, born_from_2000: bool) -> Result<Self, InvalidNationalNumber> {
        if nine < FIRST_NINE {
            Ok(Self(with_check(nine, born_from_2000)))
        } else {
            Err(InvalidNationalNumber)
        }
    }

    /// The eleven digits. Write them nowhere but to the register and into encrypted columns.
    pub fn expose(self) -> String {
        format!("{:011}", self.0)
    }

    /// Whether the check says that the person was born in 2000 or later.
    pub fn born_from_2000(self) -> bool {
        self.0 == with_check(self.0 / 100, true)
    }
}

fn with_check(nine: u64, born_from_2000: bool) -> u64 {
    let checked = if born_from_2000 { BORN_FROM_2000 + nine } else { nine };
    nine * 100 + 97 - checked % 97
}

impl FromStr for NationalNumber {
    type Err = InvalidNationalNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 11 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidNationalNumber);
        }
        let number: u64 = text.parse().map_err(|_| InvalidNationalNumber)?;
        let valid =
            [false, true].into_iter().any(|later| with_check(number / 100, later) == number);
        if valid { Ok(Self(number)) } else { Err(InvalidNationalNumber) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VECTORS: &str = include_str!("../tests/vectors/numbers.json");

    #[test]
    fn the_worked_examples_are_judged_as_written() {
        let vectors: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
        let examples = vectors["national_numbers"].as_array().unwrap();
        assert_eq!(examples.len(), 14);
        for example in examples {
            let number = example["number"].as_str().unwrap();
            let valid = example["valid"].as_bool().unwrap();
            assert_eq!(number.parse::<NationalNumber>().is_ok(), valid, "{number}");
        }
    }

    #[test]
    fn the_check_tells_the_century() {
        for (number, later) in
            [("85073003328", false), ("50410100145", false), ("01020300467", true)]
        {
            let parsed: NationalNumber = number.parse().unwrap();
            assert_eq!(parsed.born_from_2000(), later, "{number}");
            assert_eq!(parsed.expose(), number);
        }
    }

    #[test]
    fn nothing_prints_the_digits() {
        let number: NationalNumber = "85073003328".parse().unwrap();
        assert_eq!(format!("{number:?}"), "NationalNumber(..)");
        assert_eq!(format!("{:?}", Some(number)), "Some(NationalNumber(..))");
        assert!(!InvalidNationalNumber.to_string().contains("85073003328"));
    }

    #[test]
    fn ten_digits_are_not_the_first_nine() {
        assert_eq!(
            NationalNumber::from_first_nine(1_000_000_000, false),
            Err(InvalidNationalNumber)
        );
    }

    proptest! {
        #[test]
        fn completed_digits_are_a_number(nine in 0..FIRST_NINE, later: bool) {
            let number = NationalNumber::from_first_nine(nine, later).unwrap();
            prop_assert_eq!(number.expose().parse::<NationalNumber>(), Ok(number));
            prop_assert_eq!(number.born_from_2000(), later);
            prop_assert_eq!(&number.expose()[..9], format!("{nine:09}"));
        }

        #[test]
        fn a_swap_of_two_digits_is_noticed_within_a_century(
            nine in 0..FIRST_NINE, place in 0_usize..8
        ) {
            let mut digits = NationalNumber::from_first_nine(nine, false).unwrap().expose().into_bytes();
            prop_assume!(digits[place] != digits[place + 1]);
            digits.swap(place, place + 1);
            let swapped = String::from_utf8(digits).unwrap();
            let read = swapped.parse::<NationalNumber>();
            prop_assert!(read.is_err() || read.unwrap().born_from_2000());
        }
    }
}

//! The number that a person's dossier keeps for life.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::IdSource;

const DRAWN: u64 = 100_000_000;

/// Ten digits: eight drawn at random, then `97 - (those eight mod 97)` (domain, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DossierNumber(u64);

/// Not ten digits, or the last two do not check the first eight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a dossier number has ten digits, of which the last two check the first eight")]
pub struct InvalidDossierNumber;

impl DossierNumber {
    /// Draws a new number; the store refuses one that is taken, and another is drawn.
    pub fn random(ids: &dyn IdSource) -> Self {
        Self::from_drawn(ids.number_below(DRAWN))
    }

    fn from_drawn(drawn: u64) -> Self {
        Self(drawn * 100 + 97 - drawn % 97)
    }

    /// The number as an integer below 10^10.
    pub fn get(self) -> u64 {
        self.0
    }
}

impl FromStr for DossierNumber {
    type Err = InvalidDossierNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 10 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidDossierNumber);
        }
        let number: u64 = text.parse().map_err(|_| InvalidDossierNumber)?;
        let checked = Self::from_drawn(number / 100);
        if checked.0 == number { Ok(checked) } else { Err(InvalidDossierNumber) }
    }
}

impl fmt::Display for DossierNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:010}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_worked_examples_are_valid() {
        for text in ["0000000196", "0000000295", "0000009797", "1234567894", "9999999917"] {
            assert_eq!(text.parse::<DossierNumber>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "123456789", "12345678940", "1234567895", "123456789A", "+123456794"] {
            assert_eq!(text.parse::<DossierNumber>(), Err(InvalidDossierNumber), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(drawn in 0..DRAWN, place in 0_usize..10, add in 1_u8..10) {
            let text = DossierNumber::from_drawn(drawn).to_string();
            let mut digits = text.into_bytes();
            digits[place] = b'0' + (digits[place] - b'0' + add) % 10;
            let wrong = String::from_utf8(digits).unwrap();
            prop_assert_eq!(wrong.parse::<DossierNumber>(), Err(InvalidDossierNumber));
        }
    }
}

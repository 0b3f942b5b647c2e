//! The correction factor: how far a theoretical discount was used.

use std::fmt;
use std::str::FromStr;

use crate::{Exact, InvalidDeclaration};

const MILLION: u32 = 1_000_000;

/// The average degree of use of a discount, from 0 to 1, in millionths (decision on the fund,
/// 6.2 and 6.3; domain, section 11.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor(u32);

impl Factor {
    /// A factor in millionths; refused above one million.
    pub fn from_millionths(millionths: u32) -> Result<Self, InvalidDeclaration> {
        if millionths <= MILLION { Ok(Self(millionths)) } else { Err(InvalidDeclaration::Factor) }
    }

    /// The factor in millionths.
    pub const fn millionths(self) -> u32 {
        self.0
    }

    pub(crate) fn exact(self) -> Exact {
        Exact::divided(self.0, MILLION)
    }
}

/// Takes a decimal: `0` or `1`, and after a point one to six digits. No sign, no exponent, no
/// spaces.
impl FromStr for Factor {
    type Err = InvalidDeclaration;

    fn from_str(text: &str) -> Result<Self, InvalidDeclaration> {
        let (whole, decimals) = match text.split_once('.') {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => return Err(InvalidDeclaration::Factor),
            None => (text, ""),
        };
        let only_digits = decimals.bytes().all(|byte| byte.is_ascii_digit());
        if !matches!(whole, "0" | "1") || !only_digits || decimals.len() > 6 {
            return Err(InvalidDeclaration::Factor);
        }
        let digits = format!("{whole}{decimals:0<6}");
        digits.parse().map_err(|_| InvalidDeclaration::Factor).and_then(Self::from_millionths)
    }
}

/// With six decimals, such as `0.900000`.
impl fmt::Display for Factor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{:06}", self.0 / MILLION, self.0 % MILLION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_a_decimal_from_0_to_1() {
        for (text, millionths) in [
            ("0", 0),
            ("1", 1_000_000),
            ("0.9", 900_000),
            ("0.930584", 930_584),
            ("0.000001", 1),
            ("1.000000", 1_000_000),
        ] {
            assert_eq!(text.parse(), Factor::from_millionths(millionths), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "1.000001",
            "2",
            "-0",
            "-0.5",
            "+1",
            "0.1234567",
            "1.0000000",
            ".5",
            "1.",
            "00",
            "01",
            "1e0",
            " 1",
            "0,5",
            "0.5 ",
            "0.+5",
            "NaN",
            "٠",
            "0.٥",
        ] {
            assert_eq!(text.parse::<Factor>(), Err(InvalidDeclaration::Factor), "{text:?}");
        }
    }

    #[test]
    fn a_factor_is_shown_with_six_decimals() {
        let half: Factor = "0.5".parse().unwrap();
        assert_eq!(half.to_string(), "0.500000");
        assert_eq!(half.to_string().parse(), Ok(half));
    }
}

//! The telephone number to which the reduction applies.

use std::fmt;

use thiserror::Error;

/// A Belgian telephone number in E.164, such as `+32470123456`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(String);

stts_kernel::hidden_debug!(PhoneNumber);

/// Not a Belgian telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a phone number is a 0 and 8 or 9 more digits, without spaces")]
pub struct InvalidPhoneNumber;

impl PhoneNumber {
    /// Takes a number as operators write it: `0` and 8 or 9 more digits (manual, chapter 5).
    pub fn from_national(text: &str) -> Result<Self, InvalidPhoneNumber> {
        let digits = text.strip_prefix('0').ok_or(InvalidPhoneNumber)?;
        let well_formed = digits.bytes().all(|byte| byte.is_ascii_digit());
        if well_formed && matches!(digits.len(), 8 | 9) {
            Ok(Self(format!("+32{digits}")))
        } else {
            Err(InvalidPhoneNumber)
        }
    }

    /// Takes a number as it is stored.
    pub fn from_e164(text: &str) -> Result<Self, InvalidPhoneNumber> {
        let digits = text.strip_prefix("+32").ok_or(InvalidPhoneNumber)?;
        Self::from_national(&format!("0{digits}"))
    }

    /// The number in E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as operators write it, beginning with 0.
    pub fn national(&self) -> String {
        self.0.replacen("+32", "0", 1)
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

//! By what a number or a household's key is found again.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac::{HMAC_SHA256, Key, sign};
use stts_identity_domain::{HouseholdKey, NationalNumber};
use thiserror::Error;

const KEY_BYTES: usize = 32;

/// The key of the hashes (HMAC-SHA256) by which people and households are found again. There are
/// few enough national numbers to try them all, so whoever has the key and the table has the
/// numbers: it is a secret as the sealing keys are, and cannot be changed without hashing everything
/// anew.
pub struct IndexKey(Key);

/// Not 32 bytes in base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must be 32 random bytes in base64")]
pub struct InvalidIndexKey;

impl fmt::Debug for IndexKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("IndexKey").finish_non_exhaustive()
    }
}

impl IndexKey {
    /// Takes a key as the settings have it.
    pub fn from_base64(text: &str) -> Result<Self, InvalidIndexKey> {
        let bytes = STANDARD.decode(text).map_err(|_| InvalidIndexKey)?;
        if bytes.len() == KEY_BYTES {
            Ok(Self(Key::new(HMAC_SHA256, &bytes)))
        } else {
            Err(InvalidIndexKey)
        }
    }

    pub(super) fn of_person(&self, number: NationalNumber) -> Vec<u8> {
        self.hash("person", &number.expose())
    }

    pub(super) fn of_household(&self, key: &HouseholdKey) -> Vec<u8> {
        self.hash("household", key.expose())
    }

    /// The kind is hashed too: a household's key may be a person's number, and the two rows must not
    /// show it.
    fn hash(&self, kind: &str, text: &str) -> Vec<u8> {
        sign(&self.0, format!("{kind}:{text}").as_bytes()).as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_32_bytes() {
        for (text, valid) in [
            (STANDARD.encode([1; 32]), true),
            (STANDARD.encode([1; 31]), false),
            (STANDARD.encode([1; 33]), false),
            (String::new(), false),
            ("not base64".to_owned(), false),
        ] {
            assert_eq!(IndexKey::from_base64(&text).is_ok(), valid, "{text}");
        }
    }

    /// Computed with `openssl dgst -sha256 -mac HMAC`.
    #[test]
    fn a_hash_is_what_another_program_computes() {
        let key = IndexKey::from_base64(&STANDARD.encode([7; 32])).unwrap();
        let number = "85073003328".parse().unwrap();
        let expected: [u8; 32] = [
            0xbe, 0x28, 0xab, 0x5f, 0xab, 0x81, 0x67, 0x6f, 0xa0, 0xab, 0xe2, 0xb9, 0x1d, 0xf8,
            0x88, 0xcb, 0x9d, 0x43, 0x22, 0xb7, 0x80, 0x06, 0xd7, 0x16, 0x41, 0x44, 0x2b, 0xf3,
            0x22, 0x62, 0x0a, 0x35,
        ];
        assert_eq!(key.of_person(number), expected);
    }

    #[test]
    fn a_household_named_by_a_number_is_not_found_as_that_person() {
        let key = IndexKey::from_base64(&STANDARD.encode([7; 32])).unwrap();
        let number: NationalNumber = "85073003328".parse().unwrap();
        let household = HouseholdKey::new(number.expose());
        assert_ne!(key.of_person(number), key.of_household(&household));
        assert_eq!(key.of_household(&household), key.of_household(&household));
    }
}

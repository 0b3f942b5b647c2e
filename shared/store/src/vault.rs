//! Sealing personal data before it reaches a table.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use thiserror::Error;

use crate::VaultKey;

/// Seals with AES-256-GCM under a fresh random nonce, bound to what the bytes belong to. A sealed
/// value is the key's number (1 byte), the nonce (12), the ciphertext and its tag (16). Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    /// The last one seals.
    keys: Arc<[(u8, LessSafeKey)]>,
    random: SystemRandom,
}

/// The bytes were not sealed here, under these keys, for this owner, or were altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the seal is broken, or its key is gone")]
pub struct SealBroken;

impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Vault").finish_non_exhaustive()
    }
}

impl Vault {
    /// A vault with these keys, at least one, each of its own number.
    pub fn new(keys: &[VaultKey]) -> Result<Self, &'static str> {
        let read = |key: &VaultKey| read_key(key.secret.expose()).map(|secret| (key.id, secret));
        let mut keys = keys.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        keys.sort_by_key(|(id, _)| *id);
        if keys.is_empty() {
            return Err("there must be one; a key is 32 random bytes in base64");
        }
        if keys.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err("two keys have the same id");
        }
        Ok(Self { keys: keys.into(), random: SystemRandom::new() })
    }

    /// Seals bytes for an owner, such as a table and its key: moved to another owner they do not
    /// open.
    pub fn seal(&self, owner: &[u8], content: &[u8]) -> Result<Vec<u8>, SealBroken> {
        let (id, key) = self.keys.last().ok_or(SealBroken)?;
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| SealBroken)?;
        let mut ciphertext = content.to_vec();
        let aad = Aad::from(owner);
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut ciphertext)
            .map_err(|_| SealBroken)?;
        Ok([&[*id], nonce.as_slice(), &ciphertext].concat())
    }

    /// Opens what was sealed for that owner.
    pub fn open(&self, owner: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealBroken> {
        let (id, sealed) = sealed.split_first().ok_or(SealBroken)?;
        let (nonce, ciphertext) = sealed.split_at_checked(NONCE_LEN).ok_or(SealBroken)?;
        let (_, key) = self.keys.iter().find(|(number, _)| number == id).ok_or(SealBroken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealBroken)?;
        let mut content = ciphertext.to_vec();
        let opened = key.open_in_place(nonce, Aad::from(owner), &mut content);
        let length = opened.map_err(|_| SealBroken)?.len();
        content.truncate(length);
        Ok(content)
    }
}

fn read_key(secret: &str) -> Result<LessSafeKey, &'static str> {
    let bytes = STANDARD.decode(secret.trim()).map_err(|_| "a secret is not base64")?;
    let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| "a secret is not 32 bytes")?;
    Ok(LessSafeKey::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: u8) -> VaultKey {
        VaultKey::new(id, STANDARD.encode([id; 32]))
    }

    #[test]
    fn opens_only_for_its_owner_unaltered_and_with_its_key() {
        let vault = Vault::new(&[key(1), key(2)]).unwrap();
        let sealed = vault.seal(b"owner", b"Jan Janssens").unwrap();
        assert_eq!(vault.open(b"owner", &sealed), Ok(b"Jan Janssens".to_vec()));
        assert_eq!(vault.open(b"other", &sealed), Err(SealBroken));
        for place in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert_eq!(vault.open(b"owner", &altered), Err(SealBroken), "byte {place}");
        }
        for length in 0..sealed.len() {
            assert_eq!(vault.open(b"owner", &sealed[..length]), Err(SealBroken), "cut to {length}");
        }
        let without_it = Vault::new(&[key(1)]).unwrap();
        assert_eq!(without_it.open(b"owner", &sealed), Err(SealBroken));
    }

    #[test]
    fn the_highest_key_seals_and_older_ones_open() {
        let before = Vault::new(&[key(1)]).unwrap().seal(b"", b"x").unwrap();
        let rotated = Vault::new(&[key(2), key(1)]).unwrap();
        assert_eq!(rotated.open(b"", &before), Ok(b"x".to_vec()));
        assert_eq!(rotated.seal(b"", b"x").unwrap()[0], 2);
    }

    #[test]
    fn refuses_keys_that_cannot_seal() {
        let short = VaultKey::new(1, STANDARD.encode([1; 16]));
        let garbage = VaultKey::new(1, "not base64!");
        for keys in [vec![], vec![short], vec![garbage], vec![key(1), key(1)]] {
            assert!(Vault::new(&keys).is_err(), "{keys:?}");
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        assert_eq!(format!("{:?}", key(7)), "VaultKey { id: 7, secret: [hidden] }");
    }
}

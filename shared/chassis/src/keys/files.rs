//! The files of the development issuer: its private key and its public keys.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::KeyError;
use crate::caller::DEVELOPMENT_ISSUER;

/// The private key, in PKCS #8 as PEM; readable by its owner only.
pub const KEY_FILE: &str = "issuer.pem";
/// The public keys, as a JWKS.
pub const JWKS_FILE: &str = "jwks.json";

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// Makes a development issuer in a folder: a P-256 key and the JWKS of its public half. A key that
/// is there already is kept, and two processes that do this at once end with one key.
pub fn init(folder: &Path) -> Result<(), KeyError> {
    let named = |error| named(folder, error);
    fs::create_dir_all(folder).map_err(named)?;
    let key_file = folder.join(KEY_FILE);
    if !key_file.exists() {
        let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let key = EcdsaKeyPair::generate_pkcs8(curve, &SystemRandom::new())
            .map_err(|_| KeyError::Sign)?;
        let pem = format!("{BEGIN}\n{}\n{END}\n", STANDARD.encode(key.as_ref()));
        let scratch = folder.join(format!("{KEY_FILE}.{}", std::process::id()));
        write(&scratch, &pem, 0o600).map_err(named)?;
        // A link never replaces a key that another process has put there meanwhile.
        let linked = fs::hard_link(&scratch, &key_file);
        fs::remove_file(&scratch).map_err(named)?;
        linked.or_else(|error| if key_file.exists() { Ok(()) } else { Err(named(error)) })?;
    }
    let jwks = jwks(&read_pair(&key_file)?.1);
    let scratch = folder.join(format!("{JWKS_FILE}.{}", std::process::id()));
    write(&scratch, &jwks, 0o644).map_err(named)?;
    fs::rename(&scratch, folder.join(JWKS_FILE)).map_err(named)
}

/// The private key of a file in DER, and its pair.
pub(super) fn read_pair(file: &Path) -> Result<(Vec<u8>, EcdsaKeyPair), KeyError> {
    let pem = fs::read_to_string(file).map_err(|error| named(file, error))?;
    let wrong = || KeyError::Key(file.display().to_string());
    let body = pem.trim().strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END));
    let body: String = body.ok_or_else(wrong)?.split_whitespace().collect();
    let der = STANDARD.decode(body).map_err(|_| wrong())?;
    let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let pair = EcdsaKeyPair::from_pkcs8(curve, &der, &SystemRandom::new()).map_err(|_| wrong())?;
    Ok((der, pair))
}

/// The `kid` of a development key: tells what it is, and which.
pub(super) fn key_id(pair: &EcdsaKeyPair) -> String {
    let digest = digest(&SHA256, pair.public_key().as_ref());
    let name = URL_SAFE_NO_PAD.encode(digest.as_ref().get(..12).unwrap_or_default());
    format!("{DEVELOPMENT_ISSUER}-{name}")
}

fn jwks(pair: &EcdsaKeyPair) -> String {
    // An uncompressed point: a byte 4, then both coordinates of 32 bytes.
    let point = pair.public_key().as_ref();
    let coordinate = |range| URL_SAFE_NO_PAD.encode(point.get(range).unwrap_or_default());
    let key = json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
        "kid": key_id(pair), "x": coordinate(1..33), "y": coordinate(33..65),
    });
    format!("{:#}\n", json!({ "keys": [key] }))
}

fn write(file: &Path, text: &str, mode: u32) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(mode);
    options.open(file)?.write_all(text.as_bytes())
}

fn named(file: &Path, error: io::Error) -> KeyError {
    KeyError::File { file: file.display().to_string(), error }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().unwrap();
        init(folder.path()).unwrap();
        let read = |name| fs::read_to_string(folder.path().join(name)).unwrap();
        let (key, jwks) = (read(KEY_FILE), read(JWKS_FILE));
        init(folder.path()).unwrap();
        assert_eq!((read(KEY_FILE), read(JWKS_FILE)), (key.clone(), jwks.clone()));

        let mode = fs::metadata(folder.path().join(KEY_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(jwks.contains("\"kid\": \"stts-development-"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "scratch files are left");
    }

    #[test]
    fn something_else_is_no_key() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(KEY_FILE), "secret").unwrap();
        let error = init(folder.path()).unwrap_err().to_string();
        assert!(error.contains(KEY_FILE) && !error.contains("secret"), "{error}");
    }
}

//! The development issuer: makes its key once, and tokens with it.
//!
//! A production issuer is another system; services get its public keys by a JWKS file and need
//! nothing here but [`ServiceTokens`].

pub(crate) mod crypto;
mod files;
mod issuer;
mod service_tokens;

pub use files::{JWKS_FILE, KEY_FILE, init};
pub use issuer::{Issuer, TokenRequest};
pub use service_tokens::ServiceTokens;

use thiserror::Error;

/// A key or token could not be made.
#[derive(Debug, Error)]
pub enum KeyError {
    /// A file cannot be read or written.
    #[error("{file}: {error}")]
    File {
        /// The file.
        file: String,
        /// What happened.
        error: std::io::Error,
    },
    /// The key file does not hold a P-256 key.
    #[error("{0} does not hold a P-256 key in PKCS #8")]
    Key(String),
    /// The key could not be made or used.
    #[error("cannot sign with the issuer's key")]
    Sign,
}

//! Makes tokens.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use stts_contracts::common::v1::Profile;

use super::files::{KEY_FILE, key_id, read_pair};
use super::{KeyError, crypto};
use crate::caller::{Audience, Claims, DEVELOPMENT_ISSUER, profile_name};
use crate::time::machine_seconds;

/// A development issuer, with its private key.
pub struct Issuer {
    key: EncodingKey,
    key_id: String,
}

impl fmt::Debug for Issuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Issuer").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

/// What a token is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRequest {
    /// The client.
    pub sub: String,
    /// The operator's code, or `BIPT`; none for a service.
    pub operator: Option<String>,
    /// What it may do.
    pub profile: Profile,
    /// The human user; required for BIPT's profiles.
    pub act: Option<String>,
    /// For whom the token is: the audience of the settings, or a service's name.
    pub audience: String,
    /// How long it is valid from now on.
    pub lifetime: Duration,
}

impl Issuer {
    /// Reads the key that [`init`](super::init) made in a folder.
    pub fn load(folder: &Path) -> Result<Self, KeyError> {
        crypto::install();
        let (der, pair) = read_pair(&folder.join(KEY_FILE))?;
        Ok(Self { key: EncodingKey::from_ec_der(&der), key_id: key_id(&pair) })
    }

    /// A signed token.
    pub fn token(&self, request: &TokenRequest) -> Result<String, KeyError> {
        let iat = machine_seconds();
        let claims = Claims {
            iss: DEVELOPMENT_ISSUER.to_owned(),
            aud: Audience::One(request.audience.clone()),
            sub: request.sub.clone(),
            operator: request.operator.clone(),
            profile: profile_name(request.profile).to_owned(),
            act: request.act.clone(),
            iat,
            exp: iat.saturating_add(request.lifetime.as_secs()),
        };
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(Algorithm::ES256) };
        encode(&header, &claims, &self.key).map_err(|_| KeyError::Sign)
    }
}

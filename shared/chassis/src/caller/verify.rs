//! Verifies tokens: signature, issuer, audience, time, claims, client.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use ring::digest::{Context, SHA256};
use stts_kernel::{ErrorKind, Refusal};
use thiserror::Error;

use super::clients::Clients;
use super::tokens::Claims;
use super::watched::Watched;
use super::{Caller, DEVELOPMENT_ISSUER};
use crate::keys::crypto;
use crate::settings::{CallerSettings, Environment};
use crate::time::machine_seconds;

/// Who may call: keys, clients, and the tokens verified so far.
#[derive(Debug)]
pub struct Callers {
    issuer: String,
    audience: String,
    keys: Watched<Keys>,
    clients: Watched<Clients>,
    verified: Mutex<Verified>,
}

/// The callers of a service cannot be verified.
#[derive(Debug, Error)]
pub enum CallersError {
    /// A file cannot be read.
    #[error("setting `callers.{setting}`: {file}: {message}")]
    File {
        /// The setting that names it.
        setting: &'static str,
        /// The file.
        file: String,
        /// What is wrong with it.
        message: String,
    },
    /// A development issuer or its key, outside development.
    #[error("a development issuer's key is refused: it needs environment = \"development\"")]
    DevelopmentIssuer,
}

/// The issuer's public keys by their `kid`.
#[derive(Debug)]
struct Keys(HashMap<String, DecodingKey>);

/// Tokens that were verified with one set of keys; a change of keys forgets them all.
#[derive(Debug, Default)]
struct Verified {
    keys: Option<Arc<Keys>>,
    callers: HashMap<[u8; 32], (u64, Caller)>,
}

/// More than this many tokens are not remembered at once.
const MOST_REMEMBERED: usize = 10_000;

impl Callers {
    /// Reads keys and clients. A development issuer is refused outside development, by its name and
    /// by its key.
    pub fn load(settings: &CallerSettings, environment: Environment) -> Result<Self, CallersError> {
        crypto::install();
        let keys = open("jwks_file", &settings.jwks_file, Keys::parse)?;
        let clients = open("clients_file", &settings.clients_file, Clients::parse)?;
        let development = settings.issuer == DEVELOPMENT_ISSUER
            || keys.current().0.keys().any(|kid| kid.starts_with(DEVELOPMENT_ISSUER));
        if development && environment != Environment::Development {
            return Err(CallersError::DevelopmentIssuer);
        }
        let (issuer, audience) = (settings.issuer.clone(), settings.audience.clone());
        Ok(Self { issuer, audience, keys, clients, verified: Mutex::default() })
    }

    /// The audience of operators' and BIPT's tokens.
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// The caller of a token for that audience; every fault is `UNAUTHENTICATED`, without telling
    /// which. The language is not in a token and is left as the default.
    pub fn verify(&self, token: &str, audience: &str) -> Result<Caller, Refusal> {
        let keys = self.keys.current();
        let digest = digest(token, audience);
        let remembered = self.remembered(&keys, &digest);
        let caller = if let Some(caller) = remembered {
            caller
        } else {
            let (until, caller) =
                self.check(&keys, token, audience).ok_or(ErrorKind::Unauthenticated)?;
            self.remember(digest, until, caller.clone());
            caller
        };
        if self.clients.current().admit(&caller) {
            Ok(caller)
        } else {
            Err(ErrorKind::Unauthenticated.into())
        }
    }

    /// Everything but the client; with it, until when the token is valid.
    fn check(&self, keys: &Keys, token: &str, audience: &str) -> Option<(u64, Caller)> {
        let key = keys.0.get(&decode_header(token).ok()?.kid?)?;
        let mut validation = Validation::new(Algorithm::ES256);
        validation.leeway = 0;
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let claims = decode::<Claims>(token, key, &validation).ok()?.claims;
        Some((claims.exp, claims.caller()?))
    }

    fn remembered(&self, keys: &Arc<Keys>, digest: &[u8; 32]) -> Option<Caller> {
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if !verified.keys.as_ref().is_some_and(|known| Arc::ptr_eq(known, keys)) {
            *verified = Verified { keys: Some(keys.clone()), callers: HashMap::new() };
        }
        let (until, caller) = verified.callers.get(digest)?;
        (*until >= machine_seconds()).then(|| caller.clone())
    }

    fn remember(&self, digest: [u8; 32], until: u64, caller: Caller) {
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if verified.callers.len() >= MOST_REMEMBERED {
            let now = machine_seconds();
            verified.callers.retain(|_, (until, _)| *until >= now);
        }
        if verified.callers.len() < MOST_REMEMBERED {
            verified.callers.insert(digest, (until, caller));
        }
    }
}

impl Keys {
    fn parse(text: &str) -> Result<Self, String> {
        let set: JwkSet = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut keys = HashMap::new();
        for key in &set.keys {
            let kid = key.common.key_id.clone().ok_or("a key has no `kid`")?;
            let p256 = matches!(&key.algorithm,
                AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256);
            if !p256 {
                return Err(format!("key {kid} is not for ES256"));
            }
            keys.insert(kid, DecodingKey::from_jwk(key).map_err(|error| error.to_string())?);
        }
        Ok(Self(keys))
    }
}

fn open<T>(
    setting: &'static str,
    path: &Path,
    parse: fn(&str) -> Result<T, String>,
) -> Result<Watched<T>, CallersError> {
    Watched::open(path, parse).map_err(|message| CallersError::File {
        setting,
        file: path.display().to_string(),
        message,
    })
}

fn digest(token: &str, audience: &str) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(audience.as_bytes());
    context.update(&[0]);
    context.update(token.as_bytes());
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

//! The tokens with which a service calls other services.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use stts_contracts::common::v1::Profile;

use super::{Issuer, KeyError, TokenRequest};
use crate::time::machine_seconds;

/// How long a service's token is valid.
const LIFETIME: Duration = Duration::from_mins(5);
/// How long before its end it is replaced, in seconds.
const AHEAD_SECONDS: u64 = 60;

/// One token for each service that is called, renewed ahead of its end. An operator's token is never
/// passed on.
#[derive(Clone, Debug)]
pub struct ServiceTokens {
    issuer: Arc<Issuer>,
    service: String,
    tokens: Arc<Mutex<HashMap<String, (u64, String)>>>,
}

impl ServiceTokens {
    /// The tokens of a service, signed by this issuer.
    pub fn new(issuer: Arc<Issuer>, service: impl Into<String>) -> Self {
        Self { issuer, service: service.into(), tokens: Arc::default() }
    }

    /// A token for calling that service.
    pub fn token(&self, audience: &str) -> Result<String, KeyError> {
        self.token_at(audience, machine_seconds())
    }

    fn token_at(&self, audience: &str, now: u64) -> Result<String, KeyError> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, token)) = tokens.get(audience).filter(|(renew_at, _)| now < *renew_at) {
            return Ok(token.clone());
        }
        let token = self.issuer.token(&TokenRequest {
            sub: self.service.clone(),
            operator: None,
            profile: Profile::Service,
            act: None,
            audience: audience.to_owned(),
            lifetime: LIFETIME,
        })?;
        let renew_at = now + LIFETIME.as_secs() - AHEAD_SECONDS;
        tokens.insert(audience.to_owned(), (renew_at, token.clone()));
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::init;

    #[test]
    fn a_token_is_kept_for_its_audience_and_renewed_ahead() {
        let folder = tempfile::tempdir().unwrap();
        init(folder.path()).unwrap();
        let issuer = Arc::new(Issuer::load(folder.path()).unwrap());
        let tokens = ServiceTokens::new(issuer, "dossier");
        let now = machine_seconds();
        let token = |audience: &str, now| tokens.token_at(audience, now).unwrap();
        let first = token("identity", now);
        assert_ne!(token("tasks", now), first);
        assert_eq!(token("identity", now + 239), first);
        assert_ne!(token("identity", now + 240), first);
    }
}

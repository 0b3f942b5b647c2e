//! Tokens of the suite's clients.

use std::time::Duration;

use stts_chassis::keys::{Issuer, KeyError, TokenRequest};

use super::Client;

/// The audience of the suite's public rpcs.
pub(super) const AUDIENCE: &str = "stts";

/// How often those in the folder are written anew.
pub(super) const RENEWED_EVERY: Duration = Duration::from_hours(6);

/// A working day.
const LIFETIME: Duration = Duration::from_hours(12);

/// A token of a client, for a working day.
pub(crate) fn token(issuer: &Issuer, client: &Client) -> Result<String, KeyError> {
    issuer.token(&TokenRequest {
        sub: client.id.to_owned(),
        operator: Some(client.operator.to_owned()),
        profile: client.profile,
        act: Some(client.user.to_owned()),
        audience: AUDIENCE.to_owned(),
        lifetime: LIFETIME,
    })
}

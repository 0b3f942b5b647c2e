//! Services elsewhere, reached with a token from a file.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use stts_chassis::client::{Credentials, ServiceChannel, Target};

const TIMEOUT: Duration = Duration::from_secs(30);

/// A channel to the public rpcs at an address.
pub(super) fn elsewhere(
    address: &str,
    token_file: &Path,
    service: &str,
) -> anyhow::Result<ServiceChannel> {
    let token = fs::read_to_string(token_file).with_context(|| token_file.display().to_string())?;
    let credentials = Credentials::Token(token.trim().to_owned());
    let target = Target::Address(address.to_owned());
    Ok(ServiceChannel::new(&target, service, credentials, TIMEOUT)?)
}

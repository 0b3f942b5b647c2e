//! The ways into the services of this process, through its pipes.

use std::sync::Arc;

use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::keys::{Issuer, ServiceTokens};
use stts_chassis::server::{Host, PUBLIC_PIPE};

use super::{Client, SuiteError, tokens};

/// Makes channels. Cheap to clone.
#[derive(Clone)]
pub(super) struct Doors {
    pub(super) host: Host,
    pub(super) issuer: Arc<Issuer>,
}

impl Doors {
    /// To the public rpcs, for one of the clients; for as long as its token is valid.
    pub(super) fn public(&self, client: &Client) -> Result<ServiceChannel, SuiteError> {
        let token = tokens::token(&self.issuer, client)
            .map_err(|error| SuiteError::Callers(error.to_string()))?;
        self.pipe(PUBLIC_PIPE, Credentials::Token(token))
    }

    /// To the internal rpcs of a service.
    pub(super) fn internal(&self, service: &str) -> Result<ServiceChannel, SuiteError> {
        let tokens = ServiceTokens::new(Arc::clone(&self.issuer), "suite");
        self.pipe(service, Credentials::Service(tokens))
    }

    /// For BIPT's operations, who run the nights.
    pub(super) fn operations(&self) -> Result<ServiceChannel, SuiteError> {
        let operations = Client::of_id("bipt-operations")
            .ok_or_else(|| SuiteError::Callers("there is no client bipt-operations".to_owned()))?;
        self.public(operations)
    }

    fn pipe(&self, name: &str, credentials: Credentials) -> Result<ServiceChannel, SuiteError> {
        let target = Target::Pipe(self.host.pipes().clone(), name.to_owned());
        ServiceChannel::new(&target, name, credentials, self.host.default_deadline())
            .map_err(|error| SuiteError::Callers(error.to_string()))
    }
}

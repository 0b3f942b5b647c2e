//! What the process gives to the services in it.

use std::sync::Arc;

use stts_chassis::client::{ClientError, Credentials, ServiceChannel, Target};
use stts_chassis::keys::{Issuer, ServiceTokens};
use stts_chassis::server::Host;
use stts_kernel::IdSource;
use stts_queue::log::Transport;
use tokio_util::sync::CancellationToken;

/// What the process gives to the services in it. Cheap to clone.
#[derive(Clone)]
pub struct Surroundings {
    /// The server of the process, with the pipes between its services.
    pub host: Host,
    /// What carries events between services.
    pub transport: Arc<dyn Transport>,
    /// Signs the tokens with which services call each other.
    pub issuer: Arc<Issuer>,
    /// New identifiers.
    pub ids: Arc<dyn IdSource>,
    ready: CancellationToken,
}

impl Surroundings {
    /// Of these parts.
    pub fn new(
        host: Host,
        transport: Arc<dyn Transport>,
        issuer: Arc<Issuer>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        Self { host, transport, issuer, ids, ready: CancellationToken::new() }
    }

    /// Says that all services of the process can be reached: what runs in the background begins.
    pub fn ready(&self) {
        self.ready.cancel();
    }

    /// Waits for that.
    pub(crate) async fn are_ready(&self) {
        self.ready.cancelled().await;
    }

    /// A channel from one service to another, with the caller's own tokens.
    pub fn channel(&self, from: &str, to: &str) -> Result<ServiceChannel, ClientError> {
        let target = Target::Pipe(self.host.pipes().clone(), to.to_owned());
        let tokens = ServiceTokens::new(Arc::clone(&self.issuer), from);
        let timeout = self.host.default_deadline();
        ServiceChannel::new(&target, to, Credentials::Service(tokens), timeout)
    }
}

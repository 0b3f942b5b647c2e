//! What the process gives to the services in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use stts_chassis::client::{ClientError, Credentials, ServiceChannel, Target};
use stts_chassis::keys::{Issuer, ServiceTokens};
use stts_chassis::server::Host;
use stts_kernel::IdSource;
use stts_queue::Redis;
use stts_queue::jobs::lane::{Lane, LaneSettings, RedisLane};
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
    reach: Reach,
    lanes: Option<Redis>,
    ready: CancellationToken,
}

/// How the other services are reached.
#[derive(Clone)]
enum Reach {
    /// In this process.
    Pipes,
    /// At these addresses, by their names.
    Addresses(Arc<BTreeMap<String, Vec<String>>>),
}

impl Surroundings {
    /// Of these parts; the other services are in this process too.
    pub fn new(
        host: Host,
        transport: Arc<dyn Transport>,
        issuer: Arc<Issuer>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        let ready = CancellationToken::new();
        Self { host, transport, issuer, ids, reach: Reach::Pipes, lanes: None, ready }
    }

    /// The same, with the other services at these addresses of their replicas, by their names.
    #[must_use]
    pub fn at_addresses(self, addresses: BTreeMap<String, Vec<String>>) -> Self {
        Self { reach: Reach::Addresses(Arc::new(addresses)), ..self }
    }

    /// The same, with jobs handed out between the replicas of a service on lanes of this Redis.
    #[must_use]
    pub fn with_lanes(self, redis: Redis) -> Self {
        Self { lanes: Some(redis), ..self }
    }

    /// This process's end of the lane of a service's jobs; in one process there is none.
    pub(crate) fn lane(&self, service: &str) -> Option<Arc<dyn Lane>> {
        let redis = self.lanes.clone()?;
        let settings = LaneSettings::default();
        Some(Arc::new(RedisLane::new(redis, service, settings, Arc::clone(&self.ids))))
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
        let target = match &self.reach {
            Reach::Pipes => Target::Pipe(self.host.pipes().clone(), to.to_owned()),
            // A service that is not known has no address, and that is told.
            Reach::Addresses(all) => Target::Addresses(all.get(to).cloned().unwrap_or_default()),
        };
        let tokens = ServiceTokens::new(Arc::clone(&self.issuer), from);
        let timeout = self.host.default_deadline();
        ServiceChannel::new(&target, to, Credentials::Service(tokens), timeout)
    }
}

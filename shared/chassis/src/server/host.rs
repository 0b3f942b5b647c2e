//! What the services of one process share, and how they run.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use super::{
    Front, PUBLIC_PIPE, Pipes, ServeError, ServiceServer, ServiceServerBuilder, Shutdown, bind,
};
use crate::access::AccessRules;
use crate::caller::Callers;
use crate::settings::{LimitSettings, ListenerSettings};
use crate::use_case::Mutations;

/// What the services of one process share: who may call, how much, the way down, health and pipes.
/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Host(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    descriptors: &'static [u8],
    rules: Arc<AccessRules>,
    callers: Arc<Callers>,
    limits: LimitSettings,
    shutdown: Shutdown,
    health: Health,
    pipes: Pipes,
}

impl Host {
    /// A host for services of these contracts: `stts_contracts::DESCRIPTORS`.
    pub fn new(
        descriptors: &'static [u8],
        callers: Callers,
        limits: LimitSettings,
    ) -> Result<Self, ServeError> {
        let rules = Arc::new(AccessRules::load(descriptors)?);
        Ok(Self(Arc::new(Shared {
            descriptors,
            rules,
            callers: Arc::new(callers),
            limits,
            shutdown: Shutdown::new(),
            health: Health::default(),
            pipes: Pipes::default(),
        })))
    }

    /// Begins a service of that name; its name is the audience of the tokens of other services.
    pub fn service(&self, name: impl Into<String>) -> ServiceServerBuilder {
        ServiceServerBuilder::new(self.clone(), name.into())
    }

    /// The way down: jobs and workers watch it.
    pub fn shutdown(&self) -> &Shutdown {
        &self.0.shutdown
    }

    /// Runs use cases that the way down waits for.
    pub fn mutations(&self) -> Mutations {
        Mutations::new(self.0.shutdown.tasks().clone())
    }

    /// The largest message of a method that takes much, in bytes: for
    /// [`ServiceServerBuilder::message_limit`].
    pub fn bulk_message_bytes(&self) -> u32 {
        self.0.limits.bulk_message_bytes
    }

    /// The deadline of a call that brings none.
    pub fn default_deadline(&self) -> Duration {
        self.0.limits.default_deadline()
    }

    /// The pipes of this process, for clients.
    pub fn pipes(&self) -> &Pipes {
        &self.0.pipes
    }

    /// Whether the process takes calls, as probes see it.
    pub fn health(&self) -> &Health {
        &self.0.health
    }

    /// Serves one service on its own public, internal and health listeners, until the stop is asked
    /// for and what is running has ended or its time is over.
    pub async fn run(
        &self,
        listeners: &ListenerSettings,
        service: &ServiceServer,
    ) -> Result<(), ServeError> {
        let public = self.front_on(listeners.public, self.public_front(&[service])?).await?;
        let internal = self.front_on(listeners.internal, self.internal_front(service)?).await?;
        let health = self.front_on(listeners.health, self.health_front()?).await?;
        tokio::try_join!(public, internal, health)?;
        self.drain().await;
        Ok(())
    }

    /// Serves several services in this process: their public rpcs on one address, their internal
    /// ones and the public ones too through pipes, until the stop.
    pub async fn run_embedded(
        &self,
        public: SocketAddr,
        services: &[ServiceServer],
    ) -> Result<(), ServeError> {
        let all: Vec<_> = services.iter().collect();
        let listening = self.front_on(public, self.public_front(&all)?).await?;
        self.pipe_all(services)?;
        listening.await?;
        self.drain().await;
        Ok(())
    }

    /// Serves services through pipes only: the internal rpcs of each under its name, the public ones
    /// of all under [`PUBLIC_PIPE`]. Returns at once.
    pub fn pipe_all(&self, services: &[ServiceServer]) -> Result<(), ServeError> {
        let all: Vec<_> = services.iter().collect();
        self.pipe(PUBLIC_PIPE, self.public_front(&all)?);
        for service in services {
            self.pipe(service.name(), self.internal_front(service)?);
        }
        Ok(())
    }

    /// Waits for running use cases and workers, at most for the time of the settings.
    pub async fn drain(&self) {
        if !self.0.shutdown.drained(self.0.limits.drain_timeout()).await {
            tracing::warn!("use cases were still running when the time to stop was over");
        }
    }

    /// The public rpcs of services behind one listener.
    pub fn public_front(&self, services: &[&ServiceServer]) -> Result<Front, ServeError> {
        Front::public(self, services)
    }

    /// The internal rpcs of a service.
    pub fn internal_front(&self, service: &ServiceServer) -> Result<Front, ServeError> {
        Front::internal(self, service)
    }

    /// Health alone, for probes.
    pub fn health_front(&self) -> Result<Front, ServeError> {
        Front::health(self)
    }

    /// Binds, and gives the serving of it, so that all of a process's addresses are bound before the
    /// first call is taken.
    async fn front_on(
        &self,
        address: SocketAddr,
        front: Front,
    ) -> Result<BoxFuture<'_, Result<(), ServeError>>, ServeError> {
        let listener = bind(address).await?;
        Ok(Box::pin(self.serve(listener, front)))
    }

    pub(super) fn rules(&self) -> &Arc<AccessRules> {
        &self.0.rules
    }

    pub(super) fn callers(&self) -> &Arc<Callers> {
        &self.0.callers
    }

    pub(super) fn limits(&self) -> &LimitSettings {
        &self.0.limits
    }

    pub(super) fn descriptors(&self) -> &'static [u8] {
        self.0.descriptors
    }
}

/// Whether a process takes calls, as the health service tells it.
#[derive(Clone, Debug, Default)]
pub struct Health(HealthReporter);

impl Health {
    /// Tells it for a gRPC service by its full name; the empty name is the process as a whole.
    pub async fn set(&self, service: &str, serving: bool) {
        let status = if serving { ServingStatus::Serving } else { ServingStatus::NotServing };
        self.0.set_service_status(service, status).await;
    }

    pub(super) fn reporter(&self) -> HealthReporter {
        self.0.clone()
    }
}

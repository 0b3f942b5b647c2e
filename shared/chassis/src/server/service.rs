//! One service: its rpcs for operators and those for other services.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::Routes;
use tower::Service;

use super::{Host, ServeError};

/// Adds one gRPC service to routes.
type AddTo = Arc<dyn Fn(Routes) -> Routes + Send + Sync>;

/// A service, ready to be served; made by [`Host::service`].
#[derive(Clone)]
pub struct ServiceServer {
    pub(super) name: String,
    pub(super) public: Side,
    pub(super) internal: Side,
    pub(super) method_limits: HashMap<String, MethodLimits>,
}

/// In what one rpc differs from the others of its listener.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MethodLimits {
    /// The size of a message.
    pub(super) message_bytes: Option<u32>,
    /// How long it may take when its caller says nothing.
    pub(super) default_deadline: Option<Duration>,
}

/// What one listener of a service offers.
#[derive(Clone, Default)]
pub(super) struct Side {
    pub(super) names: Vec<&'static str>,
    adders: Vec<AddTo>,
}

impl fmt::Debug for ServiceServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ServiceServer")
            .field("name", &self.name)
            .field("public", &self.public.names)
            .field("internal", &self.internal.names)
            .finish_non_exhaustive()
    }
}

impl ServiceServer {
    /// The service's name, which is the audience of the tokens of services that call it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Collects the gRPC services of a [`ServiceServer`].
#[derive(Debug)]
pub struct ServiceServerBuilder {
    host: Host,
    server: ServiceServer,
}

impl ServiceServerBuilder {
    pub(super) fn new(host: Host, name: String) -> Self {
        let (public, internal) = (Side::default(), Side::default());
        let method_limits = HashMap::new();
        Self { host, server: ServiceServer { name, public, internal, method_limits } }
    }

    /// Offers a generated server to operators and BIPT.
    #[must_use]
    pub fn public<S>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.server.public.add(service);
        self
    }

    /// Offers a generated server to other services only.
    #[must_use]
    pub fn internal<S>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.server.internal.add(service);
        self
    }

    /// Gives one rpc, by its path `/stts.dossier.v1.DossierService/SubmitBulk`, another limit of a
    /// message's size than its listener's, in bytes.
    #[must_use]
    pub fn message_limit(mut self, path: impl Into<String>, bytes: u32) -> Self {
        self.server.method_limits.entry(path.into()).or_default().message_bytes = Some(bytes);
        self
    }

    /// Gives one rpc, by its path, at least so much time when its caller sets no deadline: for work
    /// that is long by nature, such as the calculation of a year.
    #[must_use]
    pub fn default_deadline(mut self, path: impl Into<String>, deadline: Duration) -> Self {
        self.server.method_limits.entry(path.into()).or_default().default_deadline = Some(deadline);
        self
    }

    /// The service; refused when an rpc does not say who may call it, or when one for services would
    /// be offered to operators.
    pub fn build(self) -> Result<ServiceServer, ServeError> {
        self.host.rules().check(&self.server.public.names, true)?;
        self.host.rules().check(&self.server.internal.names, false)?;
        Ok(self.server)
    }
}

impl Side {
    fn add<S>(&mut self, service: S)
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.names.push(S::NAME);
        // Routes decode up to their own limit; the frame guard in front of them refuses earlier.
        self.adders.push(Arc::new(move |routes| routes.add_service(service.clone())));
    }

    pub(super) fn add_to(&self, routes: Routes) -> Routes {
        self.adders.iter().fold(routes, |routes, add| add(routes))
    }
}

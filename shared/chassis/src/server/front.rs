//! What answers on one listener: the rpcs, and beside them health and reflection.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use http::{Request, Response};
use tokio::sync::Semaphore;
use tonic::body::Body;
use tonic::service::Routes;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::HealthService;
use tower::Service;

use super::metrics::Metrics;
use super::pipeline::Pipeline;
use super::service::{MethodLimits, Side};
use super::{Host, ServeError, ServiceServer};

/// Everything that one listener answers. It is a tower service: the same over TCP and over a pipe.
#[derive(Clone)]
pub struct Front {
    pub(super) names: Vec<&'static str>,
    pipeline: Arc<Pipeline>,
}

impl fmt::Debug for Front {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Front").field("names", &self.names).finish_non_exhaustive()
    }
}

impl Front {
    pub(super) fn public(host: &Host, services: &[&ServiceServer]) -> Result<Self, ServeError> {
        let sides: Vec<_> = services.iter().map(|service| &service.public).collect();
        let limits = services.iter().flat_map(|service| service.method_limits.clone()).collect();
        let audience = host.callers().audience().to_owned();
        Self::new(host, &sides, audience, (host.limits().message_bytes, limits))
    }

    pub(super) fn internal(host: &Host, service: &ServiceServer) -> Result<Self, ServeError> {
        let audience = service.name().to_owned();
        let limits = (host.limits().internal_message_bytes, service.method_limits.clone());
        Self::new(host, &[&service.internal], audience, limits)
    }

    pub(super) fn health(host: &Host) -> Result<Self, ServeError> {
        Self::new(host, &[], String::new(), (host.limits().message_bytes, HashMap::new()))
    }

    fn new(
        host: &Host,
        sides: &[&Side],
        audience: String,
        (message_bytes, method_limits): (u32, HashMap<String, MethodLimits>),
    ) -> Result<Self, ServeError> {
        let names: Vec<_> = sides.iter().flat_map(|side| side.names.iter().copied()).collect();
        let mut routes = sides.iter().fold(Routes::default(), |routes, side| side.add_to(routes));
        let health = HealthService::from_health_reporter(host.health().reporter());
        routes = routes.add_service(HealthServer::new(health));
        if !names.is_empty() {
            routes = with_reflection(routes, host.descriptors(), &names)?;
        }
        let pipeline = Pipeline {
            routes: routes.prepare(),
            rules: host.rules().clone(),
            callers: host.callers().clone(),
            audience,
            message_bytes,
            method_limits,
            calls: Arc::new(Semaphore::new(host.limits().concurrent_calls)),
            default_deadline: host.limits().default_deadline(),
            metrics: Metrics::new(),
        };
        Ok(Self { names, pipeline: Arc::new(pipeline) })
    }
}

impl Service<Request<Body>> for Front {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let answer = self.pipeline.clone().answer(request, tokio::time::Instant::now());
        Box::pin(async move { Ok(answer.await) })
    }
}

/// Both versions of reflection, since some clients know only the older one; they tell the services
/// of this listener and no others.
fn with_reflection(
    routes: Routes,
    descriptors: &[u8],
    names: &[&'static str],
) -> Result<Routes, ServeError> {
    let builder = || {
        let builder = tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(descriptors)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            // With it a client can read the details of a refusal.
            .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
            .with_service_name("grpc.health.v1.Health");
        names.iter().fold(builder, |builder, name| builder.with_service_name(*name))
    };
    let wrong = |error: tonic_reflection::server::Error| ServeError::Reflection(error.to_string());
    let newer = builder().build_v1().map_err(wrong)?;
    let older = builder().build_v1alpha().map_err(wrong)?;
    Ok(routes.add_service(newer).add_service(older))
}

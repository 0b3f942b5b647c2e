//! A channel to one service.

use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::BoxFuture;
use http::header::{AUTHORIZATION, HeaderValue};
use http::{Request, Response};
use hyper_util::rt::TokioIo;
use opentelemetry::KeyValue;
use opentelemetry::metrics::Histogram;
use stts_kernel::ErrorKind;
use thiserror::Error;
use tokio::time::Instant;
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use tower::{Service, ServiceExt, service_fn};
use tracing::Instrument;

use crate::deadline::{self, GRPC_TIMEOUT};
use crate::keys::ServiceTokens;
use crate::reasons::status;
use crate::server::{Outcome, Pipes, client_span, record};
use crate::telemetry::inject_into_headers;
use crate::telemetry::names::{CLIENT_CALL_DURATION, RPC_METHOD, RPC_STATUS_CODE, RPC_SYSTEM};

/// Where a service is.
#[derive(Clone, Debug)]
pub enum Target {
    /// At an address, such as `http://dossier:50052`.
    Address(String),
    /// At several addresses, one for each replica; each call goes to one that can be reached and has
    /// little to do.
    Addresses(Vec<String>),
    /// In this process, under a name of its pipes.
    Pipe(Pipes, String),
}

/// What proves who calls.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// A service's own tokens; an operator's token is never passed on.
    Service(ServiceTokens),
    /// One token, of a person or program outside.
    Token(String),
    /// Nothing: for health and reflection.
    None,
}

/// A channel cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the address of {callee} is not one: {address}")]
pub struct ClientError {
    /// The service.
    pub callee: String,
    /// Its address.
    pub address: String,
}

/// A channel to one service, for the generated clients; cheap to clone. It connects at the first
/// call, keeps the connection, and with every call sends the token, the trace and the deadline: the
/// request's own timeout or the default, and never more than the current call has left. Of a streamed
/// answer the deadline is that of the whole stream; give a long one its own with `set_timeout`.
#[derive(Clone, Debug)]
pub struct ServiceChannel {
    channel: Channel,
    callee: String,
    credentials: Credentials,
    default_timeout: Duration,
    duration: Histogram<f64>,
}

impl ServiceChannel {
    /// A channel to the service of that name, whose calls have `default_timeout`. Inside a tokio
    /// runtime.
    pub fn new(
        target: &Target,
        callee: &str,
        credentials: Credentials,
        default_timeout: Duration,
    ) -> Result<Self, ClientError> {
        let channel = match target {
            Target::Address(address) => endpoint(address, callee)?.connect_lazy(),
            Target::Addresses(addresses) => balanced(addresses, callee)?,
            Target::Pipe(pipes, name) => piped(pipes, name),
        };
        let duration = opentelemetry::global::meter("stts")
            .f64_histogram(CLIENT_CALL_DURATION)
            .with_unit("s")
            .build();
        Ok(Self { channel, callee: callee.to_owned(), credentials, default_timeout, duration })
    }

    fn prepare(&self, request: &mut Request<Body>) -> Result<Instant, Status> {
        let refused = |refusal| status(&refusal);
        let asked = deadline::timeout_of(request.headers()).map_err(refused)?;
        let now = Instant::now();
        let mut end = now + asked.unwrap_or(self.default_timeout);
        end = deadline::current().map_or(end, |current| end.min(current));
        let headers = request.headers_mut();
        headers.insert(GRPC_TIMEOUT, deadline::timeout_header(end.saturating_duration_since(now)));
        inject_into_headers(headers);
        if let Some(authorization) = self.authorization()? {
            headers.insert(AUTHORIZATION, authorization);
        }
        Ok(end)
    }

    fn authorization(&self) -> Result<Option<HeaderValue>, Status> {
        let internal = || status(&ErrorKind::Internal.into());
        let token = match &self.credentials {
            Credentials::Service(tokens) => tokens.token(&self.callee).map_err(|error| {
                tracing::error!(%error, "no token for a call");
                internal()
            })?,
            Credentials::Token(token) => token.clone(),
            Credentials::None => return Ok(None),
        };
        let mut header =
            HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| internal())?;
        header.set_sensitive(true);
        Ok(Some(header))
    }

    async fn send(
        mut self,
        method: String,
        mut request: Request<Body>,
    ) -> Result<Response<Body>, Status> {
        let begun = Instant::now();
        let answer = async {
            let end = self.prepare(&mut request)?;
            let call = async { self.channel.ready().await?.call(request).await };
            match deadline::within(end, call).await {
                Ok(answer) => answer.map_err(|error| read(Status::from_error(error.into()))),
                Err(kind) => Err(status(&kind.into())),
            }
        };
        let answer = answer.await;
        let code = match &answer {
            Ok(response) => Outcome::of(response.headers()),
            Err(status) => Outcome::of_status(status),
        };
        record(&code);
        let attributes = [
            KeyValue::new(RPC_SYSTEM, "grpc"),
            KeyValue::new(RPC_METHOD, method),
            KeyValue::new(RPC_STATUS_CODE, code.code),
        ];
        self.duration.record(begun.elapsed().as_secs_f64(), &attributes);
        answer
    }
}

impl Service<Request<Body>> for ServiceChannel {
    type Response = Response<Body>;
    type Error = Status;
    type Future = BoxFuture<'static, Result<Response<Body>, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        // The channel is waited for in the call, where the deadline counts.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let method = request.uri().path().trim_start_matches('/').to_owned();
        let span = client_span(&method, &self.callee);
        Box::pin(self.clone().send(method, request).instrument(span))
    }
}

fn endpoint(address: &str, callee: &str) -> Result<Endpoint, ClientError> {
    let endpoint = Endpoint::from_shared(address.to_owned());
    let wrong = || ClientError { callee: callee.to_owned(), address: address.to_owned() };
    let endpoint = endpoint.map_err(|_| wrong())?;
    if endpoint.uri().scheme().is_none() || endpoint.uri().authority().is_none() {
        return Err(wrong());
    }
    Ok(endpoint
        .connect_timeout(Duration::from_secs(2))
        .tcp_nodelay(true)
        .http2_keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(Duration::from_secs(10))
        .keep_alive_while_idle(true))
}

fn balanced(addresses: &[String], callee: &str) -> Result<Channel, ClientError> {
    match addresses {
        [] => Err(ClientError { callee: callee.to_owned(), address: "none".to_owned() }),
        [address] => Ok(endpoint(address, callee)?.connect_lazy()),
        several => {
            let endpoints: Result<Vec<_>, _> =
                several.iter().map(|address| endpoint(address, callee)).collect();
            Ok(Channel::balance_list(endpoints?.into_iter()))
        }
    }
}

fn piped(pipes: &Pipes, name: &str) -> Channel {
    let (pipes, name) = (pipes.clone(), name.to_owned());
    let connector = service_fn(move |_| {
        let (pipes, name) = (pipes.clone(), name.clone());
        async move { pipes.connect(&name).await.map(TokioIo::new) }
    });
    // The address is never used; a channel wants one.
    Endpoint::from_static("http://pipe").connect_with_connector_lazy(connector)
}

/// A call that did not get through is `SERVICE_UNAVAILABLE`, whatever the transport calls it.
fn read(error: Status) -> Status {
    let kind = match error.code() {
        Code::DeadlineExceeded | Code::Cancelled => ErrorKind::DeadlineExceeded,
        _ => ErrorKind::ServiceUnavailable,
    };
    crate::reasons::kind(&error).map_or_else(|| status(&kind.into()), |_| error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel() -> ServiceChannel {
        let target = Target::Pipe(Pipes::default(), "clock".into());
        ServiceChannel::new(&target, "clock", Credentials::None, Duration::from_mins(2)).unwrap()
    }

    fn request(timeout: Option<&'static str>) -> Request<Body> {
        let mut request = Request::new(Body::empty());
        if let Some(timeout) = timeout {
            request.headers_mut().insert(GRPC_TIMEOUT, HeaderValue::from_static(timeout));
        }
        request
    }

    #[tokio::test]
    async fn a_call_gets_no_more_time_than_the_one_it_is_made_for() {
        let channel = channel();
        let outer = Instant::now() + Duration::from_mins(1);
        for (asked, bounded_by_outer) in
            [(None, true), (Some("1H"), true), (Some("10S"), false), (Some("0m"), false)]
        {
            let mut request = request(asked);
            let prepared = async { channel.prepare(&mut request) };
            let end = deadline::within(outer, prepared).await.unwrap().unwrap();
            assert_eq!(end == outer, bounded_by_outer, "{asked:?}");
            let sent = deadline::timeout_of(request.headers()).unwrap().unwrap();
            assert!(sent <= Duration::from_mins(1), "{asked:?}: {sent:?}");
        }
    }

    #[tokio::test]
    async fn a_call_of_its_own_has_the_default_or_what_it_asks() {
        for (asked, least, most) in [(None, 61, 120), (Some("1H"), 121, 3_600)] {
            let mut request = request(asked);
            channel().prepare(&mut request).unwrap();
            let sent = deadline::timeout_of(request.headers()).unwrap().unwrap().as_secs();
            assert!((least..=most).contains(&sent), "{asked:?}: {sent}");
        }
    }

    #[test]
    fn an_address_is_checked_at_the_start() {
        for address in ["", "clock", "http://", "not an address"] {
            let target = Target::Address(address.into());
            let none = Credentials::None;
            let refused = ServiceChannel::new(&target, "clock", none, Duration::from_secs(1));
            assert_eq!(refused.unwrap_err().callee, "clock", "{address}");
        }
    }
}

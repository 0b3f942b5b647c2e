//! The way of a request through everything that comes before and after its handler, in order.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use http::{Request, Response};
use stts_kernel::{ErrorKind, Refusal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tonic::body::Body;
use tonic::service::Routes;
use tower::ServiceExt;
use tracing::Instrument;

use super::errors::Correction;
use super::metrics::Metrics;
use super::service::MethodLimits;
use super::stream::StreamBody;
use super::{admission, frames, trace};
use crate::access::AccessRules;
use crate::caller::Callers;
use crate::deadline;

/// What one listener needs to answer a request.
pub(super) struct Pipeline {
    pub(super) routes: Routes,
    pub(super) rules: Arc<AccessRules>,
    pub(super) callers: Arc<Callers>,
    pub(super) audience: String,
    pub(super) message_bytes: u32,
    pub(super) method_limits: HashMap<String, MethodLimits>,
    pub(super) calls: Arc<Semaphore>,
    pub(super) default_deadline: Duration,
    pub(super) metrics: Metrics,
}

impl Pipeline {
    /// Answers a request that arrived at `arrived`, inside a span, with the ids by which it is found.
    pub(super) async fn answer(
        self: Arc<Self>,
        request: Request<Body>,
        arrived: Instant,
    ) -> Response<Body> {
        let method = self.method(request.uri().path());
        let span = trace::server_span(&method, request.headers());
        let ids = trace::Ids::of(&span, request.headers());
        let mut response = self.measured(method, request, arrived).instrument(span).await;
        ids.write(response.headers_mut());
        response
    }

    /// Counts the answer, and corrects it if it is an error.
    async fn measured(
        self: Arc<Self>,
        method: String,
        request: Request<Body>,
        arrived: Instant,
    ) -> Response<Body> {
        let mut measure = self.metrics.begin(&method, arrived);
        let correction = Correction::of(&method, request.uri().path(), request.headers());
        let response = match self.guarded(&method, request, arrived, &correction).await {
            Ok(response) => correction.response(response),
            Err(refusal) => correction.refusal(&refusal).into_http(),
        };
        let outcome = trace::Outcome::of(response.headers());
        trace::record(&outcome);
        trace::log(&outcome);
        measure.end(outcome);
        response
    }

    /// Ends at the deadline and survives a panic.
    async fn guarded(
        &self,
        method: &str,
        request: Request<Body>,
        arrived: Instant,
        correction: &Correction,
    ) -> Result<Response<Body>, Refusal> {
        let asked = deadline::timeout_of(request.headers())?;
        let end = arrived + asked.unwrap_or(self.default_deadline_of(request.uri().path()));
        let rule = self.rules.of(request.uri().path());
        let streams = rule.is_some_and(|rule| rule.server_streaming);

        let handled = AssertUnwindSafe(self.admitted(request)).catch_unwind();
        let (response, place) = deadline::within(end, handled).await?.unwrap_or_else(|_panic| {
            self.metrics.panicked(method);
            Err(ErrorKind::Internal.into())
        })?;
        if !streams {
            return Ok(response);
        }
        // A stream counts among the calls at once until its end, not until its beginning.
        let end = stream_end(asked, arrived);
        let correction = correction.clone();
        Ok(response.map(|body| Body::new(StreamBody::new(body, end, correction).holding(place))))
    }

    /// How long a call may take whose caller says nothing.
    fn default_deadline_of(&self, path: &str) -> Duration {
        let own = self.method_limits.get(path).and_then(|limits| limits.default_deadline);
        self.default_deadline.max(own.unwrap_or_default())
    }

    /// Lets the request in, then reads and handles it; gives the answer with its place among the
    /// calls at once.
    async fn admitted(
        &self,
        mut request: Request<Body>,
    ) -> Result<(Response<Body>, OwnedSemaphorePermit), Refusal> {
        let path = request.uri().path().to_owned();
        let calls = Arc::clone(&self.calls);
        let place = calls.try_acquire_owned().map_err(|_| ErrorKind::Overloaded)?;
        let mut several = AccessRules::is_public(&path);
        if let Some(rule) = self.rules.of(&path) {
            let caller = admission::caller(&self.callers, &self.audience, request.headers())?;
            rule.admit(&caller)?;
            request.extensions_mut().insert(caller);
            several |= rule.client_streaming;
        }
        let limits = self.method_limits.get(&path).copied().unwrap_or_default();
        let limit = limits.message_bytes.unwrap_or(self.message_bytes);
        let request = request.map(|body| frames::guard(body, limit, several));
        // The routes answer every request and have no error.
        let Ok(answered) = self.routes.clone().oneshot(request).await;
        Ok((answered, place))
    }

    /// The method as traces and metrics know it: only names of the contract, since a caller may send
    /// any path.
    fn method(&self, path: &str) -> String {
        let known = self.rules.of(path).is_some() || AccessRules::is_public(path);
        if known { path.trim_start_matches('/').to_owned() } else { "unknown".to_owned() }
    }
}

/// When a stream of answers ends. Without a deadline of the caller it may last, as feeds of events
/// and tasks do: the default deadline is for its beginning only.
fn stream_end(asked: Option<Duration>, arrived: Instant) -> Option<Instant> {
    asked.map(|timeout| arrived + timeout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_lasts_unless_its_caller_sets_a_deadline() {
        let arrived = Instant::now();
        assert_eq!(stream_end(None, arrived), None);
        let asked = Duration::from_secs(3);
        assert_eq!(stream_end(Some(asked), arrived), Some(arrived + asked));
    }
}

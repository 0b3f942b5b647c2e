//! A caller that sends any bytes with any headers.

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use prost_reflect::DynamicMessage;
use prost_reflect::prost::Message;
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::reasons;
use stts_chassis::server::PUBLIC_PIPE;
use stts_kernel::ErrorKind;
use stts_tests::World;
use tonic::Status;
use tonic::body::Body;
use tonic_types::StatusExt;
use tower::Service;

/// The way to the public rpcs, without a token of its own.
#[derive(Clone)]
pub(super) struct Wire(ServiceChannel);

/// What came back.
pub(super) struct Answer {
    /// The headers.
    pub(super) headers: HeaderMap,
    /// The messages, each with its frame.
    pub(super) body: Bytes,
    /// The trailers, after messages.
    pub(super) trailers: HeaderMap,
    /// The status: of the headers, or of the trailers after a message.
    pub(super) status: Status,
}

impl Wire {
    /// Through the pipe.
    pub(super) fn of(world: &World) -> Self {
        Self::to(&Target::Pipe(world.suite().host().pipes().clone(), PUBLIC_PIPE.to_owned()))
    }

    /// To a target.
    pub(super) fn to(target: &Target) -> Self {
        let timeout = std::time::Duration::from_mins(2);
        Self(ServiceChannel::new(target, "public", Credentials::None, timeout).unwrap())
    }

    /// Sends these bytes as the body.
    pub(super) async fn send(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request = Request::post(path).header("content-type", "application/grpc");
        request = request.header("te", "trailers");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::new(Full::new(body.into()))).unwrap();
        let response = self.0.clone().call(request).await;
        let response = response.unwrap_or_else(|status| panic!("{path}: {status:?}"));
        let headers = response.headers().clone();
        let body = response.into_body().collect().await;
        let body = body.unwrap_or_else(|status| panic!("{path}: {status:?}"));
        let trailers = body.trailers().cloned().unwrap_or_default();
        let status =
            Status::from_header_map(&headers).or_else(|| Status::from_header_map(&trailers));
        Answer { headers, body: body.to_bytes(), trailers, status: status.unwrap() }
    }

    /// Sends one message with a token.
    pub(super) async fn call(&self, path: &str, token: &str, message: &DynamicMessage) -> Answer {
        let authorization = format!("Bearer {token}");
        self.send(path, &[("authorization", &authorization)], frame(&message.encode_to_vec())).await
    }
}

impl Answer {
    /// The reason, of a refusal that has one.
    pub(super) fn reason(&self) -> Option<ErrorKind> {
        reasons::kind(&self.status)
    }

    /// The reason's code, or the name of the status.
    pub(super) fn code(&self) -> String {
        self.reason().map_or_else(|| format!("{:?}", self.status.code()), |it| it.code().to_owned())
    }

    /// The fields that are named as bad, sorted.
    pub(super) fn bad_fields(&self) -> Vec<String> {
        let named = self.status.get_details_bad_request().map(|named| named.field_violations);
        let named = named.unwrap_or_default().into_iter();
        let mut fields: Vec<_> = named.map(|violation| violation.field).collect();
        fields.sort();
        fields
    }

    /// A description that leaves the caller without words for what is expected: none, a pattern, or
    /// the name of a rule.
    pub(super) fn unclear(&self) -> Option<String> {
        let named = self.status.get_details_bad_request().map(|named| named.field_violations);
        let mut told = named.unwrap_or_default().into_iter().map(|one| one.description);
        told.find(|told| !told.contains(' ') || told.contains("regex") || told.contains(" asks"))
    }
}

/// A gRPC frame.
pub(super) fn frame(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[0], &length[..], message].concat()
}

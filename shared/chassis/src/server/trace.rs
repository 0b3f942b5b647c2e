//! The span of a call, and the ids by which a caller and operations speak of it.

use http::{HeaderMap, HeaderValue};
use stts_kernel::IdSource;
use tonic::{Code, Status};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::reasons;
use crate::telemetry::names::{
    CORRELATION_ID_HEADER, ERROR_TYPE, RPC_METHOD, RPC_STATUS_CODE, RPC_SYSTEM, SERVER_ADDRESS,
    TRACE_ID_HEADER,
};
use crate::telemetry::{set_parent_from_headers, trace_id};
use crate::time::SystemIds;

/// A caller's own id of more bytes than this does not come back.
const LONGEST_CORRELATION_ID: usize = 128;

/// The span of a call that this process answers, child of the caller's.
pub(super) fn server_span(method: &str, headers: &HeaderMap) -> Span {
    let span = tracing::info_span!("rpc", otel.name = method, otel.kind = "server");
    set_parent_from_headers(&span, headers);
    describe(&span, method);
    span
}

/// The span of a call that this process makes.
pub(crate) fn client_span(method: &str, callee: &str) -> Span {
    let span = tracing::info_span!("rpc", otel.name = method, otel.kind = "client");
    describe(&span, method);
    span.set_attribute(SERVER_ADDRESS, callee.to_owned());
    span
}

fn describe(span: &Span, method: &str) {
    span.set_attribute(RPC_SYSTEM, "grpc");
    span.set_attribute(RPC_METHOD, method.to_owned());
}

/// The ids that go with the answer.
pub(super) struct Ids {
    trace: Option<HeaderValue>,
    correlation: Option<HeaderValue>,
}

impl Ids {
    /// The trace id of the span, else a random one; and the caller's own id.
    pub(super) fn of(span: &Span, headers: &HeaderMap) -> Self {
        let trace = trace_id(span).unwrap_or_else(|| SystemIds.uuid().simple().to_string());
        let correlation = headers.get(CORRELATION_ID_HEADER).cloned();
        let correlation = correlation.filter(|id| id.len() <= LONGEST_CORRELATION_ID);
        Self { trace: HeaderValue::try_from(trace).ok(), correlation }
    }

    pub(super) fn write(self, headers: &mut HeaderMap) {
        for (name, value) in
            [(TRACE_ID_HEADER, self.trace), (CORRELATION_ID_HEADER, self.correlation)]
        {
            if let Some(value) = value {
                headers.insert(name, value);
            }
        }
    }
}

/// How a call ended, as traces and metrics tell it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    /// The name of the gRPC status.
    pub(crate) code: &'static str,
    /// The reason, of an error that has one.
    pub(crate) reason: Option<&'static str>,
    /// Whether the fault is ours.
    pub(crate) ours: bool,
}

impl Outcome {
    /// A call whose caller went away.
    pub(crate) const CANCELLED: Self = Self { code: "CANCELLED", reason: None, ours: false };

    /// The outcome that headers tell: none of an error means that the answer began well.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let status = Status::from_header_map(headers);
        status.map_or(Self { code: "OK", reason: None, ours: false }, |status| {
            Self::of_status(&status)
        })
    }

    pub(crate) fn of_status(status: &Status) -> Self {
        let code = status.code();
        Self {
            code: code_name(code),
            reason: reasons::kind(status).map(stts_kernel::ErrorKind::code),
            ours: matches!(
                code,
                Code::Internal
                    | Code::Unknown
                    | Code::DataLoss
                    | Code::Unavailable
                    | Code::DeadlineExceeded
            ),
        }
    }
}

/// A log line for what operations should see: faults of ours, and callers who may not call.
pub(super) fn log(outcome: &Outcome) {
    let (code, reason) = (outcome.code, outcome.reason.unwrap_or_default());
    if outcome.ours {
        tracing::warn!(code, reason, "a call failed");
    } else if matches!(code, "UNAUTHENTICATED" | "PERMISSION_DENIED") {
        tracing::info!(code, reason, "a caller was refused");
    } else {
        tracing::debug!(code, reason, "a call was answered");
    }
}

/// Tells the outcome in the current span.
pub(crate) fn record(outcome: &Outcome) {
    let span = Span::current();
    span.set_attribute(RPC_STATUS_CODE, outcome.code);
    if let Some(reason) = outcome.reason {
        span.set_attribute(ERROR_TYPE, reason);
    }
    if outcome.ours {
        span.set_status(opentelemetry::trace::Status::error(outcome.code));
    }
}

const fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

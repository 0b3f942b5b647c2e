//! The name of every span attribute, metric and header of telemetry, by the semantic conventions
//! of OpenTelemetry where they have one.

/// The system of a remote call: always `grpc`.
pub const RPC_SYSTEM: &str = "rpc.system.name";
/// The full method: `stts.dossier.v1.DossierService/Apply`.
pub const RPC_METHOD: &str = "rpc.method";
/// The gRPC status of the answer, by name: `OK`, `NOT_FOUND`.
pub const RPC_STATUS_CODE: &str = "rpc.response.status_code";
/// The reason of a refusal: `DOSSIER_NOT_FOUND`.
pub const ERROR_TYPE: &str = "error.type";
/// The service that is called.
pub const SERVER_ADDRESS: &str = "server.address";
/// The dossier number that a call is about; found in traces by it.
pub const DOSSIER: &str = "stts.dossier.id";
/// The name of a service in traces and metrics.
pub const SERVICE_NAME: &str = "service.name";

/// Histogram, seconds: how long answering a call took, by method, status and reason.
pub const SERVER_CALL_DURATION: &str = "rpc.server.call.duration";
/// Histogram, seconds: how long a call to another service took, by method and status.
pub const CLIENT_CALL_DURATION: &str = "rpc.client.call.duration";
/// Counter: panics of handlers, by method.
pub const SERVER_PANICS: &str = "stts.server.panics";
/// Gauge, 1 or 0: whether Redis answered when it was last asked.
pub const REDIS_REACHABLE: &str = "stts.redis.reachable";
/// Gauge: events of a service that wait, by [`EVENTS_STAGE`].
pub const EVENTS_WAITING: &str = "stts.events.waiting";
/// For what events wait: `unnumbered`, `unpublished`.
pub const EVENTS_STAGE: &str = "stts.events.stage";
/// Gauge: jobs of a service, by [`JOBS_STATE`].
pub const JOBS: &str = "stts.jobs";
/// Where jobs stand: `due`, `later`, `running`, `dead`.
pub const JOBS_STATE: &str = "stts.jobs.state";
/// Gauge: what a service put aside and nobody has tried again, by [`DEAD_LETTERS_KIND`]. Its jobs that
/// were given up are among [`JOBS`].
pub const DEAD_LETTERS: &str = "stts.dead_letters";
/// What was put aside: `event`, or `frame` for what came in an event's place and is none.
pub const DEAD_LETTERS_KIND: &str = "stts.dead_letters.kind";

/// Metadata of every answer and error: the trace id, by which operations finds the call.
pub const TRACE_ID_HEADER: &str = "stts-trace-id";
/// Metadata of a request: the caller's own id, which comes back in the answer.
pub const CORRELATION_ID_HEADER: &str = "stts-correlation-id";

//! What every service is built on: settings, telemetry, callers, the gRPC server and client.
//!
//! The chassis knows no service. Of the contracts it uses `stts.common.v1`, which all share, and
//! `stts.dev.v1`, whose clock it serves itself.
//!
//! # The way of a request
//! [`server`] answers on a public listener (operators and BIPT) and an internal one (services), over
//! TCP or through a pipe inside the process; the way is the same for all, in this order:
//!
//! 1. *Connection*: it must speak HTTP/2 within five seconds, is one of so many, and does not live for
//!    ever.
//! 2. *Trace*: a span, child of the caller's `traceparent`. Every answer and error gets
//!    `stts-trace-id`, and the caller's own `stts-correlation-id` comes back.
//! 3. *Metrics*: duration by method, status and reason; a caller who goes away counts as cancelled.
//! 4. *Errors*: on the way out, every error gets its reason of the catalogue ([`reasons`]), in the
//!    caller's language; what has no reason loses its text, which could hold anything.
//! 5. *Deadline*: the caller's `grpc-timeout`, else the default; kept for the calls that follow
//!    ([`deadline`]).
//! 6. *Panic*: a panic below is `INTERNAL` and is told by its place only.
//! 7. *Load*: more calls at once than the limit are `OVERLOADED`, before they cost anything.
//! 8. *Caller*: the token is verified ([`caller`]) and the rpc's access rule ([`access`]) is applied,
//!    before a byte of the message is read.
//! 9. *Frames*: a message that is too large is refused at its header; a second one, or half of one, is
//!    malformed.
//! 10. *Handler*: finds the [`Caller`](caller::Caller) in the request, parses the message with
//!     [`fields`], and runs what changes data as a [`use_case`], which ends even if the caller hangs up.
//!
//! Calls to other services go through a [`client`], which adds token, trace and what is left of the
//! deadline.
//!
//! # What else is here
//! [`settings`] (defaults, file, environment), [`telemetry`] (log lines, traces, metrics), [`time`]
//! (the only reader of clocks and randomness), [`keys`] (the issuer for development), [`rules`] (dated
//! rule files), [`points`] (where a test lets a process die, or switches a
//! guard off).
//!
//! # How to add to it
//! What two services need and what knows neither of them may live here, in a module of its own. A step
//! of the request's way is a file of `server` and a line in its pipeline; a reason is added as
//! [`reasons`] tells; a name in traces or metrics stands in [`telemetry::names`].

pub mod access;
pub mod caller;
pub mod client;
pub mod deadline;
pub mod fields;
pub mod keys;
pub mod points;
pub mod reasons;
pub mod request_content;
pub mod rules;
pub mod server;
pub mod settings;
pub mod telemetry;
pub mod time;
mod toml_fault;
pub mod use_case;

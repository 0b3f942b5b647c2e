//! What every service is built on: settings, telemetry, callers, the gRPC server and client.

pub mod access;
pub mod caller;
pub mod client;
pub mod deadline;
pub mod fields;
pub mod keys;
pub mod reasons;
pub mod rules;
pub mod server;
pub mod settings;
pub mod telemetry;
pub mod time;
pub mod use_case;

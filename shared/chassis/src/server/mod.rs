//! The gRPC server of every service, over TCP and over pipes inside a process alike.
//!
//! A [`Host`] holds what the services of one process share. Each service is a [`ServiceServer`];
//! [`Host::run`] serves one service on its own listeners, [`Host::run_embedded`] several in one
//! process, where they reach each other through [`Pipes`].

mod admission;
mod connection;
mod errors;
mod frames;
mod front;
mod host;
mod listener;
mod metrics;
mod pipeline;
mod pipes;
mod service;
mod shutdown;
mod stream;
mod trace;

pub use front::Front;
pub use host::{Health, Host};
pub use listener::bind;
pub use pipes::{PUBLIC_PIPE, Pipes};
pub use service::{ServiceServer, ServiceServerBuilder};
pub use shutdown::Shutdown;
pub(crate) use trace::{Outcome, client_span, record};

use thiserror::Error;

use crate::access::AccessError;

/// A server cannot start, or ended in an error.
#[derive(Debug, Error)]
pub enum ServeError {
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {hint}")]
    Bind {
        /// The address.
        address: std::net::SocketAddr,
        /// What to do about it.
        hint: String,
    },
    /// The contract does not say who may call.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The descriptors cannot be served by reflection.
    #[error("reflection: {0}")]
    Reflection(String),
    /// The transport failed.
    #[error("the server ended: {0}")]
    Transport(#[from] tonic::transport::Error),
}

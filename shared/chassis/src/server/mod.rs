//! The gRPC server of every service, over TCP and over pipes inside a process alike.
//!
//! A [`Host`] holds what the services of one process share. Each service is a [`ServiceServer`];
//! [`Host::run`] serves one service on its own listeners, [`Host::run_embedded`] several in one
//! process, where they reach each other through [`Pipes`].
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use stts_chassis::caller::{Callers, caller};
//! # use stts_chassis::client::{Credentials, ServiceChannel, Target};
//! # use stts_chassis::fields::{self, Fields};
//! # use stts_chassis::keys::{Issuer, ServiceTokens};
//! # use stts_chassis::reasons::status;
//! # use stts_chassis::server::Host;
//! # use stts_chassis::settings::*;
//! # use stts_chassis::telemetry::Telemetry;
//! # use stts_chassis::use_case::Mutations;
//! # use stts_contracts::dev::v1::clock_service_client::ClockServiceClient;
//! # use stts_contracts::dev::v1::clock_service_server::{ClockService, ClockServiceServer};
//! # use stts_contracts::dev::v1::*;
//! # use stts_kernel::Refusal;
//! # use tonic::{Request, Response, Status};
//! # #[derive(Default)]
//! # struct AppSettings {
//! #     environment: Environment, listeners: ListenerSettings, telemetry: TelemetrySettings,
//! #     callers: CallerSettings, limits: LimitSettings,
//! # }
//! # async fn advance(_: chrono::DateTime<chrono::Utc>) -> Result<AdvanceResponse, Refusal> { Ok(AdvanceResponse::default()) }
//! struct Rpc { mutations: Mutations }
//!
//! #[tonic::async_trait]
//! impl ClockService for Rpc {
//!     async fn advance(&self, request: Request<AdvanceRequest>) -> Result<Response<AdvanceResponse>, Status> {
//!         let _caller = caller(&request)?;
//!         let message = request.into_inner();
//!         let mut fields = Fields::of(&message);
//!         let instant = fields.optional("instant", message.instant.as_ref().map(fields::instant));
//!         let instant = fields.finish(|| instant?).map_err(|refusal| status(&refusal))?;
//!         let answer = self.mutations.run(advance(instant)).await;
//!         answer.map(Response::new).map_err(|refusal| status(&refusal))
//!     }
//! #   async fn get(&self, _: Request<GetRequest>) -> Result<Response<GetResponse>, Status> { Ok(Response::new(GetResponse::default())) }
//! }
//!
//! # async fn run(settings: AppSettings) -> Result<(), Box<dyn std::error::Error>> {
//! let telemetry = Telemetry::init(&settings.telemetry, "dossier")?;
//! let callers = Callers::load(&settings.callers, settings.environment)?;
//! let host = Host::new(stts_contracts::DESCRIPTORS, callers, settings.limits.clone())?;
//! host.shutdown().on_signal()?;
//!
//! let tokens = ServiceTokens::new(Arc::new(Issuer::load("keys".as_ref())?), "dossier");
//! let identity = Target::Address("http://identity:50052".into());
//! let channel = ServiceChannel::new(
//!     &identity, "identity", Credentials::Service(tokens), settings.limits.default_deadline())?;
//! let _client = ClockServiceClient::new(channel);
//!
//! let rpc = Rpc { mutations: host.mutations() };
//! let service = host.service("dossier").internal(ClockServiceServer::new(rpc)).build()?;
//! host.run(&settings.listeners, &service).await?;
//! telemetry.shutdown().await;
//! # Ok(())
//! # }
//! ```

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

//! The suite: all five services in one process, on one folder.
//!
//! [`Suite::start`] prepares the folder (keys, clients, population), starts the services and connects
//! them by pipes; [`Suite::serve`] then takes the calls of operators and BIPT on one address. The
//! services are the same as deployed ones: they reach each other through encoded messages, with
//! tokens and limits, and each has a database of its own.

mod clients;
mod doors;
mod folder;
mod hints;
mod secrets;
mod settings;
mod settings_file;
mod tokens;

use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use stts_chassis::caller::Callers;
use stts_chassis::client::ServiceChannel;
use stts_chassis::server::{Host, ServeError, ServiceServer, bind};
use stts_chassis::settings::Environment;
use stts_chassis::time::{SystemClock, SystemIds};
use stts_kernel::{Clock, IdSource, brussels_date};
use stts_queue::log::InProcess;
use stts_service::{StartError, Surroundings};
use thiserror::Error;
use tokio::net::TcpListener;

use crate::control::Control;

pub use clients::{CLIENTS, Client, OPERATORS};
use doors::Doors;
pub use folder::{Folder, FolderError};
pub use hints::hints;
pub(crate) use settings::consumers_of;
pub use settings::{Databases, SuiteSettings};
pub use settings_file::RunSettings;
pub use stts_identity::PopulationSource;
use stts_identity::register::{ScriptedRegister, SimulatedRegister};
pub(crate) use tokens::token as client_token;

/// Why the suite does not start; each is a sentence that says what to do.
#[derive(Debug, Error)]
pub enum SuiteError {
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A service does not start.
    #[error("{service}: {error}")]
    Service {
        /// The service.
        service: &'static str,
        /// Why.
        error: StartError,
    },
    /// The server cannot be built.
    #[error(transparent)]
    Server(#[from] ServeError),
    /// The callers' files or keys cannot be read.
    #[error("{0}")]
    Callers(String),
}

/// The running services.
pub struct Suite {
    doors: Doors,
    folder: Arc<Folder>,
    servers: Vec<ServiceServer>,
    register: Arc<ScriptedRegister>,
    started_at: DateTime<Utc>,
}

impl Suite {
    /// Starts all five services; they work on events and jobs from now on, and answer through pipes.
    pub async fn start(settings: &SuiteSettings) -> Result<Self, SuiteError> {
        let folder = Folder::prepare(&settings.folder)?;
        // A suite is for development: deployed services run each in a process of their own.
        let callers = Callers::load(&folder.caller_settings(), Environment::Development)
            .map_err(|error| SuiteError::Callers(error.to_string()))?;
        let host = Host::new(stts_contracts::DESCRIPTORS, callers, settings.limits.clone())?;
        let issuer = folder.issuer().map_err(|error| SuiteError::Callers(error.to_string()))?;
        let issuer = Arc::new(issuer);
        let surroundings = Surroundings::new(
            host.clone(),
            Arc::new(InProcess::default()),
            Arc::clone(&issuer),
            Arc::new(SystemIds),
        );
        let connected = async {
            let (servers, register) = start_services(settings, &folder, &surroundings).await?;
            host.pipe_all(&servers)?;
            surroundings.ready();
            let written = folder.write_tokens(&issuer);
            written.map_err(|error| SuiteError::Callers(error.to_string()))?;
            Ok((servers, register))
        };
        let (servers, register) = match connected.await {
            Ok(connected) => connected,
            Err(error) => {
                // The services that did start have relays and jobs, which must not go on alone.
                host.shutdown().trigger();
                host.drain().await;
                return Err(error);
            }
        };
        let started_at = settings.simulated_from.unwrap_or_else(|| SystemClock.now());
        let (doors, folder) = (Doors { host, issuer }, Arc::new(folder));
        Ok(Self { doors, folder, servers, register, started_at })
    }

    /// Writes fresh tokens for all clients every few hours, so that those in the folder are always
    /// valid. Ends with the process.
    pub fn keep_tokens_fresh(&self) {
        let (folder, issuer) = (Arc::clone(&self.folder), Arc::clone(&self.doors.issuer));
        let stop = self.host().shutdown().token();
        self.host().shutdown().tasks().spawn(async move {
            let failed = |error: FolderError| {
                tracing::warn!(%error, "the tokens in the folder are not renewed");
            };
            stop.run_until_cancelled(folder.keep_tokens_fresh(&issuer, failed)).await;
        });
    }

    /// Takes an address; nothing is answered on it before [`Self::serve`].
    pub async fn bind(&self, public: SocketAddr) -> Result<TcpListener, SuiteError> {
        Ok(bind(public).await?)
    }

    /// Takes calls until the process is asked to stop, then waits for what is running.
    pub async fn serve(&self, listener: TcpListener) -> Result<(), SuiteError> {
        let servers: Vec<_> = self.servers.iter().collect();
        let front = self.doors.host.public_front(&servers)?;
        self.doors.host.serve(listener, front).await?;
        self.doors.host.drain().await;
        Ok(())
    }

    /// The date in Brussels, by the clock of the suite.
    pub fn today(&self) -> NaiveDate {
        brussels_date(self.started_at)
    }

    /// An id for a request to try.
    pub fn new_request_id(&self) -> String {
        SystemIds.uuid().to_string()
    }

    /// Stops: nothing new is taken, what is running is waited for.
    pub async fn stop(self) {
        self.doors.host.shutdown().trigger();
        self.doors.host.drain().await;
    }

    /// The server of the process.
    pub const fn host(&self) -> &Host {
        &self.doors.host
    }

    /// The folder of the suite.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The people of the simulated register as they are now, who are synthetic or come from a file.
    /// Nothing changes about them as long as the answer is held.
    pub fn register(&self) -> impl Deref<Target = SimulatedRegister> + '_ {
        self.register.people()
    }

    /// A channel to the public rpcs for a client of [`CLIENTS`], through a pipe.
    pub fn public_channel(&self, client: &Client) -> Result<ServiceChannel, SuiteError> {
        self.doors.public(client)
    }

    /// A channel to the internal rpcs of a service, through a pipe.
    pub fn internal_channel(&self, service: &str) -> Result<ServiceChannel, SuiteError> {
        self.doors.internal(service)
    }

    /// The controls of this suite; its clock must be a simulated one.
    pub fn control(&self) -> Result<Control, SuiteError> {
        let mut internal = Vec::new();
        for server in &self.servers {
            internal.push((server.name().to_owned(), self.internal_channel(server.name())?));
        }
        Ok(Control::new(internal, self.doors.operations()?))
    }
}

async fn start_services(
    settings: &SuiteSettings,
    folder: &Folder,
    surroundings: &Surroundings,
) -> Result<(Vec<ServiceServer>, Arc<ScriptedRegister>), SuiteError> {
    let name = stts_identity::NAME;
    let (own, frame) = (folder.identity(settings), settings.frame(name, folder));
    let identity = stts_identity::start_with_register(&own, &frame, surroundings.clone()).await;
    let (identity, register) =
        identity.map_err(|error| SuiteError::Service { service: name, error })?;
    let mut servers = vec![identity];
    macro_rules! start {
        ($service:ident, $own:expr) => {{
            let name = $service::NAME;
            let frame = settings.frame(name, folder);
            let started = $service::start(&$own, &frame, surroundings.clone()).await;
            servers.push(started.map_err(|error| SuiteError::Service { service: name, error })?);
        }};
    }
    start!(stts_dossier, settings.dossier);
    start!(stts_tasks, stts_tasks::Settings::default());
    start!(stts_notifications, folder.notifications());
    start!(stts_settlement, settings.settlement);
    Ok((servers, register))
}

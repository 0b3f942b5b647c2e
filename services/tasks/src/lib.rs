//! What an operator or BIPT has to do.
//!
//! The service owns the tasks as their assignees see them. It decides on none of them: the dossier
//! service raises, closes and withdraws tasks in the commit of the change that causes them, and the
//! events of that commit are applied here in order, each once ([`jobs::DossierEvents`]). Its rpcs are
//! those of `stts.tasks.v1.TaskService`: `ListTasks` and `GetTask` of the caller's own tasks; and of
//! `TaskAdminService`, through which BIPT's operations sees the queues of all services and redrives
//! dead letters: every service, this one too, is asked at its internal listener ([`clients`]). It has
//! no jobs and publishes nothing.
//!
//! To add a type of task: the contract's enum, [`stts_tasks_domain::TaskType`], and the compiler
//! names the rest. To add an rpc: a use case in [`app`], its request and answer in [`wire`], its
//! handler in [`rpc`]. An event type that the dossier service newly publishes fails here until the
//! handler applies or ignores it.

pub mod app;
pub mod clients;
pub mod jobs;
pub mod ports;
pub mod rpc;
pub mod settings;
pub mod store;
pub mod wire;

use std::sync::Arc;

use stts_chassis::server::ServiceServer;
use stts_service::{Frame, FrameSettings, StartError, Surroundings};

use app::{App, Operations};
use clients::ServiceQueues;
use jobs::DossierEvents;
pub use settings::Settings;
use store::TaskTables;
use wire::operations::Wire;

/// The service's name, under which others know it.
pub const NAME: &str = "tasks";

/// Starts the service: it applies events from now on, its server is ready to be served.
pub async fn start(
    _settings: &Settings,
    frame: &FrameSettings,
    surroundings: Surroundings,
) -> Result<ServiceServer, StartError> {
    let mut frame = Frame::open(NAME, frame, store::migrations, surroundings).await?;
    frame.consume("dossier", Arc::new(DossierEvents))?;
    let tables = Arc::new(TaskTables::new(frame.store().clone()));
    let app = App { store: Arc::clone(&tables) as _ };
    let operations = Operations {
        queues: Arc::new(ServiceQueues::new([
            ("identity", frame.channel("identity")?),
            ("dossier", frame.channel("dossier")?),
            ("tasks", frame.channel("tasks")?),
            ("notifications", frame.channel("notifications")?),
            ("settlement", frame.channel("settlement")?),
        ])),
        requests: tables,
        encode: Arc::new(Wire),
        clock: frame.clock(),
    };
    let vault = frame.store().vault().clone();
    Ok(rpc::routes(frame.server(), app, operations, vault, frame.mutations()).build()?)
}

//! What an operator or BIPT has to do.
//!
//! The service owns the tasks as their assignees see them. It decides on none of them: the dossier
//! service raises, closes and withdraws tasks in the commit of the change that causes them, and the
//! events of that commit are applied here in order, each once ([`jobs::DossierEvents`]). Its rpcs are
//! those of `stts.tasks.v1.TaskService`: `ListTasks` and `GetTask` of the caller's own tasks. It has
//! no jobs and publishes nothing.
//!
//! To add a type of task: the contract's enum, [`stts_tasks_domain::TaskType`], and the compiler
//! names the rest. To add an rpc: a use case in [`app`], its request and answer in [`wire`], its
//! handler in [`rpc`]. An event type that the dossier service newly publishes fails here until the
//! handler applies or ignores it.

pub mod app;
pub mod jobs;
pub mod ports;
pub mod rpc;
pub mod settings;
pub mod store;
pub mod wire;

pub use settings::Settings;
pub use store::migrations;

/// The name of this service: the audience of calls to it, and the consumer that producers know.
pub const NAME: &str = "tasks";
/// The services whose events it consumes, each with the handler of its events.
pub const PRODUCERS: [&str; 1] = ["dossier"];

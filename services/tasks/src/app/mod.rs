//! The use cases, one file each.

mod apply_change;
mod get_task;
mod list_dead_letters;
mod list_tasks;
mod queue_stats;
mod redrive_dead_letter;

use std::sync::Arc;

use stts_kernel::Clock;

pub use apply_change::apply_change;
pub use list_dead_letters::LetterPage;
pub use list_tasks::Page;
pub use queue_stats::{Lag, ServiceQueue};

use crate::ports::{Encode, Queues, Requests, TaskStore};

/// The queries, and what they need of the world.
#[derive(Clone)]
pub struct App {
    /// The tasks.
    pub store: Arc<dyn TaskStore>,
}

/// The use cases of operations, and what they need of the world.
#[derive(Clone)]
pub struct Operations {
    /// The queues of all services.
    pub queues: Arc<dyn Queues>,
    /// The answers to requests; nothing else is written.
    pub requests: Arc<dyn Requests<Commit = ()>>,
    /// Puts answers into the words of the contract.
    pub encode: Arc<dyn Encode>,
    /// Tells when an answer was given.
    pub clock: Arc<dyn Clock>,
}

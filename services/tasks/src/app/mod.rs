//! The use cases, one file each.

mod apply_change;
mod get_task;
mod list_tasks;

use std::sync::Arc;

pub use apply_change::apply_change;
pub use list_tasks::Page;

use crate::ports::TaskStore;

/// The queries, and what they need of the world.
#[derive(Clone)]
pub struct App {
    /// The tasks.
    pub store: Arc<dyn TaskStore>,
}

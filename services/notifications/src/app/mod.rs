//! The use cases, one file each.

mod admit_documents;
mod deliver;
mod get_message;
mod list_messages;

use std::sync::Arc;

pub use admit_documents::admit_documents;
pub use deliver::Delivering;
pub use list_messages::Page;

use crate::ports::MessageStore;

/// The queries, and what they need of the world.
#[derive(Clone)]
pub struct App {
    /// The messages.
    pub store: Arc<dyn MessageStore>,
}

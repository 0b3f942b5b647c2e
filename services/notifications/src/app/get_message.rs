//! One message, with what the person reads.

use stts_kernel::{ErrorKind, Refusal};

use super::App;
use crate::ports::{Message, MessageId};

impl App {
    /// The message, and its content once it was rendered.
    pub async fn get_message(&self, id: MessageId) -> Result<(Message, Option<String>), Refusal> {
        let found = self.store.message(id).await?;
        found.ok_or_else(|| ErrorKind::MessageNotFound.into())
    }
}

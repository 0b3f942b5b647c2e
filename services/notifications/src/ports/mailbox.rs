//! Where letters go.

use async_trait::async_trait;
use thiserror::Error;

/// A letter could not be handed over; it may be tried again.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the mailbox does not take letters ({0})")]
pub struct MailboxUnavailable(pub String);

/// Takes letters, such as a folder that a printing house empties.
#[async_trait]
pub trait Mailbox: Send + Sync {
    /// Hands over one letter whole, or not at all. The name tells letters apart and says nothing
    /// about the person: a letter handed over again under its name replaces the first.
    async fn put(&self, name: &str, content: &str) -> Result<(), MailboxUnavailable>;
}

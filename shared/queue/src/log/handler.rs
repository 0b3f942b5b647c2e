//! What a consuming service does with an event.

use async_trait::async_trait;
use thiserror::Error;

use super::Event;

/// Applies events in the consumer's own transaction. It touches the own database only: whatever is
/// slow, remote or later is a job that it enqueues in the same transaction.
#[async_trait]
pub trait Handler<Transaction>: Send + Sync {
    /// Types of events that are none of this service's business; they are passed over. A type that
    /// is neither here nor known to [`Handler::apply`] is a failure, so that none is missed.
    fn ignores(&self) -> &[&'static str] {
        &[]
    }

    /// Applies one event. Everything it writes is rolled back when it fails, together with the
    /// other events of its batch, which are then applied one by one.
    async fn apply(&self, transaction: &Transaction, event: &Event) -> Result<(), HandlerError>;
}

/// Why an event was not applied.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HandlerError {
    /// No such type of event, or no such version of it, is known here. Counted: after the fifth
    /// attempt it is a dead letter, and can be redriven by a release that knows it.
    #[error("UNKNOWN_TYPE")]
    UnknownType,
    /// The event cannot be applied. Counted. The class is a constant, never text about a person.
    #[error("{0}")]
    Poison(&'static str),
    /// The own database does not answer or a race was lost. Not counted: tried until it passes.
    #[error("UNAVAILABLE")]
    Unavailable,
}

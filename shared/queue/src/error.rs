//! What can go wrong under the queue, as far as it matters to what is done next.

use thiserror::Error;

/// Why a step of the queue did not happen. No text of a database is in it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QueueError {
    /// The database, transport or producer does not answer, or lost a race: try again later.
    #[error("what holds the queue does not answer ({0})")]
    Unavailable(String),
    /// A fault of ours: a row or message that cannot be read, a statement that is refused.
    #[error("the queue is broken ({0})")]
    Broken(String),
}

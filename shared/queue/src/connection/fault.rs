//! What an error of Redis means to the queue.

use redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::QueueError;

/// A refusal that is dealt with instead of being told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The stream holds this identifier or a later one.
    NotAfterTheLast,
    /// The key holds something that is not ours.
    WrongType,
    /// The consumer group is gone, as after a restart without a disk.
    NoGroup,
}

/// Which of the refusals that are dealt with it is.
pub(crate) fn refusal(error: &RedisError) -> Option<Refusal> {
    let detail = error.detail().unwrap_or_default();
    match error.code()? {
        "ERR" if detail.contains("equal or smaller than the target stream top item") => {
            Some(Refusal::NotAfterTheLast)
        }
        "WRONGTYPE" => Some(Refusal::WrongType),
        "NOGROUP" => Some(Refusal::NoGroup),
        _ => None,
    }
}

/// Whether the connection is of no use any more: it broke, or leads to a server that is not, or not
/// yet, the one to talk to.
pub(super) fn is_lost(error: &RedisError) -> bool {
    let elsewhere = matches!(
        error.kind(),
        ErrorKind::Server(
            ServerErrorKind::ReadOnly
                | ServerErrorKind::MasterDown
                | ServerErrorKind::ClusterDown
                | ServerErrorKind::BusyLoading
                | ServerErrorKind::Moved
                | ServerErrorKind::Ask
                | ServerErrorKind::TryAgain
        ) | ErrorKind::ClusterConnectionNotFound
            | ErrorKind::MasterNameNotFoundBySentinel
            | ErrorKind::NoValidReplicasFoundBySentinel
    );
    // Told to whoever blocks when the server is no master any more.
    let elsewhere = elsewhere || error.code() == Some("UNBLOCKED");
    elsewhere || error.is_io_error() || error.is_unrecoverable_error()
}

/// The error as the queue tells it: its class alone, since a text could quote what was sent.
pub(crate) fn fault(error: &RedisError) -> QueueError {
    let class = error.code().unwrap_or_else(|| error.category());
    // A server that is full takes nothing until something was read and trimmed.
    if is_lost(error) || class == "OOM" {
        QueueError::Unavailable(format!("Redis: {class}"))
    } else {
        QueueError::Broken(format!("Redis: {class}"))
    }
}

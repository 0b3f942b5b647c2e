//! Applying dead letters again, once their cause is gone.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::{DeadLetter, Handler, HandlerError, Inbox, Locked, Wait};
use crate::QueueError;

/// Why a dead letter was not redriven; it and those after it stay.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RedriveError {
    /// No such dead letter waits.
    #[error("no such dead letter waits")]
    NotFound,
    /// It failed again, with this class.
    #[error("it failed again ({0})")]
    Failed(HandlerError),
    /// The queue does not work.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// Applies all dead letters of that one's key, in their order, each in a transaction that holds the
/// partition's position; so the consumer parks no further one in between, and afterwards the key is
/// free. Gives how many were applied. Stops at the first that fails.
pub async fn redrive<I: Inbox>(
    inbox: &I,
    handler: &dyn Handler<I::Transaction>,
    letter_id: i64,
    now: DateTime<Utc>,
) -> Result<u64, RedriveError> {
    let letter = inbox.dead_letter(letter_id).await?.ok_or(RedriveError::NotFound)?;
    let (producer, partition) = (&letter.event.producer, letter.event.partition);
    let mut redriven = 0;
    loop {
        let held = inbox.lock(producer, &[partition], Wait::Block).await?;
        if !redrive_first(inbox, handler, held, &letter, now).await? {
            return Ok(redriven);
        }
        redriven += 1;
    }
}

/// Whether there was one.
async fn redrive_first<I: Inbox>(
    inbox: &I,
    handler: &dyn Handler<I::Transaction>,
    held: Locked<I::Transaction>,
    letter: &DeadLetter,
    now: DateTime<Utc>,
) -> Result<bool, RedriveError> {
    let Locked { transaction, .. } = held;
    let (producer, key) = (&letter.event.producer, &letter.event.key);
    let Some(first) = inbox.first_dead_letter_of(&transaction, producer, key).await? else {
        inbox.roll_back(transaction).await?;
        return Ok(false);
    };
    if let Err(error) = handler.apply(&transaction, &first.event).await {
        inbox.roll_back(transaction).await?;
        return Err(RedriveError::Failed(error));
    }
    inbox.mark_redriven(&transaction, first.id, now).await?;
    inbox.commit(transaction).await?;
    Ok(true)
}

//! Applying dead letters again, once their cause is gone.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::apply::handled;
use super::{DeadLetter, Handler, HandlerError, Inbox, Locked, Wait};
use crate::QueueError;

/// What came of redriving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redriven {
    /// How many were applied, each with its effects committed.
    pub letters: u64,
    /// Why the next one failed again; it and those after it stay. Absent when all were applied.
    pub failed: Option<HandlerError>,
}

/// Why nothing was redriven.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RedriveError {
    /// No such dead letter waits.
    #[error("no such dead letter waits")]
    NotFound,
    /// The queue does not work.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// Applies all dead letters of that one's key, in their order, each in a transaction that holds the
/// partition's position; so the consumer parks no further one in between, and afterwards the key is
/// free. Stops at the first that fails.
pub async fn redrive<I: Inbox>(
    inbox: &I,
    handler: &dyn Handler<I::Transaction>,
    letter_id: i64,
    now: DateTime<Utc>,
) -> Result<Redriven, RedriveError> {
    let letter = inbox.dead_letter(letter_id).await?.ok_or(RedriveError::NotFound)?;
    let (producer, partition) = (&letter.event.producer, letter.event.partition);
    let mut letters = 0;
    loop {
        let held = inbox.lock(producer, &[partition], Wait::Block).await?;
        match redrive_first(inbox, handler, held, &letter, now).await? {
            First::Applied => letters += 1,
            First::Failed(error) => return Ok(Redriven { letters, failed: Some(error) }),
            First::None => return Ok(Redriven { letters, failed: None }),
        }
    }
}

/// What became of the first dead letter of a key.
enum First {
    None,
    Applied,
    Failed(HandlerError),
}

async fn redrive_first<I: Inbox>(
    inbox: &I,
    handler: &dyn Handler<I::Transaction>,
    held: Locked<I::Transaction>,
    letter: &DeadLetter,
    now: DateTime<Utc>,
) -> Result<First, QueueError> {
    let Locked { transaction, .. } = held;
    let (producer, key) = (&letter.event.producer, &letter.event.key);
    let Some(first) = inbox.first_dead_letter_of(&transaction, producer, key).await? else {
        inbox.roll_back(transaction).await?;
        return Ok(First::None);
    };
    if let Err(error) = handled(handler, &transaction, &first.event).await {
        inbox.roll_back(transaction).await?;
        return Ok(First::Failed(error));
    }
    inbox.mark_redriven(&transaction, first.id, now).await?;
    inbox.commit(transaction).await?;
    Ok(First::Applied)
}

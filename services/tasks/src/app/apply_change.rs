//! A change that the dossier service told is applied.

use stts_queue::log::HandlerError;
use stts_tasks_domain::{Inapplicable, TaskChange, decide};

use crate::ports::TaskLedger;

/// Applies a change in the transaction of its event. One that contradicts what was told before is
/// poison: applying it would hide that an event was lost.
pub async fn apply_change(ledger: &dyn TaskLedger, change: TaskChange) -> Result<(), HandlerError> {
    let existing = ledger.load(change.task_id()).await?;
    let task = decide(existing, change).map_err(|refused| match refused {
        Inapplicable::NeverRaised => HandlerError::Poison("TASK_NEVER_RAISED"),
        Inapplicable::IdentifierTaken => HandlerError::Poison("TASK_IDENTIFIER_TAKEN"),
    })?;
    ledger.save(&task).await
}

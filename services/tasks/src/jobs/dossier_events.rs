//! The dossier service's events.

use async_trait::async_trait;
use stts_queue::log::{Event, Handler, HandlerError};
use stts_store::Transaction;

use crate::app::apply_change;
use crate::store::LedgerIn;
use crate::wire;

/// None of these raises or closes a task. A new type of event is to be named here or applied: until
/// then it is a failure, so that none is missed.
const IGNORED: [&str; 6] = [
    "stts.events.v1.ApplicationReceived",
    "stts.events.v1.ApplicationRefused",
    "stts.events.v1.DossierChanged",
    "stts.events.v1.ReductionPeriodChanged",
    "stts.events.v1.DocumentsRequested",
    "stts.events.v1.RightEnds",
];

/// Raises and closes tasks as the dossier service tells.
#[derive(Clone, Copy, Debug, Default)]
pub struct DossierEvents;

#[async_trait]
impl Handler<Transaction> for DossierEvents {
    fn ignores(&self) -> &[&'static str] {
        &IGNORED
    }

    async fn apply(&self, transaction: &Transaction, event: &Event) -> Result<(), HandlerError> {
        let change = wire::event::change(event)?;
        apply_change(&LedgerIn(transaction), change).await
    }
}

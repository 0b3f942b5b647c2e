//! The identity service's events.

use async_trait::async_trait;
use stts_kernel::ErrorKind;
use stts_queue::log::{Event, Handler, HandlerError};
use stts_store::Transaction;

use crate::app::App;
use crate::store::DossiersIn;
use crate::wire::identity::person_changes;

/// Applies what the register tells of people to their dossiers.
#[derive(Clone)]
pub struct IdentityEvents {
    app: App,
}

impl IdentityEvents {
    /// A handler over these use cases.
    pub const fn new(app: App) -> Self {
        Self { app }
    }
}

#[async_trait]
impl Handler<Transaction> for IdentityEvents {
    async fn apply(&self, transaction: &Transaction, event: &Event) -> Result<(), HandlerError> {
        let dossiers = DossiersIn(transaction);
        for (person_id, change) in person_changes(event)? {
            let noted = self.app.note_person_change(&dossiers, person_id, change).await;
            noted.map_err(|kind| match kind {
                ErrorKind::ServiceUnavailable | ErrorKind::Overloaded => HandlerError::Unavailable,
                _ => HandlerError::Poison("PERSON_CHANGE"),
            })?;
        }
        Ok(())
    }
}

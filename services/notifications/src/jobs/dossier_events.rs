//! The dossier service's events: each that asks for a message adds it, and the job that delivers it.

use std::sync::Arc;

use async_trait::async_trait;
use stts_kernel::{IdSource, brussels_date};
use stts_queue::jobs::NewJob;
use stts_queue::log::{Event, Handler, HandlerError};
use stts_store::{Transaction, jobs};

use super::DELIVER;
use crate::app::admit_documents;
use crate::ports::{MessageId, NewMessage};
use crate::rules::Rules;
use crate::store::add_message;
use crate::wire::call::{CONTEXT_TYPE, letter_context};
use crate::wire::event::asked;

/// Of none of these does a person hear by letter. A new type of event is to be named here or applied:
/// until then it is a failure, so that none is missed.
const IGNORED: [&str; 6] = [
    "stts.events.v1.ApplicationReceived",
    "stts.events.v1.ReductionPeriodChanged",
    "stts.events.v1.RightEnds",
    "stts.events.v1.TaskRaised",
    "stts.events.v1.TaskWithdrawn",
    "stts.events.v1.TaskDone",
];

/// Adds the messages that the dossier service's events ask for.
#[derive(Clone)]
pub struct DossierEvents {
    ids: Arc<dyn IdSource>,
    rules: Arc<Rules>,
}

impl DossierEvents {
    /// A handler that identifies messages from this source. The rules tell which documents a letter
    /// can name: an event that asks for another waits among the dead letters for the rule.
    pub const fn new(ids: Arc<dyn IdSource>, rules: Arc<Rules>) -> Self {
        Self { ids, rules }
    }
}

#[async_trait]
impl Handler<Transaction> for DossierEvents {
    fn ignores(&self) -> &[&'static str] {
        &IGNORED
    }

    async fn apply(&self, transaction: &Transaction, event: &Event) -> Result<(), HandlerError> {
        let Some(asked) = asked(event)? else { return Ok(()) };
        admit_documents(&self.rules, &asked.details, brussels_date(event.occurred_at))?;
        let context = letter_context(event, asked.dossier_number)?;
        let message_id = MessageId(self.ids.uuid());
        let message = NewMessage {
            message_id,
            event_id: event.event_id,
            recipient: asked.recipient,
            kind: asked.kind,
            language: asked.language,
            dossier_number: asked.dossier_number,
            created_at: event.occurred_at,
            details: asked.details,
        };
        if add_message(transaction, &message).await? {
            let job = NewJob {
                kind: DELIVER.to_owned(),
                key: Some(message_id.to_string()),
                type_name: CONTEXT_TYPE.to_owned(),
                payload: context,
                due_at: event.occurred_at,
                traceparent: None,
            };
            jobs::enqueue(transaction, job).await?;
        }
        Ok(())
    }
}

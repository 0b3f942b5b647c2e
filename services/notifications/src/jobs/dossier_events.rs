//! The dossier service's events: each that asks for a message adds it, and the job that delivers it;
//! one that takes an action back takes its messages back.

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
use crate::store::{add_message, take_back};
use crate::wire::call::{CONTEXT_TYPE, letter_context};
use crate::wire::event::{Asked, Request, asked};

/// Of none of these does a person hear by letter. A new type of event is to be named here or applied:
/// until then it is a failure, so that none is missed.
const IGNORED: [&str; 5] = [
    "stts.events.v1.ApplicationReceived",
    "stts.events.v1.ReductionPeriodChanged",
    "stts.events.v1.TaskRaised",
    "stts.events.v1.TaskWithdrawn",
    "stts.events.v1.TaskDone",
];

/// Adds the messages that the dossier service's events ask for, and takes back those of actions that
/// were taken back.
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
        let Some(request) = asked(event)? else { return Ok(()) };
        let message_id = MessageId(self.ids.uuid());
        let asked = match request {
            Request::Tell(asked) => asked,
            Request::TakeBack(number, restored_version, mut recall) => {
                let sent = take_back(transaction, number, restored_version, message_id).await?;
                if sent.is_empty() {
                    return Ok(());
                }
                recall.details.recalled = sent;
                recall
            }
        };
        self.add(transaction, event, message_id, asked).await
    }
}

impl DossierEvents {
    /// Adds a message and the job that delivers it, once for an event.
    async fn add(
        &self,
        transaction: &Transaction,
        event: &Event,
        message_id: MessageId,
        asked: Asked,
    ) -> Result<(), HandlerError> {
        admit_documents(&self.rules, &asked.details, brussels_date(event.occurred_at))?;
        let context = letter_context(event, asked.dossier_number)?;
        let message = NewMessage {
            message_id,
            event_id: event.event_id,
            recipient: asked.recipient,
            kind: asked.kind,
            language: asked.language,
            dossier_number: asked.dossier_number,
            dossier_version: asked.dossier_version,
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

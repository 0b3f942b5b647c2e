//! Requests, read: every bad field is named.

use stts_chassis::fields::{self, Fields};
use stts_contracts::notifications::v1::{GetMessageRequest, ListMessagesRequest};
use stts_kernel::Refusal;
use stts_store::{SealBroken, Vault, page, page_token};
use uuid::Uuid;

use super::words;
use crate::ports::{Cursor, Filter, MessageId};

/// A page of messages to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListMessages {
    /// Which messages.
    pub filter: Filter,
    /// After which place.
    pub after: Option<Cursor>,
    /// How many at most.
    pub size: u32,
}

/// Reads a request; its page token must be one of the same list.
pub fn list(message: &ListMessagesRequest, vault: &Vault) -> Result<ListMessages, Refusal> {
    let mut fields = Fields::of(message);
    let number = Some(&message.dossier_number).filter(|number| !number.is_empty());
    let number = fields.optional("dossier_number", number.map(|number| number.parse()));
    let filter = number.map(|dossier_number| Filter {
        kind: words::kind(message.kind()),
        stage: words::stage(message.state()),
        dossier_number,
    });
    let after = filter.and_then(|filter| {
        page::after(&mut fields, (vault, &query(filter)), &message.page_token, cursor)
    });
    let size = page::size(message.page_size);
    fields.finish(|| Some(ListMessages { filter: filter?, after: after?, size }))
}

/// Reads which message is asked for.
pub fn get(message: &GetMessageRequest) -> Result<MessageId, Refusal> {
    let mut fields = Fields::of(message);
    let message_id = fields.take("message_id", fields::uuid(&message.message_id));
    fields.finish(|| Some(MessageId(message_id?)))
}

/// The token of the page after a place in this list.
pub fn page_token(vault: &Vault, filter: Filter, after: Cursor) -> Result<String, SealBroken> {
    let mut key = after.created_at.timestamp_micros().to_be_bytes().to_vec();
    key.extend(after.message_id.0.as_bytes());
    page_token::seal(vault, &query(filter), &key)
}

fn cursor(key: &[u8]) -> Option<Cursor> {
    let (micros, id) = key.split_first_chunk()?;
    let created_at = chrono::DateTime::from_timestamp_micros(i64::from_be_bytes(*micros))?;
    Some(Cursor { created_at, message_id: MessageId(Uuid::from_slice(id).ok()?) })
}

/// The list as one text, to which its page tokens are bound.
fn query(filter: Filter) -> String {
    let Filter { kind, stage, dossier_number } = filter;
    format!("ListMessages {kind:?} {stage:?} {dossier_number:?}")
}

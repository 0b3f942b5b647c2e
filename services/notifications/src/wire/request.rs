//! Requests, read: every bad field is named.

use stts_chassis::fields::{self, Fields};
use stts_contracts::notifications::v1::{GetMessageRequest, ListMessagesRequest};
use stts_kernel::Refusal;
use stts_store::{SealBroken, Vault, page_token};
use uuid::Uuid;

use super::words;
use crate::ports::{Cursor, Filter, MessageId};

const DEFAULT_PAGE_SIZE: u32 = 50;

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
    let after = match (filter, message.page_token.as_str()) {
        (None, _) | (_, "") => Some(None),
        (Some(filter), token) => fields.optional("page_token", Some(cursor(vault, filter, token))),
    };
    fields.finish(|| Some(ListMessages { filter: filter?, after: after?, size: size(message) }))
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

fn cursor(vault: &Vault, filter: Filter, token: &str) -> Result<Cursor, &'static str> {
    let key = page_token::open(vault, &query(filter), token).ok();
    let place = key.as_deref().and_then(|key| {
        let (micros, id) = key.split_first_chunk()?;
        let created_at = chrono::DateTime::from_timestamp_micros(i64::from_be_bytes(*micros))?;
        Some(Cursor { created_at, message_id: MessageId(Uuid::from_slice(id).ok()?) })
    });
    place.ok_or("is not a token of this list")
}

/// The list as one text, to which its page tokens are bound.
fn query(filter: Filter) -> String {
    let Filter { kind, stage, dossier_number } = filter;
    format!("ListMessages {kind:?} {stage:?} {dossier_number:?}")
}

fn size(message: &ListMessagesRequest) -> u32 {
    match u32::try_from(message.page_size) {
        Ok(size) if size > 0 => size,
        _ => DEFAULT_PAGE_SIZE,
    }
}

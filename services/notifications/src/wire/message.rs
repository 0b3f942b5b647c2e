//! A message in the words of the contract.

use stts_chassis::fields;
use stts_contracts::notifications::v1::Message as MessageMessage;
use stts_notifications_domain::Delivery;

use super::words;
use crate::ports::Message;

/// A message as it is answered.
pub fn message(message: &Message) -> MessageMessage {
    let delivered_at = match message.delivery {
        Delivery::Delivered(at) => Some(fields::timestamp(at)),
        Delivery::Pending | Delivery::Failed(_) | Delivery::Withdrawn => None,
    };
    MessageMessage {
        message_id: message.message_id.to_string(),
        kind: words::kind_message(message.kind).into(),
        state: words::state_message(message.delivery.stage()).into(),
        language: words::language_message(message.language).into(),
        dossier_number: message.dossier_number.map(|n| n.to_string()).unwrap_or_default(),
        template_version: message.template_version.clone().unwrap_or_default(),
        created_at: Some(fields::timestamp(message.created_at)),
        delivered_at,
        recalled_by_message_id: message.recalled_by.map(|id| id.to_string()).unwrap_or_default(),
    }
}

//! A message as a row, and back.

use sea_orm::ActiveValue::{NotSet, Set};
use stts_kernel::{DossierNumber, PersonId};
use stts_notifications_domain::{Delivery, Failure, Language, MessageKind, Stage};
use stts_store::{StoreError, Vault};

use super::details;
use super::entity::{ActiveModel, Model};
use crate::ports::{Message, MessageId, NewMessage, Outcome};

const CONTENT: &str = "content";

/// To what the sealed value of a column belongs.
pub(super) fn sealed_for(column: &str, id: MessageId) -> Vec<u8> {
    format!("messages.{column} of {id}").into_bytes()
}

/// A dossier number as it is stored.
pub(super) fn stored_number(number: DossierNumber) -> i64 {
    number.get().cast_signed()
}

fn corrupt(column: &str) -> StoreError {
    StoreError::Corrupt(format!("messages.{column}"))
}

pub(super) fn added(vault: &Vault, message: &NewMessage) -> Result<ActiveModel, StoreError> {
    Ok(ActiveModel {
        message_id: Set(message.message_id.0),
        event_id: Set(message.event_id.uuid()),
        person_id: Set(message.recipient.uuid()),
        kind: Set(message.kind.name().to_owned()),
        language: Set(message.language.code().to_owned()),
        dossier_number: Set(message.dossier_number.map(stored_number)),
        created_at: Set(message.created_at.into()),
        details: Set(details::seal(vault, message.message_id, &message.details)?),
        stage: Set(Stage::Pending.name().to_owned()),
        failure: Set(None),
        delivered_at: Set(None),
        template_version: Set(None),
        content: Set(None),
        dossier_version: Set(message.dossier_version.map(u64::cast_signed)),
        begun: Set(None),
        recalled_by: Set(None),
    })
}

/// The columns that an outcome changes.
pub(super) fn settled(
    vault: &Vault,
    id: MessageId,
    outcome: &Outcome,
) -> Result<ActiveModel, StoreError> {
    let untouched = ActiveModel { message_id: NotSet, ..ActiveModel::default() };
    match outcome {
        Outcome::Delivered { at, template_version, content } => {
            let sealed = vault.seal(&sealed_for(CONTENT, id), content.as_bytes());
            Ok(ActiveModel {
                stage: Set(Stage::Delivered.name().to_owned()),
                delivered_at: Set(Some((*at).into())),
                template_version: Set(Some((*template_version).to_owned())),
                content: Set(Some(sealed.map_err(|_| corrupt(CONTENT))?)),
                ..untouched
            })
        }
        Outcome::Failed(failure) => Ok(ActiveModel {
            stage: Set(Stage::Failed.name().to_owned()),
            failure: Set(Some(failure.name().to_owned())),
            ..untouched
        }),
    }
}

pub(super) fn read(row: &Model) -> Result<Message, StoreError> {
    let number = |number: i64| format!("{number:010}").parse::<DossierNumber>();
    let number = row.dossier_number.map(number).transpose();
    Ok(Message {
        message_id: MessageId(row.message_id),
        recipient: PersonId::from(row.person_id),
        kind: MessageKind::from_name(&row.kind).ok_or_else(|| corrupt("kind"))?,
        language: Language::from_code(&row.language).ok_or_else(|| corrupt("language"))?,
        dossier_number: number.map_err(|_| corrupt("dossier_number"))?,
        created_at: row.created_at.instant(),
        delivery: delivery(row)?,
        template_version: row.template_version.clone(),
        recalled_by: row.recalled_by.map(MessageId),
    })
}

fn delivery(row: &Model) -> Result<Delivery, StoreError> {
    match Stage::from_name(&row.stage).ok_or_else(|| corrupt("stage"))? {
        Stage::Pending => Ok(Delivery::Pending),
        Stage::Delivered => {
            let at = row.delivered_at.ok_or_else(|| corrupt("delivered_at"))?;
            Ok(Delivery::Delivered(at.instant()))
        }
        Stage::Failed => {
            let failure = row.failure.as_deref().and_then(Failure::from_name);
            Ok(Delivery::Failed(failure.ok_or_else(|| corrupt("failure"))?))
        }
        Stage::Withdrawn => Ok(Delivery::Withdrawn),
    }
}

/// What the person reads, opened.
pub(super) fn content(vault: &Vault, row: &Model) -> Result<Option<String>, StoreError> {
    let open = |sealed: &Vec<u8>| {
        let owner = sealed_for(CONTENT, MessageId(row.message_id));
        let bytes = vault.open(&owner, sealed).map_err(|_| corrupt(CONTENT))?;
        String::from_utf8(bytes).map_err(|_| corrupt(CONTENT))
    };
    row.content.as_ref().map(open).transpose()
}

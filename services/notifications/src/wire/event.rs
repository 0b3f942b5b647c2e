//! The dossier service's events, read as the messages that they ask for.

use prost::Message;
use stts_chassis::fields;
use stts_contracts::common::v1::Language as LanguageMessage;
use stts_contracts::dossier::v1::Ground;
use stts_contracts::events::v1::{ApplicationRefused, DocumentsRequested, DossierChanged};
use stts_kernel::{DossierNumber, PersonId};
use stts_notifications_domain::{
    Details, ExaminedCondition, Language, MessageKind, Occasion, RefusalGround, message_for,
};
use stts_queue::log::{Event, HandlerError};

use super::words;

/// The version of the events' meaning that is known here.
const VERSION: u32 = 1;

/// A message that an event asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// To whom it goes.
    pub recipient: PersonId,
    /// What it is about.
    pub kind: MessageKind,
    /// The language.
    pub language: Language,
    /// The dossier, when there is one.
    pub dossier_number: Option<DossierNumber>,
    /// What it tells beside that.
    pub details: Details,
}

/// The message that an event asks for, if it asks for any. A type that asks for none ever, or another
/// version, is unknown; an event that cannot be read is poison, named by its field.
pub fn asked(event: &Event) -> Result<Option<Asked>, HandlerError> {
    if event.version != VERSION {
        return Err(HandlerError::UnknownType);
    }
    match event.type_name.as_str() {
        "stts.events.v1.ApplicationRefused" => refused(&decode(event)?).map(Some),
        "stts.events.v1.DocumentsRequested" => documents(decode(event)?).map(Some),
        "stts.events.v1.DossierChanged" => changed(&decode(event)?),
        _ => Err(HandlerError::UnknownType),
    }
}

fn refused(message: &ApplicationRefused) -> Result<Asked, HandlerError> {
    let ground = words::refusal_ground(message.ground()).ok_or(HandlerError::Poison("GROUND"))?;
    let conditions = message.grounds.iter().map(condition).collect::<Result<Vec<_>, _>>()?;
    if ground == RefusalGround::NotEntitled && conditions.is_empty() {
        return Err(HandlerError::Poison("GROUNDS"));
    }
    let number = Some(&message.dossier_number).filter(|number| !number.is_empty());
    Ok(Asked {
        recipient: person(&message.person_id)?,
        kind: message_for(Occasion::ApplicationRefused(ground)),
        language: language(message.language())?,
        dossier_number: number.map(|number| dossier_number(number)).transpose()?,
        details: Details { conditions, ..Details::default() },
    })
}

fn documents(message: DocumentsRequested) -> Result<Asked, HandlerError> {
    let language = language(message.language())?;
    if message.document_kinds.is_empty() {
        return Err(HandlerError::Poison("DOCUMENT_KINDS"));
    }
    let answer_by = message.answer_by.as_ref().map(fields::date).transpose();
    let answer_by = answer_by.map_err(|_| HandlerError::Poison("ANSWER_BY"))?;
    Ok(Asked {
        recipient: person(&message.person_id)?,
        kind: message_for(Occasion::DocumentsRequested),
        language,
        dossier_number: Some(dossier_number(&message.dossier_number)?),
        details: Details { documents: message.document_kinds, answer_by, ..Details::default() },
    })
}

fn changed(message: &DossierChanged) -> Result<Option<Asked>, HandlerError> {
    let Some(occasion) = words::change(message.reason()) else { return Ok(None) };
    Ok(Some(Asked {
        recipient: person(&message.person_id)?,
        kind: message_for(occasion),
        language: language(message.language())?,
        dossier_number: Some(dossier_number(&message.dossier_number)?),
        details: Details::default(),
    }))
}

fn condition(ground: &Ground) -> Result<ExaminedCondition, HandlerError> {
    let category = words::category(ground.category()).ok_or(HandlerError::Poison("CATEGORY"))?;
    Ok(ExaminedCondition { category, article: ground.article.clone() })
}

fn decode<M: Message + Default>(event: &Event) -> Result<M, HandlerError> {
    M::decode(event.payload.as_slice()).map_err(|_| HandlerError::Poison("MALFORMED_MESSAGE"))
}

fn person(text: &str) -> Result<PersonId, HandlerError> {
    fields::uuid(text).map(PersonId::from).map_err(|_| HandlerError::Poison("PERSON_ID"))
}

fn language(message: LanguageMessage) -> Result<Language, HandlerError> {
    words::language(message).ok_or(HandlerError::Poison("LANGUAGE"))
}

fn dossier_number(text: &str) -> Result<DossierNumber, HandlerError> {
    text.parse().map_err(|_| HandlerError::Poison("DOSSIER_NUMBER"))
}

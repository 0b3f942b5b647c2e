//! The dossier service's events, read as the messages that they ask for, or take back.

use chrono::NaiveDate;
use prost::Message;
use stts_chassis::fields;
use stts_contracts::common::v1::{Date, Language as LanguageMessage};
use stts_contracts::dossier::v1::{Ground, Undue as UndueMessage};
use stts_contracts::events::v1::{
    ApplicationRefused, DocumentsRequested, DossierChanged, DossierState, RightEnds,
};
use stts_kernel::{Cents, DossierNumber, PersonId};
use stts_notifications_domain::{
    Details, ExaminedCondition, Language, MessageKind, Occasion, RefusalGround, Undue, message_for,
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
    /// The version of the dossier from which it follows; absent where nobody can take it back.
    pub dossier_version: Option<u64>,
    /// What it tells beside that.
    pub details: Details,
}

/// What an event asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A message.
    Tell(Asked),
    /// Messages of this dossier that follow from versions after this one do not count any more; those
    /// that were sent are recalled by this message.
    TakeBack(DossierNumber, u64, Asked),
}

/// What an event asks for, if anything. A type that asks for nothing ever, or another version, is
/// unknown; an event that cannot be read is poison, named by its field.
pub fn asked(event: &Event) -> Result<Option<Request>, HandlerError> {
    if event.version != VERSION {
        return Err(HandlerError::UnknownType);
    }
    match event.type_name.as_str() {
        "stts.events.v1.ApplicationRefused" => refused(&decode(event)?).map(Some),
        "stts.events.v1.DocumentsRequested" => documents(decode(event)?).map(Some),
        "stts.events.v1.RightEnds" => right_ends(&decode(event)?).map(Some),
        "stts.events.v1.DossierChanged" => changed(&decode(event)?),
        _ => Err(HandlerError::UnknownType),
    }
}

fn refused(message: &ApplicationRefused) -> Result<Request, HandlerError> {
    let ground = words::refusal_ground(message.ground()).ok_or(HandlerError::Poison("GROUND"))?;
    let conditions = message.grounds.iter().map(condition).collect::<Result<Vec<_>, _>>()?;
    if ground == RefusalGround::NotEntitled && conditions.is_empty() {
        return Err(HandlerError::Poison("GROUNDS"));
    }
    let number = Some(&message.dossier_number).filter(|number| !number.is_empty());
    Ok(Request::Tell(Asked {
        recipient: person(&message.person_id)?,
        kind: message_for(Occasion::ApplicationRefused(ground)),
        language: language(message.language())?,
        dossier_number: number.map(|number| dossier_number(number)).transpose()?,
        dossier_version: None,
        details: Details { conditions, ..Details::default() },
    }))
}

fn documents(message: DocumentsRequested) -> Result<Request, HandlerError> {
    let language = language(message.language())?;
    if message.document_kinds.is_empty() {
        return Err(HandlerError::Poison("DOCUMENT_KINDS"));
    }
    let answer_by = date(message.answer_by.as_ref(), "ANSWER_BY")?;
    let purpose = words::documents_for(message.verification, message.reminder);
    Ok(Request::Tell(Asked {
        recipient: person(&message.person_id)?,
        kind: message_for(Occasion::DocumentsRequested(purpose)),
        language,
        dossier_number: Some(dossier_number(&message.dossier_number)?),
        dossier_version: version(message.dossier_version),
        details: Details { documents: message.document_kinds, answer_by, ..Details::default() },
    }))
}

fn right_ends(message: &RightEnds) -> Result<Request, HandlerError> {
    let right_end_date = date(message.right_end_date.as_ref(), "RIGHT_END_DATE")?;
    if right_end_date.is_none() {
        return Err(HandlerError::Poison("RIGHT_END_DATE"));
    }
    let reduction_end_date = date(message.reduction_end_date.as_ref(), "REDUCTION_END_DATE")?;
    let undue = message.undue.as_ref().map(undue).transpose()?;
    Ok(Request::Tell(Asked {
        recipient: person(&message.person_id)?,
        kind: message_for(Occasion::RightEnds),
        language: language(message.language())?,
        dossier_number: Some(dossier_number(&message.dossier_number)?),
        dossier_version: version(message.dossier_version),
        details: Details { right_end_date, reduction_end_date, undue, ..Details::default() },
    }))
}

fn changed(message: &DossierChanged) -> Result<Option<Request>, HandlerError> {
    if message.command == words::CANCEL_LAST_ACTION {
        return taken_back(message).map(Some);
    }
    let before = message.before.as_ref().map(DossierState::status).unwrap_or_default();
    let occasion = words::change(message.reason());
    let Some(occasion) = occasion.or_else(|| words::command(&message.command, before)) else {
        return Ok(None);
    };
    let after = message.after.as_ref();
    let right_begin_date = after.and_then(|state| state.right_begin_date.as_ref());
    let reduction_end_date = after.and_then(|state| state.reduction_end_date.as_ref());
    let details = Details {
        right_begin_date: date(right_begin_date, "RIGHT_BEGIN_DATE")?,
        reduction_end_date: date(reduction_end_date, "REDUCTION_END_DATE")?,
        ..Details::default()
    };
    if occasion == Occasion::RightGranted && details.right_begin_date.is_none() {
        return Err(HandlerError::Poison("RIGHT_BEGIN_DATE"));
    }
    let asked = about(message, message_for(occasion))?;
    let dossier_version = after.and_then(|state| version(state.version));
    Ok(Some(Request::Tell(Asked { dossier_version, details, ..asked })))
}

fn taken_back(message: &DossierChanged) -> Result<Request, HandlerError> {
    let restored = version(message.restored_version);
    let restored = restored.ok_or(HandlerError::Poison("RESTORED_VERSION"))?;
    let recall = about(message, MessageKind::Recall)?;
    Ok(Request::TakeBack(dossier_number(&message.dossier_number)?, restored, recall))
}

/// A message of that kind about a dossier that changed.
fn about(message: &DossierChanged, kind: MessageKind) -> Result<Asked, HandlerError> {
    Ok(Asked {
        recipient: person(&message.person_id)?,
        kind,
        language: language(message.language())?,
        dossier_number: Some(dossier_number(&message.dossier_number)?),
        dossier_version: None,
        details: Details::default(),
    })
}

fn condition(ground: &Ground) -> Result<ExaminedCondition, HandlerError> {
    let category = words::category(ground.category()).ok_or(HandlerError::Poison("CATEGORY"))?;
    Ok(ExaminedCondition { category, article: ground.article.clone() })
}

fn undue(message: &UndueMessage) -> Result<Undue, HandlerError> {
    let months = u32::try_from(message.months).map_err(|_| HandlerError::Poison("UNDUE"))?;
    Ok(Undue { months, amount: Cents(message.amount_cents) })
}

/// Versions count from 1; 0 is none.
fn version(version: u64) -> Option<u64> {
    Some(version).filter(|version| *version > 0)
}

fn decode<M: Message + Default>(event: &Event) -> Result<M, HandlerError> {
    M::decode(event.payload.as_slice()).map_err(|_| HandlerError::Poison("MALFORMED_MESSAGE"))
}

fn date(message: Option<&Date>, field: &'static str) -> Result<Option<NaiveDate>, HandlerError> {
    message.map(fields::date).transpose().map_err(|_| HandlerError::Poison(field))
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

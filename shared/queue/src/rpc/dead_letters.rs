//! What a service put aside, in the words of the contract.

use stts_contracts::events::v1::{
    DeadLetter as DeadLetterMessage, DeadLetterKind, ListOwnDeadLettersRequest,
    RedriveOwnDeadLetterRequest, RedriveOwnDeadLetterResponse,
};

use super::EventLog;
use crate::jobs::{DeadJob, JobId};
use crate::log::{DeadFrame, DeadLetter, HandlerError, RedriveError, Redriven};
use crate::{DeadLetters, QueueError};

/// Dead letters of one kind, in the order of their numbers.
pub(super) async fn list(
    log: &EventLog,
    asked: &ListOwnDeadLettersRequest,
) -> Result<Vec<DeadLetterMessage>, QueueError> {
    let (after, limit, service) = (asked.after_number, asked.limit, &log.service);
    Ok(match asked.kind() {
        DeadLetterKind::Unspecified => Vec::new(),
        DeadLetterKind::Event => {
            let letters = log.dead_letters.events(after, limit).await?;
            letters.into_iter().map(|letter| event(service, letter)).collect()
        }
        DeadLetterKind::Job => {
            let jobs = log.dead_letters.jobs(JobId(after), limit).await?;
            jobs.into_iter().map(|dead| job(service, dead)).collect()
        }
        DeadLetterKind::Frame => {
            let frames = log.dead_letters.frames(after, limit).await?;
            frames.into_iter().map(|dead| frame(service, dead)).collect()
        }
    })
}

/// Tries one again. That the own database does not answer is no answer about the letter.
pub(super) async fn redrive(
    dead_letters: &dyn DeadLetters,
    asked: &RedriveOwnDeadLetterRequest,
) -> Result<RedriveOwnDeadLetterResponse, RedriveError> {
    let Redriven { letters, failed } = match asked.kind() {
        DeadLetterKind::Unspecified => return Err(RedriveError::NotFound),
        DeadLetterKind::Event => dead_letters.redrive_event(asked.number).await?,
        DeadLetterKind::Job => one_if(dead_letters.redrive_job(JobId(asked.number)).await?)?,
        DeadLetterKind::Frame => one_if(dead_letters.put_frame_away(asked.number).await?)?,
    };
    if failed == Some(HandlerError::Unavailable) && letters == 0 {
        let unavailable = QueueError::Unavailable("the own database does not answer".to_owned());
        return Err(unavailable.into());
    }
    let failed_class = failed.map(|error| error.to_string()).unwrap_or_default();
    Ok(RedriveOwnDeadLetterResponse { redriven: letters, failed_class })
}

const fn one_if(waited: bool) -> Result<Redriven, RedriveError> {
    if waited { Ok(Redriven { letters: 1, failed: None }) } else { Err(RedriveError::NotFound) }
}

fn frame(service: &str, dead: DeadFrame) -> DeadLetterMessage {
    let DeadFrame { id, producer, frame, class, found_at } = dead;
    let found_at = Some(stts_chassis::fields::timestamp(found_at));
    DeadLetterMessage {
        service: service.to_owned(),
        kind: DeadLetterKind::Frame.into(),
        number: id,
        class,
        first_failed_at: found_at,
        last_failed_at: found_at,
        producer,
        partition: frame.partition,
        sequence: frame.place.sequence,
        ..DeadLetterMessage::default()
    }
}

fn event(service: &str, letter: DeadLetter) -> DeadLetterMessage {
    let DeadLetter { id, event, class, attempts, first_failed_at, last_failed_at } = letter;
    DeadLetterMessage {
        service: service.to_owned(),
        kind: DeadLetterKind::Event.into(),
        number: id,
        r#type: event.type_name,
        class,
        attempts,
        first_failed_at: Some(stts_chassis::fields::timestamp(first_failed_at)),
        last_failed_at: Some(stts_chassis::fields::timestamp(last_failed_at)),
        producer: event.producer,
        partition: event.partition,
        sequence: event.place.sequence,
        key: event.key,
    }
}

fn job(service: &str, dead: DeadJob) -> DeadLetterMessage {
    let DeadJob { id, kind, attempts, class } = dead;
    DeadLetterMessage {
        service: service.to_owned(),
        kind: DeadLetterKind::Job.into(),
        number: id.0,
        r#type: kind,
        class,
        attempts,
        ..DeadLetterMessage::default()
    }
}

//! What operations asks and is told.

use prost::Message;
use stts_chassis::fields::{self, Fields};
use stts_chassis::request_content::content_hash;
use stts_contracts::events::v1::{
    DeadLetter as LetterMessage, DeadLetterKind, GetOwnQueueStatsResponse, JobStats, ProducedStats,
};
use stts_contracts::tasks::v1::{
    ConsumerLag, GetQueueStatsRequest, ListDeadLettersRequest, RedriveDeadLetterRequest,
    RedriveDeadLetterResponse, ServiceQueue as QueueMessage,
};
use stts_kernel::Refusal;
use stts_queue::jobs::JobCounts;
use stts_queue::log::{Head, Place};
use stts_queue::{Consumed, QueueStats};
use stts_store::{SealBroken, Vault, page, page_token};

use crate::app::{Lag, ServiceQueue};
use crate::ports::{
    DeadEvent, DeadLetter, Encode, LetterFilter, LetterKind, LetterPlace, Redriven,
    RequestIdentity, SERVICES,
};

/// Dead letters to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListDeadLetters {
    /// Which.
    pub filter: LetterFilter,
    /// After which place.
    pub after: Option<LetterPlace>,
    /// How many at most.
    pub size: u32,
}

/// `ListDeadLetters`.
pub fn list(message: &ListDeadLettersRequest, vault: &Vault) -> Result<ListDeadLetters, Refusal> {
    let mut fields = Fields::of(message);
    let filter = LetterFilter { service: service(&message.service), kind: kind(message.kind()) };
    let list = (vault, &*query(filter));
    let after = page::after(&mut fields, list, &message.page_token, place);
    let size = page::size(message.page_size);
    fields.finish(|| Some(ListDeadLetters { filter, after: after?, size }))
}

/// `RedriveDeadLetter`.
pub fn redrive(
    message: &RedriveDeadLetterRequest,
) -> Result<(RequestIdentity, LetterPlace), Refusal> {
    const METHOD: &str = "stts.tasks.v1.TaskAdminService/RedriveDeadLetter";
    let mut fields = Fields::of(message);
    let request_id = fields.take("request_id", fields::uuid(&message.request_id));
    let without_id = RedriveDeadLetterRequest { request_id: String::new(), ..message.clone() };
    let content_hash = content_hash(&without_id);
    let (service, kind) = (service(&message.service), kind(message.kind()));
    fields.finish(|| {
        let identity = RequestIdentity { method: METHOD, request_id: request_id?, content_hash };
        Some((identity, LetterPlace { service: service?, kind: kind?, number: message.number }))
    })
}

/// `GetQueueStats`: the service, where one is named.
pub fn stats_of(message: &GetQueueStatsRequest) -> Result<Option<&'static str>, Refusal> {
    Fields::of(message).finish(|| Some(service(&message.service)))
}

/// The token of the page after a place in this list.
pub fn page_token(
    vault: &Vault,
    filter: LetterFilter,
    after: LetterPlace,
) -> Result<String, SealBroken> {
    let number = after.number.to_string();
    let key = match after.kind {
        LetterKind::Event => format!("{} E {number}", after.service),
        LetterKind::Job => format!("{} J {number}", after.service),
        LetterKind::Frame => format!("{} F {number}", after.service),
    };
    page_token::seal(vault, &query(filter), key.as_bytes())
}

fn place(key: &[u8]) -> Option<LetterPlace> {
    let mut parts = std::str::from_utf8(key).ok()?.split(' ');
    let service = service(parts.next()?)?;
    let kind = match parts.next()? {
        "E" => LetterKind::Event,
        "J" => LetterKind::Job,
        "F" => LetterKind::Frame,
        _ => return None,
    };
    Some(LetterPlace { service, kind, number: parts.next()?.parse().ok()? })
}

/// The list as one text, to which its page tokens are bound.
fn query(filter: LetterFilter) -> String {
    format!("ListDeadLetters {:?} {:?}", filter.service, filter.kind)
}

fn service(name: &str) -> Option<&'static str> {
    SERVICES.into_iter().find(|service| *service == name)
}

const fn kind(message: DeadLetterKind) -> Option<LetterKind> {
    match message {
        DeadLetterKind::Unspecified => None,
        DeadLetterKind::Event => Some(LetterKind::Event),
        DeadLetterKind::Job => Some(LetterKind::Job),
        DeadLetterKind::Frame => Some(LetterKind::Frame),
    }
}

/// A kind in the words of the contract.
pub const fn kind_message(kind: LetterKind) -> DeadLetterKind {
    match kind {
        LetterKind::Event => DeadLetterKind::Event,
        LetterKind::Job => DeadLetterKind::Job,
        LetterKind::Frame => DeadLetterKind::Frame,
    }
}

/// A dead letter as a service tells it; none when it is not one.
pub fn letter(service: &'static str, message: LetterMessage) -> Option<DeadLetter> {
    let kind = kind(message.kind())?;
    let event = match kind {
        LetterKind::Job => None,
        LetterKind::Event | LetterKind::Frame => Some(DeadEvent {
            first_failed_at: fields::instant(message.first_failed_at.as_ref()?).ok()?,
            last_failed_at: fields::instant(message.last_failed_at.as_ref()?).ok()?,
            producer: message.producer,
            partition: message.partition,
            sequence: message.sequence,
            key: message.key,
        }),
    };
    Some(DeadLetter {
        place: LetterPlace { service, kind, number: message.number },
        type_name: message.r#type,
        class: message.class,
        attempts: message.attempts,
        event,
    })
}

/// A dead letter as it is answered.
pub fn letter_message(letter: DeadLetter) -> LetterMessage {
    let DeadLetter { place, type_name, class, attempts, event } = letter;
    let message = LetterMessage {
        service: place.service.to_owned(),
        kind: kind_message(place.kind).into(),
        number: place.number,
        r#type: type_name,
        class,
        attempts,
        ..LetterMessage::default()
    };
    let Some(event) = event else { return message };
    LetterMessage {
        first_failed_at: Some(fields::timestamp(event.first_failed_at)),
        last_failed_at: Some(fields::timestamp(event.last_failed_at)),
        producer: event.producer,
        partition: event.partition,
        sequence: event.sequence,
        key: event.key,
        ..message
    }
}

/// What a service tells of its queue.
pub fn stats(message: GetOwnQueueStatsResponse) -> QueueStats {
    let JobStats { due, running, later, dead } = message.jobs.unwrap_or_default();
    let head = |one: ProducedStats| Head {
        partition: one.partition,
        place: Place { epoch: one.epoch, sequence: one.head_sequence },
        unnumbered: one.unnumbered,
        published_sequence: one.published_sequence,
    };
    let consumed = message.consumed.into_iter().map(|one| Consumed {
        producer: one.producer,
        partition: one.partition,
        place: Place { epoch: one.epoch, sequence: one.sequence },
    });
    QueueStats {
        produced: message.produced.into_iter().map(head).collect(),
        producers: message.producers,
        consumed: consumed.collect(),
        jobs: JobCounts { due, later, running, dead },
        dead_events: message.dead_events,
        dead_frames: message.dead_frames,
    }
}

/// What waits in a service, as it is answered.
pub fn queue_message(queue: ServiceQueue) -> QueueMessage {
    let service = queue.service.to_owned();
    let Some(stats) = queue.stats else {
        return QueueMessage { service, ..QueueMessage::default() };
    };
    let JobCounts { due, later, running, dead } = stats.jobs;
    QueueMessage {
        service,
        reachable: true,
        produced: stats.produced.iter().map(produced_message).collect(),
        consumed: queue.lags.into_iter().map(lag_message).collect(),
        jobs: Some(JobStats { due, running, later, dead }),
        dead_events: stats.dead_events,
        dead_frames: stats.dead_frames,
    }
}

fn produced_message(head: &Head) -> ProducedStats {
    ProducedStats {
        partition: head.partition,
        head_sequence: head.place.sequence,
        unnumbered: head.unnumbered,
        epoch: head.place.epoch,
        published_sequence: head.published_sequence,
    }
}

fn lag_message(lag: Lag) -> ConsumerLag {
    let Lag { producer, partition, sequence, events } = lag;
    ConsumerLag { producer, partition, sequence, lag: events }
}

/// Answers as bytes, made before the commit.
#[derive(Clone, Copy, Debug)]
pub struct Wire;

impl Encode for Wire {
    fn redriven(&self, redriven: &Redriven) -> Vec<u8> {
        let answer = RedriveDeadLetterResponse {
            redriven: i64::try_from(redriven.letters).unwrap_or(i64::MAX),
            failed_class: redriven.failed_class.clone(),
        };
        answer.encode_to_vec()
    }
}

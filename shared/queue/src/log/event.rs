//! One event, as it is appended and as it is carried.

use chrono::{DateTime, Utc};
use prost::Message;
use prost_types::Timestamp;
use stts_contracts::common::v1::CallContext;
use stts_contracts::events::v1::EventEnvelope;
use stts_kernel::EventId;
use thiserror::Error;
use uuid::Uuid;

/// An event to append in the transaction that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Its random identifier.
    pub event_id: EventId,
    /// The dossier number, else the person id: events of one key stay in order.
    pub key: String,
    /// The full name of the event's message.
    pub type_name: String,
    /// The version of that message's meaning, from 1.
    pub version: u32,
    /// The encoded message.
    pub payload: Vec<u8>,
    /// The encoded `stts.common.v1.CallContext` of the call that caused it; absent when the system
    /// did.
    pub caused_by: Option<Vec<u8>>,
    /// The W3C trace context; when absent, that of the span in which it is appended is taken.
    pub traceparent: Option<String>,
    /// The business instant.
    pub occurred_at: DateTime<Utc>,
}

/// A place in one partition of a log. Ordered: a later epoch is after every earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Grows when the producer's database was restored from a backup; 0 before the first event.
    pub epoch: u64,
    /// From 1, without gaps inside an epoch.
    pub sequence: u64,
}

impl Place {
    /// Whether the other place is the very next one, with nothing between them.
    pub fn is_followed_by(self, next: Self) -> bool {
        self.epoch == next.epoch && self.sequence.checked_add(1) == Some(next.sequence)
    }
}

/// A committed event with its place in the producer's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its random identifier.
    pub event_id: EventId,
    /// The service in whose database it was committed.
    pub producer: String,
    /// The partition of the producer's log.
    pub partition: u32,
    /// Its place in that partition.
    pub place: Place,
    /// The dossier number, else the person id.
    pub key: String,
    /// The business instant of the commit.
    pub occurred_at: DateTime<Utc>,
    /// The encoded `stts.common.v1.CallContext` of the call that caused it.
    pub caused_by: Option<Vec<u8>>,
    /// The W3C trace context of the commit.
    pub traceparent: Option<String>,
    /// The full name of the event's message.
    pub type_name: String,
    /// The version of that message's meaning.
    pub version: u32,
    /// The encoded message.
    pub payload: Vec<u8>,
}

/// The bytes are not an event's envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the bytes are not the envelope of an event")]
pub struct MalformedEnvelope;

impl Event {
    /// The envelope's bytes, as the transport and the dead letters hold them.
    pub fn encode(&self) -> Result<Vec<u8>, MalformedEnvelope> {
        Ok(self.to_envelope()?.encode_to_vec())
    }

    /// Reads an envelope's bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedEnvelope> {
        Self::from_envelope(EventEnvelope::decode(bytes).map_err(|_| MalformedEnvelope)?)
    }

    /// The event as a message of the contract.
    pub fn to_envelope(&self) -> Result<EventEnvelope, MalformedEnvelope> {
        let caused_by = self.caused_by.as_deref().map(CallContext::decode).transpose();
        Ok(EventEnvelope {
            event_id: self.event_id.to_string(),
            producer: self.producer.clone(),
            partition: self.partition,
            epoch: self.place.epoch,
            sequence: self.place.sequence,
            key: self.key.clone(),
            occurred_at: Some(timestamp(self.occurred_at)),
            caused_by: caused_by.map_err(|_| MalformedEnvelope)?,
            traceparent: self.traceparent.clone().unwrap_or_default(),
            type_name: self.type_name.clone(),
            version: self.version,
            payload: self.payload.clone(),
        })
    }

    /// Reads a message of the contract.
    pub fn from_envelope(envelope: EventEnvelope) -> Result<Self, MalformedEnvelope> {
        let event_id: Uuid = envelope.event_id.parse().map_err(|_| MalformedEnvelope)?;
        Ok(Self {
            event_id: EventId::from(event_id),
            producer: envelope.producer,
            partition: envelope.partition,
            place: Place { epoch: envelope.epoch, sequence: envelope.sequence },
            key: envelope.key,
            occurred_at: envelope.occurred_at.and_then(instant).ok_or(MalformedEnvelope)?,
            caused_by: envelope.caused_by.map(|context| context.encode_to_vec()),
            traceparent: Some(envelope.traceparent).filter(|text| !text.is_empty()),
            type_name: envelope.type_name,
            version: envelope.version,
            payload: envelope.payload,
        })
    }
}

fn timestamp(instant: DateTime<Utc>) -> Timestamp {
    let nanos = i32::try_from(instant.timestamp_subsec_nanos()).unwrap_or_default();
    Timestamp { seconds: instant.timestamp(), nanos }
}

fn instant(timestamp: Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(timestamp.seconds, u32::try_from(timestamp.nanos).ok()?)
}

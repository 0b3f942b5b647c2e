//! Events carried by Redis: a stream per producer and partition.
//!
//! An event's place is the identifier of its entry, so that Redis itself refuses a double and
//! disorder. Nothing in a stream is needed: what is missing, garbled or not ours counts as lost, and
//! the producer has it; what is not ours is handed on all the same, for the consumer to keep. The streams of one producer share a hash tag, so that one blocking read and
//! one pipeline reach all of them in a cluster too.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use redis::{Pipeline, RedisError, Value};

use super::{Event, Frame, Place, Transport};
use crate::connection::{Entry, Refusal, entries, fault, id_of, pairs, refusal, streams};
use crate::{QueueError, Redis};

/// The field of an entry that holds the event's envelope.
const EVENT: &str = "event";

/// How much is read of a key that is no stream, before it is removed.
const LONGEST_STRANGER_BYTES: u32 = 65_535;

/// In one pipeline at most.
const TOGETHER: usize = 500;

/// Carries events between processes: a stream per producer and partition, in which an event's place is
/// the identifier of its entry. Nothing in a stream is needed: the producer has what is missing.
#[derive(Clone)]
pub struct RedisStreams(Redis);

impl RedisStreams {
    /// Carries them through this Redis.
    pub const fn new(redis: Redis) -> Self {
        Self(redis)
    }

    /// The key of a stream, for whoever looks into Redis.
    pub fn key(&self, producer: &str, partition: u32) -> String {
        self.0.key(&format!("log:{producer}"), &partition.to_string())
    }

    /// Adds entries; gives the partitions whose stream refused one.
    async fn add(&self, producer: &str, frames: &[Frame]) -> Result<BTreeSet<u32>, QueueError> {
        let mut pipeline = Pipeline::with_capacity(frames.len());
        for Frame { partition, place, bytes } in frames {
            pipeline.cmd("XADD").arg(self.key(producer, *partition));
            pipeline.arg(format!("{}-{}", place.epoch, place.sequence));
            pipeline.arg(EVENT).arg(bytes.as_ref());
        }
        let answers = self.0.ask_all(&mut pipeline).await.map_err(|error| fault(&error))?;
        let mut refused = BTreeSet::new();
        for (frame, answer) in frames.iter().zip(answers) {
            match answer.as_ref().map_err(|error| (refusal(error), error)) {
                Ok(_) => {}
                Err((Some(Refusal::NotAfterTheLast | Refusal::WrongType), _)) => {
                    refused.insert(frame.partition);
                }
                Err((_, error)) => return Err(fault(error)),
            }
        }
        Ok(refused)
    }

    /// Whether a stream that refuses an event of this epoch is not one that a relay has written: it
    /// would refuse all that follow. A stream that holds later events of the relay's is right to.
    async fn is_foreign(&self, key: &str, epoch: u64) -> Result<bool, QueueError> {
        let mut ask = redis::cmd("XINFO");
        match self.0.ask::<Value>(ask.arg("STREAM").arg(key)).await {
            Ok(information) => Ok(is_foreign(information, epoch)),
            Err(error) if refusal(&error) == Some(Refusal::WrongType) => Ok(true),
            // Gone in the meantime.
            Err(error) if error.code() == Some("ERR") => Ok(false),
            Err(error) => Err(fault(&error)),
        }
    }

    /// Removes keys that hold something else than a stream: one of them spoils a whole read. Gives
    /// what they held, as frames that do not decode.
    async fn remove_strangers(
        &self,
        partitions: &BTreeMap<String, u32>,
    ) -> Result<Vec<Frame>, QueueError> {
        let mut types = Pipeline::new();
        for key in partitions.keys() {
            types.cmd("TYPE").arg(key);
        }
        let types = self.0.ask_all(&mut types).await.map_err(|error| fault(&error))?;
        let mut removed = Vec::new();
        for ((key, partition), kind) in partitions.iter().zip(types) {
            let ours = ["stream", "none"].map(|name| Ok(Value::SimpleString(name.to_owned())));
            if !ours.contains(&kind) {
                tracing::warn!(key, "something that is not ours is removed");
                // Of a text, the beginning; of anything else there are no bytes as such.
                let mut read = redis::cmd("GETRANGE");
                let read = read.arg(key).arg(0).arg(LONGEST_STRANGER_BYTES);
                let bytes = self.0.ask::<Vec<u8>>(read).await.unwrap_or_default().into();
                removed.push(Frame { partition: *partition, place: Place::default(), bytes });
                let mut delete = redis::cmd("DEL");
                self.0.ask::<()>(delete.arg(key)).await.map_err(|error| fault(&error))?;
            }
        }
        Ok(removed)
    }

    /// Where each stream begins, absent when it is empty.
    async fn first_places(
        &self,
        producer: &str,
        passed: &[(u32, u64)],
    ) -> Result<Vec<Option<Place>>, QueueError> {
        let mut pipeline = Pipeline::with_capacity(passed.len());
        for (partition, _) in passed {
            pipeline.cmd("XRANGE").arg(self.key(producer, *partition));
            pipeline.arg("-").arg("+").arg("COUNT").arg(1);
        }
        let answers = self.0.ask_all(&mut pipeline).await.map_err(|error| fault(&error))?;
        let first = |answer: Result<Value, RedisError>| {
            entries(answer.unwrap_or_default()).first().map(place_of)
        };
        Ok(answers.into_iter().map(first).collect())
    }
}

#[async_trait]
impl Transport for RedisStreams {
    async fn publish(&self, producer: &str, frames: &[Frame]) -> Result<(), QueueError> {
        for frames in frames.chunks(TOGETHER) {
            for partition in self.add(producer, frames).await? {
                let of_it: Vec<Frame> =
                    frames.iter().filter(|frame| frame.partition == partition).cloned().collect();
                let epoch = of_it.iter().map(|frame| frame.place.epoch).max().unwrap_or_default();
                let key = self.key(producer, partition);
                if self.is_foreign(&key, epoch).await? {
                    tracing::warn!(producer, partition, "a stream was not ours and is begun anew");
                    let mut delete = redis::cmd("DEL");
                    self.0.ask::<()>(delete.arg(key)).await.map_err(|error| fault(&error))?;
                    self.add(producer, &of_it).await?;
                }
            }
        }
        Ok(())
    }

    async fn ready(&self) -> Result<(), QueueError> {
        self.0.ready().await.map_err(|error| fault(&error))
    }

    async fn read(
        &self,
        producer: &str,
        after: &[(u32, Place)],
        limit: usize,
        wait: Duration,
    ) -> Result<Vec<Frame>, QueueError> {
        if after.is_empty() {
            tokio::time::sleep(wait).await;
            return Ok(Vec::new());
        }
        let partitions: BTreeMap<String, u32> = after
            .iter()
            .map(|(partition, _)| (self.key(producer, *partition), *partition))
            .collect();
        let mut read = redis::cmd("XREAD");
        read.arg("COUNT").arg(limit);
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        // Redis takes 0 for no end.
        if wait_ms > 0 {
            read.arg("BLOCK").arg(wait_ms);
        }
        read.arg("STREAMS");
        for (partition, _) in after {
            read.arg(self.key(producer, *partition));
        }
        for (_, place) in after {
            read.arg(format!("{}-{}", place.epoch, place.sequence));
        }
        let answer = match self.0.ask_blocking(&read, wait).await {
            Ok(answer) => answer,
            Err(error) if refusal(&error) == Some(Refusal::WrongType) => {
                return self.remove_strangers(&partitions).await;
            }
            Err(error) => return Err(fault(&error)),
        };
        let frames = streams(answer).into_iter().flat_map(|(key, entries)| {
            let key = std::str::from_utf8(&key).unwrap_or_default();
            let partition = partitions.get(key).copied();
            entries.into_iter().filter_map(move |entry| Some(frame(partition?, &entry)))
        });
        Ok(frames.collect())
    }

    async fn trim(&self, producer: &str, passed: &[(u32, u64)]) -> Result<(), QueueError> {
        let first = self.first_places(producer, passed).await?;
        let mut pipeline = Pipeline::new();
        for ((partition, sequence), first) in passed.iter().zip(first) {
            // A sequence alone does not tell its epoch. Trimmed is the oldest epoch that is there;
            // the next one has its turn when that is gone.
            let Some(first) = first.filter(|first| first.sequence <= *sequence) else { continue };
            pipeline.cmd("XTRIM").arg(self.key(producer, *partition)).arg("MINID");
            pipeline.arg(format!("{}-{}", first.epoch, sequence.saturating_add(1))).ignore();
        }
        self.0.ask_all(&mut pipeline).await.map_err(|error| fault(&error))?;
        Ok(())
    }

    fn is_reachable(&self) -> bool {
        self.0.is_reachable()
    }
}

fn place_of(entry: &Entry) -> Place {
    Place { epoch: entry.id.0, sequence: entry.id.1 }
}

/// What is no event of ours becomes a frame that does not decode.
fn frame(partition: u32, entry: &Entry) -> Frame {
    let bytes = entry.field(EVENT).cloned().unwrap_or_else(|| strange_fields(entry));
    Frame { partition, place: place_of(entry), bytes }
}

/// An entry of somebody else's as it stands there: its names and values, each after a zero, with which
/// no envelope begins.
fn strange_fields(entry: &Entry) -> Bytes {
    let all = entry.fields.iter().flat_map(|(name, value)| [name, value]);
    all.flat_map(|part| [&[0][..], part]).flatten().copied().collect()
}

/// By the answer to XINFO STREAM: whether the last identifier is of an epoch that is yet to come, as
/// Redis's own identifiers are, or the last entry is no event with that place.
fn is_foreign(information: Value, epoch: u64) -> bool {
    let information = pairs(information);
    let value = |name: &str| {
        information.iter().find(|(key, _)| key.as_ref() == name.as_bytes()).map(|(_, value)| value)
    };
    let last_id = value("last-generated-id").and_then(id_of);
    let last_entry = value("last-entry").cloned().map(|entry| entries(Value::Array(vec![entry])));
    let is_ours = |entry: &Entry| {
        let event = Event::decode(entry.field(EVENT).map(AsRef::as_ref).unwrap_or_default());
        event.is_ok_and(|event| event.place == place_of(entry))
    };
    last_id.is_none_or(|(last_epoch, _)| last_epoch > epoch)
        || last_entry.is_some_and(|entries| !entries.iter().all(is_ours))
}

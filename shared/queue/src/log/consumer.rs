//! The task that applies a producer's events in one service.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use ring::digest::{Context, SHA256};
use stts_kernel::Clock;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::batch::{Batch, Outcome, Trust};
use super::brought::Brought;
use super::{Event, Frame, Handler, Inbox, LogReader, NewDeadFrame, PARTITIONS, Place, Transport};
use crate::QueueError;
use crate::jobs::Backoff;

/// How many frames that are no events a consumer knows again.
const REMEMBERED: usize = 1_000;

/// How a consumer works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsumerSettings {
    /// At most this many events of one partition in one transaction.
    pub batch_events: usize,
    /// After this long, a transaction takes no further event.
    pub batch_time: Duration,
    /// After how many attempts an event is a dead letter.
    pub max_attempts: u32,
    /// How long a partition waits between those attempts.
    pub backoff: Backoff,
    /// How often the producer is asked for its heads, whatever the transport brings.
    pub asks_every: Duration,
    /// How often it is asked while the transport brings nothing but errors.
    pub asks_when_blind_every: Duration,
    /// How long to wait for the transport at most.
    pub waits: Duration,
}

impl Default for ConsumerSettings {
    fn default() -> Self {
        Self {
            batch_events: 100,
            batch_time: Duration::from_millis(50),
            max_attempts: 5,
            backoff: Backoff { first: Duration::from_millis(200), longest: Duration::from_mins(1) },
            asks_every: Duration::from_mins(1),
            asks_when_blind_every: Duration::from_secs(5),
            waits: Duration::from_secs(1),
        }
    }
}

/// Applies the events of one producer in one consuming service, each exactly once and in the order
/// of its partition. Any number may run for the same service: the row of a partition's position
/// decides which of them works on it.
pub struct Consumer<I: Inbox> {
    /// The consuming service, as the producer knows it.
    pub name: String,
    /// The producing service.
    pub producer: String,
    /// This service's positions and dead letters.
    pub inbox: Arc<I>,
    /// What brings events.
    pub transport: Arc<dyn Transport>,
    /// The producer's log, for what the transport did not bring.
    pub reader: Arc<dyn LogReader>,
    /// What to do with an event.
    pub handler: Arc<dyn Handler<I::Transaction>>,
    /// The machine's time, for the times of failures.
    pub machine: Arc<dyn Clock>,
    /// How it works.
    pub settings: ConsumerSettings,
}

/// What a running consumer remembers; losing it loses nothing.
#[derive(Default)]
struct Memory {
    stop: CancellationToken,
    asked_at: Option<Instant>,
    /// Whether the transport failed when it was last read.
    blind: bool,
    reported_at: Option<Instant>,
    reported: BTreeMap<u32, Place>,
    resting: BTreeMap<u32, Rest>,
    /// The digests of frames that are no events and that were kept: they come again and again.
    strange: HashSet<Vec<u8>>,
}

/// A partition that is left alone for a while.
#[derive(Clone, Copy)]
struct Rest {
    until: Instant,
    /// Whether the producer is asked afterwards. Where another replica was at work, the transport has
    /// what follows.
    asks: bool,
}

impl Memory {
    /// Ends the rests that are over; gives the partitions whose producer is to be asked.
    fn end_rests(&mut self) -> Vec<u32> {
        let now = Instant::now();
        let over = self.resting.extract_if(.., |_, rest| rest.until <= now);
        over.filter(|(_, rest)| rest.asks).map(|(partition, _)| partition).collect()
    }

    /// Whether the transport was read. When it works again, the producer is asked at once: it may
    /// have forgotten what nobody had read.
    fn saw(&mut self, blind: bool) {
        if self.blind && !blind {
            self.asked_at = None;
        }
        self.blind = blind;
    }

    fn is_resting(&self, partition: u32) -> bool {
        self.resting.contains_key(&partition)
    }

    fn rest(&mut self, partition: u32, rest: Duration) {
        self.resting.insert(partition, Rest { until: Instant::now() + rest, asks: true });
    }

    fn leave_to_others(&mut self, partition: u32, rest: Duration) {
        self.resting.insert(partition, Rest { until: Instant::now() + rest, asks: false });
    }

    fn shortest_rest(&self) -> Option<Duration> {
        let now = Instant::now();
        let left = |rest: &Rest| rest.until.checked_duration_since(now);
        self.resting.values().filter_map(left).min()
    }
}

impl<I: Inbox> Consumer<I> {
    /// Works until stopped; a transaction under way is finished first. To be spawned and awaited,
    /// never aborted.
    pub async fn run(self, stop: CancellationToken) {
        let mut memory = Memory { stop: stop.clone(), ..Memory::default() };
        while !stop.is_cancelled() {
            if let Err(error) = self.round(&mut memory).await {
                tracing::warn!(producer = self.producer, %error, "events wait to be applied");
                tokio::select! {
                    () = tokio::time::sleep(self.settings.waits) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
    }

    /// Asks the producer for everything that is new and applies it, without the transport. Leaves
    /// a partition whose event failed, or that another replica holds.
    pub async fn catch_up(&self) -> Result<(), QueueError> {
        let mut memory = Memory::default();
        self.ask(&mut memory).await?;
        self.report(&mut memory).await
    }

    async fn round(&self, memory: &mut Memory) -> Result<(), QueueError> {
        let ConsumerSettings { asks_every, asks_when_blind_every, .. } = self.settings;
        let asks_every = if memory.blind { asks_when_blind_every } else { asks_every };
        if memory.asked_at.is_none_or(|at| at.elapsed() >= asks_every) {
            self.ask(memory).await?;
        }
        for partition in memory.end_rests() {
            self.fetch(memory, partition).await?;
        }
        let places: Vec<(u32, Place)> = self
            .places()
            .await?
            .into_iter()
            .filter(|(partition, _)| !memory.is_resting(*partition))
            .collect();
        let wait = self.settings.waits.min(memory.shortest_rest().unwrap_or(Duration::MAX));
        let read = self.transport.read(&self.producer, &places, self.settings.batch_events, wait);
        let frames = tokio::select! {
            frames = read => frames,
            () = memory.stop.cancelled() => return Ok(()),
        };
        memory.saw(frames.is_err());
        if let Ok(frames) = &frames {
            let brought = Brought::of(&self.producer, frames);
            self.keep(memory, &brought).await?;
            self.take_all(memory, brought.events).await?;
        }
        if memory.reported_at.is_none_or(|at| at.elapsed() >= self.settings.waits) {
            self.report(memory).await?;
        }
        frames.map(|_| ())
    }

    /// All partitions, also those of which nothing was applied yet.
    async fn places(&self) -> Result<BTreeMap<u32, Place>, QueueError> {
        let mut places: BTreeMap<u32, Place> =
            (0..PARTITIONS).map(|partition| (partition, Place::default())).collect();
        places.extend(self.inbox.places(&self.producer).await?);
        Ok(places)
    }

    async fn ask(&self, memory: &mut Memory) -> Result<(), QueueError> {
        for (partition, place) in self.places().await? {
            let page = self.reader.read_after(partition, place.sequence, 0).await?;
            if page.head > place && !memory.is_resting(partition) {
                self.fetch(memory, partition).await?;
            }
            // Its database was restored from a backup. It is told how far it had come.
            if page.head < place {
                memory.reported.remove(&partition);
            }
        }
        memory.asked_at = Some(Instant::now());
        Ok(())
    }

    /// Keeps what is no event of the log for somebody to see, before the position passes it. It is in
    /// nobody's way: the event of its place, if there is one, is fetched from the producer.
    async fn keep(&self, memory: &mut Memory, brought: &Brought<'_>) -> Result<(), QueueError> {
        for (frame, class) in &brought.strange {
            let digest = digest_of(frame);
            if memory.strange.contains(&digest) {
                continue;
            }
            let (producer, partition) = (&self.producer, frame.partition);
            tracing::error!(
                producer,
                partition,
                class,
                "a stream holds what is no event of its log"
            );
            let found_at = self.machine.now();
            let dead = NewDeadFrame { producer, frame, digest: &digest, class, found_at };
            self.inbox.keep_frame(dead).await?;
            memory.strange.insert(digest);
        }
        // What is forgotten here is kept once all the same.
        if memory.strange.len() > REMEMBERED {
            memory.strange.clear();
        }
        Ok(())
    }

    /// Applies what the transport brought, all at once unless an event fails; what it did not bring
    /// is fetched.
    async fn take_all(
        &self,
        memory: &mut Memory,
        events: BTreeMap<u32, Vec<Event>>,
    ) -> Result<(), QueueError> {
        if events.is_empty() {
            return Ok(());
        }
        if let Some(outcomes) = self.apply_together(&events).await? {
            for (partition, outcome) in outcomes {
                self.follow(memory, partition, outcome).await?;
            }
            return Ok(());
        }
        for (partition, events) in events {
            let outcome = match events.as_slice() {
                [] => Outcome::Gap,
                events => self.batch(partition).apply(events, Trust::Transport).await?,
            };
            self.follow(memory, partition, outcome).await?;
        }
        Ok(())
    }

    /// Fetches what is missing.
    async fn follow(
        &self,
        memory: &mut Memory,
        partition: u32,
        outcome: Outcome,
    ) -> Result<(), QueueError> {
        self.go_on(memory, partition, outcome);
        if outcome == Outcome::Gap && !self.fetch(memory, partition).await? {
            // The producer does not have what comes before these; it will, or they are from a
            // time before its backup.
            memory.rest(partition, self.settings.waits);
        }
        Ok(())
    }

    /// Applies what the producer has, until there is nothing more or something is in the way; gives
    /// whether it had anything.
    async fn fetch(&self, memory: &mut Memory, partition: u32) -> Result<bool, QueueError> {
        let limit = u32::try_from(self.settings.batch_events).unwrap_or(u32::MAX);
        let mut found = false;
        while !memory.stop.is_cancelled() {
            let place = self.places().await?.remove(&partition).unwrap_or_default();
            let page = self.reader.read_after(partition, place.sequence, limit).await?;
            if page.events.is_empty() {
                break;
            }
            found = true;
            let outcome = self.batch(partition).apply(&page.events, Trust::Producer).await?;
            self.go_on(memory, partition, outcome);
            match outcome {
                Outcome::Applied => {}
                Outcome::Busy | Outcome::Rest(_) => break,
                Outcome::Gap => {
                    let producer = &self.producer;
                    tracing::error!(
                        producer,
                        partition,
                        "the producer no longer keeps events that were not consumed"
                    );
                    memory.rest(partition, self.settings.asks_every);
                    break;
                }
            }
        }
        Ok(found)
    }

    fn batch(&self, partition: u32) -> Batch<'_, I> {
        Batch { consumer: self, partition }
    }

    fn go_on(&self, memory: &mut Memory, partition: u32, outcome: Outcome) {
        match outcome {
            Outcome::Rest(rest) => memory.rest(partition, rest),
            // Another replica applies it; asking again at once would only find the same.
            Outcome::Busy => memory.leave_to_others(partition, self.settings.batch_time),
            Outcome::Applied | Outcome::Gap => {}
        }
    }

    async fn report(&self, memory: &mut Memory) -> Result<(), QueueError> {
        let places = self.inbox.places(&self.producer).await?;
        let moved: Vec<(u32, u64)> = places
            .iter()
            .filter(|(partition, place)| memory.reported.get(partition) != Some(place))
            .map(|(partition, place)| (*partition, place.sequence))
            .collect();
        if !moved.is_empty() {
            self.reader.report_positions(&self.name, &moved).await?;
            memory.reported.extend(places);
        }
        memory.reported_at = Some(Instant::now());
        Ok(())
    }
}

/// Of a frame, wherever it stands.
fn digest_of(frame: &Frame) -> Vec<u8> {
    let Frame { partition, place: Place { epoch, sequence }, bytes } = frame;
    let mut digest = Context::new(&SHA256);
    digest.update(format!("{partition} {epoch} {sequence} ").as_bytes());
    digest.update(bytes);
    digest.finish().as_ref().to_vec()
}

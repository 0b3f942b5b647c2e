//! Demands on the outbox: numbers without gaps, whatever commits when.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use stts_queue::QueueError;
use stts_queue::log::{Event, Frame, InProcess, Outbox, PARTITIONS, Place, Relay, Step, Transport};
use stts_store::outbox;
use tokio::sync::{Barrier, Notify};
use tokio_util::sync::CancellationToken;

use super::world::{LogWorld, PRODUCER, commit, number_of};
use crate::SeededIds;
use crate::failure::{fail, must};

const KEYS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// The sequences of each partition.
fn sequences(events: &[Event]) -> BTreeMap<u32, Vec<u64>> {
    let mut sequences = BTreeMap::<u32, Vec<u64>>::new();
    for event in events {
        sequences.entry(event.partition).or_default().push(event.place.sequence);
    }
    sequences
}

#[track_caller]
fn assert_gapless(events: &[Event]) {
    for (partition, sequences) in sequences(events) {
        let expected: Vec<u64> = (1..).take(sequences.len()).collect();
        assert_eq!(sequences, expected, "partition {partition}");
    }
}

/// Many transactions commit at once while two relays number: no number is missing or given twice.
pub async fn numbers_have_no_gaps(world: LogWorld) {
    const WRITERS: u64 = 12;
    const COMMITS: u64 = 10;
    let stop = CancellationToken::new();
    let relays: Vec<_> = (0..2)
        .map(|_| Relay::new(world.outbox(), Arc::clone(&world.transport)).run(stop.clone()))
        .map(tokio::spawn)
        .collect();
    let start = Arc::new(Barrier::new(must(usize::try_from(WRITERS), "writers")));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let batches: Vec<_> = (0..COMMITS)
                .map(|commit| vec![world.event(&format!("{writer}-{commit}"), commit)])
                .collect();
            let (store, start) = (world.producer.store.clone(), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                for events in batches {
                    commit(&store, events).await;
                }
            })
        })
        .collect();
    for writer in writers {
        must(writer.await, "a writer");
    }
    stop.cancel();
    for relay in relays {
        must(relay.await, "a relay");
    }
    world.relay().await;

    let events = world.produced().await;
    assert_eq!(u64::try_from(events.len()), Ok(WRITERS * COMMITS));
    assert_gapless(&events);
    let published: u64 = world.published().await;
    assert_eq!(published, WRITERS * COMMITS);
}

/// A transaction takes its row's id first and commits last: its event is numbered after the others
/// and not passed over. (Only where two transactions can write at once.)
pub async fn a_row_that_commits_late_is_numbered_late(world: LogWorld) {
    let late = must(world.producer.store.begin().await, "a transaction");
    must(outbox::append(&late, vec![world.event("a", 1)]).await, "the late event");
    commit(&world.producer.store, vec![world.event("a", 2)]).await;
    world.relay().await;
    let before: Vec<u64> = world.produced().await.iter().map(number_of).collect();
    assert_eq!(before, [2]);

    must(late.commit().await, "the late commit");
    world.relay().await;
    let events = world.produced().await;
    assert_eq!(events.iter().map(number_of).collect::<Vec<_>>(), [2, 1]);
    assert_gapless(&events);
}

/// While one relay is publishing a partition, another finds it taken and does nothing. (Only where
/// two transactions can write at once.)
pub async fn a_partition_has_one_relay_at_a_time(world: LogWorld) {
    world.produce(&["a"], 1, 1).await;
    let outbox = world.outbox();
    let nowhere = InProcess::default();
    let numbered = must(outbox.relay(10, &nowhere).await, "numbering");
    assert_eq!((numbered.numbered, numbered.published), (1, 0), "published once it is committed");

    world.produce(&["a"], 2, 1).await;
    let (held, may_end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = Slow { held: Arc::clone(&held), may_end: Arc::clone(&may_end) };
    let first = world.outbox();
    let first = tokio::spawn(async move { first.relay(10, &slow).await });
    held.notified().await;
    assert_eq!(outbox.relay(10, &nowhere).await, Ok(Step::default()));
    may_end.notify_one();
    let first = must(must(first.await, "the first relay"), "relaying");
    assert_eq!((first.numbered, first.published), (1, 1));
    assert_gapless(&world.produced().await);
}

/// Takes its time to publish.
struct Slow {
    held: Arc<Notify>,
    may_end: Arc<Notify>,
}

#[async_trait]
impl Transport for Slow {
    async fn publish(&self, _producer: &str, _frames: &[Frame]) -> Result<(), QueueError> {
        self.held.notify_one();
        self.may_end.notified().await;
        Ok(())
    }

    async fn read(
        &self,
        _producer: &str,
        _after: &[(u32, Place)],
        _limit: usize,
        _wait: Duration,
    ) -> Result<Vec<Frame>, QueueError> {
        Ok(Vec::new())
    }
}

/// A relay died after publishing and before noting it, so that the next publishes again.
pub async fn publishing_twice_brings_no_double(world: LogWorld) {
    world.produce(&KEYS, 1, 3).await;
    world.relay().await;
    let events = world.produced().await;
    for event in &events {
        let frame = Frame {
            partition: event.partition,
            place: event.place,
            bytes: must(event.encode(), "an envelope").into(),
        };
        must(world.transport.publish(PRODUCER, &[frame]).await, "publishing again");
    }
    let from_the_beginning: Vec<(u32, Place)> =
        (0..PARTITIONS).map(|partition| (partition, Place::default())).collect();
    let read = world.transport.read(PRODUCER, &from_the_beginning, 100, Duration::ZERO).await;
    let mut places: Vec<_> =
        must(read, "reading").iter().map(|frame| (frame.partition, frame.place)).collect();
    places.sort_unstable();
    let expected: Vec<_> = events.iter().map(|event| (event.partition, event.place)).collect();
    assert_eq!(places, expected);
}

/// What has been passed is what the slowest of the named has reported; whoever never reported has
/// passed nothing.
pub async fn what_all_have_passed_is_known(world: LogWorld) {
    world.produce(&["a"], 1, 4).await;
    world.relay_to(Arc::new(InProcess::default())).await;
    let outbox = world.outbox();
    let (partition, other) = (stts_queue::log::partition_of("a"), 15);
    assert_ne!(partition, other);
    must(outbox.report_positions("tasks", &[(partition, 4), (other, 9)]).await, "a report");
    let consumers = ["tasks", "notifications"];
    assert_eq!(outbox.passed(&consumers).await, Ok(vec![]));
    must(outbox.report_positions("notifications", &[(partition, 3)]).await, "a report");
    assert_eq!(outbox.passed(&consumers).await, Ok(vec![(partition, 3)]));
    let nobody: Vec<_> = must(outbox.passed(&[]).await, "what is published");
    let published = nobody.iter().filter(|(_, sequence)| *sequence > 0);
    assert_eq!(published.collect::<Vec<_>>(), [&(partition, 4)]);
}

/// An older event that comes after a newer one, such as from a relay that was slow, turns no order.
pub async fn a_late_copy_of_an_event_is_dropped(world: LogWorld) {
    world.produce(&["a"], 1, 5).await;
    world.relay_to(Arc::new(InProcess::default())).await;
    let events = world.produced().await;
    let frame = |number: usize| Frame {
        partition: events[number - 1].partition,
        place: events[number - 1].place,
        bytes: must(events[number - 1].encode(), "an envelope").into(),
    };
    for numbers in [&[1, 2][..], &[2], &[1, 2, 3], &[5], &[4], &[4, 5]] {
        let frames: Vec<Frame> = numbers.iter().copied().map(frame).collect();
        must(world.transport.publish(PRODUCER, &frames).await, "publishing");
    }
    let from_the_beginning = [(events[0].partition, Place::default())];
    let read = world.transport.read(PRODUCER, &from_the_beginning, 100, Duration::ZERO).await;
    let expected: Vec<Frame> = [1, 2, 3, 5].map(frame).into();
    assert_eq!(must(read, "reading"), expected);
}

/// After a restore from a backup, numbers go on beyond whatever may have been given out.
pub async fn a_backup_never_gives_a_number_twice(world: LogWorld) {
    world.produce(&["a"], 1, 2).await;
    world.relay().await;
    must(world.outbox().begin_epoch().await, "a new epoch");
    world.produce(&["a"], 3, 2).await;
    world.relay().await;

    let places: Vec<Place> = world.produced().await.iter().map(|event| event.place).collect();
    let [first, second, third, fourth] = places.as_slice() else {
        assert_eq!(places.len(), 4);
        return;
    };
    assert!(first.is_followed_by(*second), "{places:?}");
    assert!(third.epoch > second.epoch && third.sequence > second.sequence, "{places:?}");
    assert!(third.is_followed_by(*fourth), "{places:?}");

    // A consumer that had seen more than the backup held goes on as well.
    let handler = super::recorder::Recorder::new();
    let consumer = world.consumer(&world.consumer.store, handler);
    must(consumer.catch_up().await, "catching up");
    let effects = super::recorder::effects(&world.consumer.store).await;
    assert_eq!(effects, super::recorder::counted(&["a"], 4));
}

/// A producer is restored while its consumer is further: nothing is numbered until a new epoch begins,
/// and then the consumer applies it all.
pub async fn a_restored_log_halts_until_a_new_epoch_begins(world: LogWorld) {
    let consumer = world.consumer(&world.consumer.store, super::recorder::Recorder::new());
    world.produce(&["a"], 1, 3).await;
    world.relay().await;
    must(consumer.catch_up().await, "catching up");
    assert_eq!(world.outbox().is_behind().await, Ok(false));

    let ids = SeededIds::new(2);
    let restored = LogWorld { ids, producer: world.producer.another().await, ..world };
    restored.produce(&["a"], 4, 2).await;
    let outbox = restored.outbox();
    assert_eq!(outbox.is_behind().await, Ok(false), "nobody has told it yet");
    let consumer = restored.consumer(&restored.consumer.store, super::recorder::Recorder::new());
    must(consumer.catch_up().await, "asking a producer that has nothing");
    assert_eq!(outbox.is_behind().await, Ok(true), "the consumer tells how far it had come");
    restored.relay().await;
    let heads = must(outbox.heads().await, "heads");
    assert!(heads.iter().all(|head| head.place.sequence == 0), "nothing is numbered: {heads:?}");

    must(outbox.begin_epoch().await, "a new epoch");
    assert_eq!(outbox.is_behind().await, Ok(false));
    restored.relay().await;
    must(consumer.catch_up().await, "catching up");
    let effects = super::recorder::effects(&restored.consumer.store).await;
    assert_eq!(effects, super::recorder::counted(&["a"], 5));
}

/// Rows go when every named consumer has passed them, and not before their time.
pub async fn events_are_pruned_when_every_consumer_has_passed(world: LogWorld) {
    world.produce(&["a"], 1, 4).await;
    world.relay_to(Arc::new(InProcess::default())).await;
    let outbox = world.outbox();
    let partition = stts_queue::log::partition_of("a");
    let before = |text: &str| must(text.parse(), text);
    let (too_early, later) = (before("2027-03-01T08:00:00Z"), before("2027-04-01T08:00:00Z"));

    let consumers = ["tasks", "notifications"];
    must(outbox.report_positions("tasks", &[(partition, 4)]).await, "a report");
    assert_eq!(outbox.prune(&consumers, later).await, Ok(0), "one has never reported");
    must(outbox.report_positions("notifications", &[(partition, 3)]).await, "a report");
    must(outbox.report_positions("notifications", &[(partition, 1)]).await, "a late report");
    assert_eq!(outbox.prune(&consumers, too_early).await, Ok(0), "not yet");
    assert_eq!(outbox.prune(&consumers, later).await, Ok(3));
    let left: Vec<u64> = world.produced().await.iter().map(number_of).collect();
    assert_eq!(left, [4]);
    assert_eq!(outbox.prune(&[], later).await, Ok(1), "nobody consumes it");
}

/// Events were numbered and never published, every consumer fetched them, and they were pruned: the
/// relay goes on behind them.
pub async fn what_was_pruned_unpublished_is_passed_over(world: LogWorld) {
    world.produce(&["a"], 1, 4).await;
    let nowhere = Relay::new(world.outbox(), Arc::new(Nowhere));
    let refused = nowhere.relay_all(&CancellationToken::new()).await;
    assert!(matches!(refused, Err(QueueError::Unavailable(_))), "{refused:?}");
    let (outbox, partition) = (world.outbox(), stts_queue::log::partition_of("a"));
    must(outbox.report_positions("tasks", &[(partition, 4)]).await, "a report");
    let later = must("2027-04-01T08:00:00Z".parse(), "an instant");
    assert_eq!(outbox.prune(&["tasks"], later).await, Ok(4));
    assert_eq!(world.published().await, 0);

    world.produce(&["a"], 5, 1).await;
    world.relay().await;
    assert_eq!(world.published().await, 5);
    let after = [(partition, Place { sequence: 4, ..world.produced().await[0].place })];
    let read = world.transport.read(PRODUCER, &after, 10, Duration::ZERO).await;
    assert_eq!(must(read, "what was published").len(), 1);
}

/// There is no way to it, so that nothing may be given to it.
struct Nowhere;

#[async_trait]
impl Transport for Nowhere {
    async fn ready(&self) -> Result<(), QueueError> {
        Err(QueueError::Unavailable("nowhere".to_owned()))
    }

    async fn publish(&self, _producer: &str, _frames: &[Frame]) -> Result<(), QueueError> {
        fail("a backlog was read for nobody")
    }

    async fn read(
        &self,
        _producer: &str,
        _after: &[(u32, Place)],
        _limit: usize,
        _wait: Duration,
    ) -> Result<Vec<Frame>, QueueError> {
        Ok(Vec::new())
    }
}

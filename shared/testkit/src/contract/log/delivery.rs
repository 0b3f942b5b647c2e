//! Demands on delivery: each event is applied exactly once and in the order of its key.

use std::sync::Arc;
use std::time::Duration;

use stts_queue::log::{InProcess, Inbox, Outbox, Relay};
use tokio::sync::Barrier;
use tokio_util::sync::CancellationToken;

use super::hostile::Hostile;
use super::recorder::{Recorder, counted, effects};
use super::world::{LogWorld, PRODUCER};
use crate::failure::must;

/// Over several partitions, several to a partition.
const KEYS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// Relay and consumer run while events are committed.
pub async fn everything_is_applied_while_it_is_produced(world: LogWorld) {
    let stop = CancellationToken::new();
    let relay = Relay::new(world.outbox(), Arc::clone(&world.transport));
    let relay = tokio::spawn(relay.run(stop.clone()));
    let consumer = world.consumer(&world.consumer.store, Recorder::new());
    let consumer = tokio::spawn(consumer.run(stop.clone()));
    world.produce(&KEYS, 1, 10).await;
    while !world.is_quiescent().await {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    must(relay.await, "the relay");
    must(consumer.await, "the consumer");
    assert_eq!(effects(&world.consumer.store).await, counted(&KEYS, 10));
}

/// Events are lost, repeated and garbled on the way.
pub async fn everything_is_applied_once_under_a_hostile_transport(mut world: LogWorld) {
    world.transport = Arc::new(Hostile::default());
    let consumer = world.consumer(&world.consumer.store, Recorder::new());
    let produce = async {
        world.produce(&KEYS, 2, 9).await;
        world.relay().await;
    };
    world.run(vec![consumer], &KEYS, produce).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&KEYS, 10));
}

/// The transport is empty, like a Redis that was restarted without a disk.
pub async fn a_transport_that_forgets_loses_nothing(world: LogWorld) {
    let consumer = world.consumer(&world.consumer.store, Recorder::new());
    let produce = async {
        world.produce(&KEYS, 2, 2).await;
        world.relay_to(Arc::new(InProcess::default())).await;
        world.produce(&KEYS, 4, 3).await;
        world.relay().await;
    };
    world.run(vec![consumer], &KEYS, produce).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&KEYS, 6));
}

/// The transport holds two events of each partition.
pub async fn a_flood_is_applied_although_the_transport_holds_little(mut world: LogWorld) {
    world.transport = Arc::new(InProcess::with_capacity(2));
    let consumer = world.consumer(&world.consumer.store, Recorder::new());
    let produce = async {
        world.produce(&["a", "b"], 2, 39).await;
        world.relay().await;
    };
    world.run(vec![consumer], &["a", "b"], produce).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&["a", "b"], 40));
}

/// Three replicas of the consuming service run at once.
pub async fn replicas_share_the_partitions(world: LogWorld) {
    let handler = Recorder::new();
    let mut replicas = Vec::new();
    for _ in 0..3 {
        let store = world.consumer.open_again().await;
        replicas.push(world.consumer(&store, Arc::clone(&handler)));
    }
    let produce = async {
        for number in 2..=10 {
            world.produce(&KEYS, number, 1).await;
            world.relay().await;
        }
    };
    world.run(replicas, &KEYS, produce).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&KEYS, 10));
}

/// Two replicas are proved to be inside a handler at the same time: each waits there for the other,
/// holding its partition. (Only where two transactions can write at once.)
pub async fn replicas_work_at_the_same_time(world: LogWorld) {
    let meeting = Arc::new(Barrier::new(2));
    let mut replicas = Vec::new();
    for seed in [10, 20] {
        let store = world.consumer.open_again().await;
        let handler = Recorder::meeting_at(Some(Arc::clone(&meeting)), seed);
        replicas.push(world.consumer(&store, Arc::new(handler)));
    }
    let produce = async {
        world.produce(&KEYS, 2, 4).await;
        world.relay().await;
    };
    world.run(replicas, &KEYS, produce).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&KEYS, 5));
}

/// The producer learns how far its consumer is.
pub async fn a_consumer_reports_how_far_it_came(world: LogWorld) {
    world.produce(&["a"], 1, 3).await;
    world.relay().await;
    let consumer = world.consumer(&world.consumer.store, Recorder::new());
    must(consumer.catch_up().await, "catching up");
    let places = must(world.consumer.store.places(PRODUCER).await, "places");
    assert_eq!(places.iter().map(|(_, place)| place.sequence).sum::<u64>(), 3);
    let month = Duration::from_hours(31 * 24);
    let later = must("2027-03-01T08:00:00Z".parse::<chrono::DateTime<chrono::Utc>>(), "") + month;
    assert_eq!(world.outbox().prune(&["tasks"], later).await, Ok(3));
}

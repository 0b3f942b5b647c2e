//! Demands on events that go through Redis, while Redis does what it may: forget, be filled with what
//! is not ours, hang, die. Each starts a server of its own, and shows that the fault hit something
//! that was under way.

use std::sync::Arc;
use std::time::Duration;

use stts_queue::log::{
    Consumer, Frame, Inbox, NOT_AN_EVENT, Outbox, Place, RedisStreams, Relay, Transport, Trimmer,
    partition_of,
};
use stts_queue::{QueueError, Redis, RedisSettings};
use stts_store::Store;
use tokio::sync::Barrier;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::failures::until_kept;
use super::recorder::{Recorder, counted, effects};
use super::world::{LogWorld, PRODUCER};
use crate::RedisServer;
use crate::failure::must;

const KEYS: [&str; 3] = ["a", "b", "c"];
pub(super) const NEVER: Duration = Duration::from_hours(1);

/// A server, and the world's events carried through it.
fn through_redis(world: &mut LogWorld) -> (RedisServer, RedisStreams) {
    let server = must(RedisServer::start(), "Redis");
    let redis = must(Redis::new(&RedisSettings::at(server.url())), "the address of Redis");
    let streams = RedisStreams::new(redis);
    world.transport = Arc::new(streams.clone());
    (server, streams)
}

/// A consumer that asks its producer only when something shows it that it has to.
fn unasking(world: &LogWorld, handler: Arc<Recorder>) -> Consumer<Store> {
    let mut consumer = world.consumer(&world.consumer.store, handler);
    consumer.settings.asks_every = NEVER;
    consumer
}

pub(super) fn length(server: &RedisServer, streams: &RedisStreams, key: &str) -> u64 {
    let stream = streams.key(PRODUCER, partition_of(key));
    must(server.ask(&["XLEN", &stream]).parse::<u64>(), "a length")
}

async fn until_applied(world: &LogWorld) {
    while !world.is_quiescent().await {
        tokio::task::yield_now().await;
    }
}

async fn everything(streams: &RedisStreams, key: &str) -> Vec<Frame> {
    let from_the_beginning = [(partition_of(key), Place::default())];
    must(streams.read(PRODUCER, &from_the_beginning, 100, Duration::ZERO).await, "reading")
}

/// Entries of somebody else's, before and after those of the relay, an entry whose bytes are no
/// event, one at the very place of the next event, and a key that is no stream.
pub async fn garbage_in_a_stream_is_in_nobodys_way(mut world: LogWorld) {
    let (server, streams) = through_redis(&mut world);
    let stream = streams.key(PRODUCER, partition_of("a"));
    let garbage: [(&[&str], &str); 5] = [
        (&["XADD", &stream, "*", "event", "not an envelope"], "-"),
        (&["XADD", &stream, "1-3", "event", "\u{1}\u{2}"], "1-3"),
        (&["XADD", &stream, "1-4", "another", "field"], "1-4"),
        (&["XADD", &stream, "18446744073709551615-1", "event", ""], "-1"),
        (&["SET", &stream, "no stream"], "OK"),
    ];
    let consumer = unasking(&world, Recorder::new());
    let produce = async {
        for (number, (command, answer)) in (2..).zip(garbage) {
            let put = server.ask(command);
            assert!(put.contains(answer), "{command:?}: {put}");
            world.produce(&["a"], number, 1).await;
            world.relay().await;
        }
    };
    world.run(vec![consumer], &["a"], produce).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&["a"], 6));
    let last = world.produced().await.last().map(|event| event.place);
    let carried = everything(&streams, "a").await;
    assert_eq!(carried.last().map(|frame| frame.place), last, "the stream goes on");
}

/// An entry of somebody else's, and a key that is no stream: of each, what it held is kept.
pub async fn what_a_stream_holds_besides_events_is_kept(mut world: LogWorld) {
    let (server, streams) = through_redis(&mut world);
    let stream = streams.key(PRODUCER, partition_of("a"));
    let store = &world.consumer.store;
    let consumer = unasking(&world, Recorder::new());
    let produce = async {
        let put = server.ask(&["XADD", &stream, "*", "another", "field"]);
        let (epoch, _) = must(put.trim().split_once('-').ok_or(put.as_str()), "an identifier");
        let kept = until_kept(store, 1).await;
        assert_eq!(kept[0].frame.bytes.as_ref(), b"\0another\0field");
        assert_eq!(kept[0].frame.place.epoch.to_string(), epoch);

        server.ask(&["SET", &stream, "no stream"]);
        let kept = until_kept(store, 2).await;
        assert_eq!(kept[1].frame.bytes.as_ref(), b"no stream");
        assert!(kept.iter().all(|dead| dead.producer == PRODUCER && dead.class == NOT_AN_EVENT));
        world.produce(&["a"], 2, 2).await;
        world.relay().await;
    };
    world.run(vec![consumer], &["a"], produce).await;
    assert_eq!(effects(store).await, counted(&["a"], 3));
}

/// A consumer that is busy while more is published; before it comes to read that, it is gone, and
/// nothing follows.
pub async fn unread_events_that_were_flushed_are_found(mut world: LogWorld) {
    let (server, streams) = through_redis(&mut world);
    let (busy, running) = busy_consumer(&world, Duration::from_millis(500)).await;
    flush_unread(&world, &server, &streams).await;
    busy.wait().await;
    running.end(&world).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&["a"], 5));
}

/// The same, but the consumer never asks by itself: what follows shows it what it misses.
pub async fn a_flush_shows_as_a_gap(mut world: LogWorld) {
    let (server, streams) = through_redis(&mut world);
    let (busy, running) = busy_consumer(&world, NEVER).await;
    flush_unread(&world, &server, &streams).await;
    world.produce(&["a"], 6, 2).await;
    world.relay().await;
    assert_eq!(length(&server, &streams, "a"), 2, "published as usual");
    busy.wait().await;
    running.end(&world).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&["a"], 7));
}

/// A consumer that has begun to apply the first event and waits for us.
pub(super) async fn busy_consumer(
    world: &LogWorld,
    asks_every: Duration,
) -> (Arc<Barrier>, Running) {
    let busy = Arc::new(Barrier::new(2));
    let handler = Recorder::meeting_at(Some(Arc::clone(&busy)), 2);
    let mut consumer = world.consumer(&world.consumer.store, Arc::new(handler));
    consumer.settings.asks_every = asks_every;
    let running = Running::start(vec![consumer]);
    world.produce(&["a"], 1, 1).await;
    world.relay().await;
    (busy, running)
}

async fn flush_unread(world: &LogWorld, server: &RedisServer, streams: &RedisStreams) {
    world.produce(&["a"], 2, 4).await;
    world.relay().await;
    assert_eq!(length(server, streams, "a"), 5);
    let places = must(world.consumer.store.places(PRODUCER).await, "places");
    assert!(places.iter().all(|(_, place)| place.sequence == 0), "nothing is applied: {places:?}");
    assert_eq!(server.ask(&["FLUSHALL"]), "OK");
    assert_eq!(length(server, streams, "a"), 0, "all of them are gone");
}

/// Relay and consumer go on working while Redis hangs, dies with what it holds, and comes back empty.
pub async fn events_flow_although_redis_is_killed(mut world: LogWorld) {
    let (server, streams) = through_redis(&mut world);
    let mut consumer = unasking(&world, Recorder::new());
    consumer.settings.asks_when_blind_every = Duration::from_millis(100);
    let running = Running::start(vec![consumer]);
    let relay = Relay::new(world.outbox(), Arc::clone(&world.transport));
    let relay = tokio::spawn(relay.run(running.stop.clone()));
    world.produce(&KEYS, 1, 3).await;
    until_applied(&world).await;

    server.halt();
    world.produce(&KEYS, 4, 3).await;
    // Numbered and in the relay's hands, which cannot get rid of them.
    while streams.is_reachable() || world.published().await == world.numbered().await {
        tokio::task::yield_now().await;
    }
    server.kill();
    world.produce(&KEYS, 7, 3).await;
    must(server.start_again(), "Redis");
    world.produce(&KEYS, 10, 3).await;
    while world.published().await < 36 {
        tokio::task::yield_now().await;
    }
    running.end(&world).await;
    must(relay.await, "the relay");
    assert!(streams.is_reachable());
    assert_eq!(effects(&world.consumer.store).await, counted(&KEYS, 12));
}

/// A Redis that was never there: publishing fails, numbering goes on, and consumers ask.
pub async fn without_redis_events_are_numbered_and_applied(mut world: LogWorld) {
    let (server, streams) = through_redis(&mut world);
    server.kill();
    let mut consumer = unasking(&world, Recorder::new());
    consumer.settings.asks_when_blind_every = Duration::from_millis(100);
    consumer.settings.waits = Duration::from_millis(100);
    let running = Running::start(vec![consumer]);
    while streams.is_reachable() {
        tokio::task::yield_now().await;
    }
    world.produce(&KEYS, 1, 3).await;
    let relay = Relay::new(world.outbox(), Arc::clone(&world.transport));
    let refused = loop {
        match relay.relay_all(&CancellationToken::new()).await {
            Err(error) => break error,
            Ok(()) => tokio::task::yield_now().await,
        }
    };
    assert!(matches!(refused, QueueError::Unavailable(_)), "{refused}");
    until_applied(&world).await;
    assert_eq!(world.published().await, 0);

    must(server.start_again(), "Redis");
    while relay.relay_all(&CancellationToken::new()).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.published().await, 9);
    running.end(&world).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&KEYS, 3));
}

/// What all have passed goes, what they have not stays, also when an epoch began in between.
pub async fn passed_events_are_trimmed(mut world: LogWorld) {
    let (server, streams) = through_redis(&mut world);
    let partition = partition_of("a");
    world.produce(&["a"], 1, 5).await;
    world.relay().await;
    must(world.outbox().begin_epoch().await, "a new epoch");
    world.produce(&["a"], 6, 5).await;
    world.relay().await;
    let places: Vec<Place> = world.produced().await.iter().map(|event| event.place).collect();
    assert_eq!(length(&server, &streams, "a"), 10);

    let trim = async |sequence: u64| {
        must(streams.trim(PRODUCER, &[(partition, sequence), (partition + 1, 9)]).await, "trim");
        let left = everything(&streams, "a").await;
        left.iter().map(|frame| frame.place).collect::<Vec<_>>()
    };
    assert_eq!(trim(0).await, places);
    assert_eq!(trim(3).await, places[3..]);
    assert_eq!(trim(3).await, places[3..]);
    // One epoch at a time.
    assert_eq!(trim(places[6].sequence).await, places[5..]);
    assert_eq!(trim(places[6].sequence).await, places[7..]);
    assert_eq!(trim(places[9].sequence).await, []);
    world.produce(&["a"], 11, 1).await;
    world.relay().await;
    assert_eq!(length(&server, &streams, "a"), 1, "it goes on after that");

    let outbox: Arc<dyn Outbox> = world.outbox();
    let consumers = vec!["tasks".to_owned()];
    let trimmer = Trimmer::new(Arc::clone(&outbox), Arc::clone(&world.transport), consumers);
    must(trimmer.trim().await, "trimming");
    assert_eq!(length(&server, &streams, "a"), 1, "nobody has passed it");
    let last = must(outbox.heads().await, "heads")[partition as usize].place.sequence;
    must(outbox.report_positions("tasks", &[(partition, last)]).await, "a report");
    must(trimmer.trim().await, "trimming");
    assert_eq!(length(&server, &streams, "a"), 0);
}

/// A reader that waits has a connection of its own: the publisher does not wait behind it.
pub async fn a_waiting_reader_is_in_nobodys_way(mut world: LogWorld) {
    let (server, streams) = through_redis(&mut world);
    let reader = streams.clone();
    let waiting = tokio::spawn(async move {
        let places = [(partition_of("a"), Place::default())];
        reader.read(PRODUCER, &places, 10, NEVER).await
    });
    while !server.ask(&["INFO", "clients"]).contains("blocked_clients:1") {
        tokio::task::yield_now().await;
    }
    world.produce(&["a"], 1, 1).await;
    world.relay().await;
    let read = must(must(waiting.await, "the reader"), "reading");
    assert_eq!(read.len(), 1);
}

/// Consumers at work.
pub(super) struct Running {
    stop: CancellationToken,
    consumers: Vec<JoinHandle<()>>,
}

impl Running {
    pub(super) fn start(consumers: Vec<Consumer<Store>>) -> Self {
        let stop = CancellationToken::new();
        let run = |consumer: Consumer<Store>| tokio::spawn(consumer.run(stop.clone()));
        Self { consumers: consumers.into_iter().map(run).collect(), stop }
    }

    /// Lets them finish everything.
    pub(super) async fn end(self, world: &LogWorld) {
        until_applied(world).await;
        self.stop.cancel();
        for consumer in self.consumers {
            must(consumer.await, "a consumer");
        }
    }
}

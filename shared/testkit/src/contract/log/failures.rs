//! Demands on what happens to an event that cannot be applied.

use std::sync::Arc;

use stts_queue::log::{
    DeadFrame, DeadLetter, Frame, HandlerError, Inbox, MISPLACED, NOT_AN_EVENT, Place,
    RedriveError, Redriven, partition_of, redrive,
};
use stts_store::{Store, StoreError};

use super::recorder::{Recorder, Trouble, counted, effects};
use super::world::{LogWorld, PRODUCER, commit, number_of};
use crate::failure::must;

const BAD: HandlerError = HandlerError::Poison("BAD");

/// Whose partition is that of key `a`, so that a poisoned `a` is in its way.
fn key_beside_a() -> String {
    let partition = partition_of("a");
    let others = (0..).map(|number| format!("beside-{number}"));
    let mut beside = others.filter(|key| partition_of(key) == partition);
    beside.next().unwrap_or_default()
}

async fn catch_up(world: &LogWorld, handler: &Arc<Recorder>, times: usize) {
    let consumer = world.consumer(&world.consumer.store, Arc::clone(handler));
    for _ in 0..times {
        must(consumer.catch_up().await, "catching up");
    }
}

async fn letters(world: &LogWorld) -> Vec<DeadLetter> {
    must(world.consumer.store.dead_letters(0, 100).await, "dead letters")
}

/// Key, number, class and attempts of each.
async fn summary(world: &LogWorld) -> Vec<(String, u64, String, u32)> {
    let letters = letters(world).await.into_iter();
    letters
        .map(|letter| {
            let number = number_of(&letter.event);
            (letter.event.key, number, letter.class, letter.attempts)
        })
        .collect()
}

/// The fifth attempt puts the event aside and with it what comes after of its key; another key of
/// the same partition goes on.
pub async fn a_poisoned_event_is_put_aside_with_its_key(world: LogWorld) {
    let beside = key_beside_a();
    let handler = Recorder::new();
    handler.trouble("a", 2, Trouble::Fail(BAD));
    world.produce(&["a", &beside], 1, 4).await;
    world.relay().await;

    catch_up(&world, &handler, 4).await;
    assert_eq!(summary(&world).await, [], "four attempts");
    let waiting = effects(&world.consumer.store).await;
    assert_eq!(waiting["a"], [1]);
    assert_eq!(waiting[&beside], [1], "in the order of the partition, it waits");

    catch_up(&world, &handler, 1).await;
    let expected = [
        ("a".to_owned(), 2, "BAD".to_owned(), 5),
        ("a".to_owned(), 3, "PARKED".to_owned(), 0),
        ("a".to_owned(), 4, "PARKED".to_owned(), 0),
    ];
    assert_eq!(summary(&world).await, expected);
    let gone_on = effects(&world.consumer.store).await;
    assert_eq!(gone_on["a"], [1]);
    assert_eq!(gone_on[&beside], [1, 2, 3, 4]);
    assert!(world.is_quiescent().await);
}

/// Redriven, the events of the key are applied in their order, and later ones follow as usual.
pub async fn a_redriven_key_is_free_again(world: LogWorld) {
    let handler = Recorder::new();
    handler.trouble("a", 2, Trouble::Fail(BAD));
    world.produce(&["a"], 1, 3).await;
    world.relay().await;
    catch_up(&world, &handler, 5).await;
    let store = &world.consumer.store;
    let first = letters(&world).await[0].clone();
    assert_eq!(number_of(&first.event), 2);
    let now = first.last_failed_at;

    let still_bad = redrive(store, handler.as_ref(), first.id, now).await;
    assert_eq!(still_bad, Ok(Redriven { letters: 0, failed: Some(BAD) }));
    assert_eq!(letters(&world).await.len(), 2, "they stay");
    assert_eq!(store.count_dead_letters().await, Ok(2));

    handler.no_trouble();
    let redriven = redrive(store, handler.as_ref(), first.id, now).await;
    assert_eq!(redriven, Ok(Redriven { letters: 2, failed: None }));
    assert_eq!(letters(&world).await, []);
    let again = redrive(store, handler.as_ref(), first.id, now).await;
    assert_eq!(again, Err(RedriveError::NotFound));

    world.produce(&["a"], 4, 1).await;
    world.relay().await;
    catch_up(&world, &handler, 1).await;
    assert_eq!(effects(store).await, counted(&["a"], 4));
}

/// What a handler wrote before it failed is rolled back, and so are the others of its batch until
/// they are applied alone.
pub async fn a_failed_event_leaves_nothing_behind(world: LogWorld) {
    let handler = Recorder::new();
    handler.trouble("a", 1, Trouble::Fail(BAD));
    world.produce(&["a"], 1, 3).await;
    world.relay().await;
    catch_up(&world, &handler, 1).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&[], 0));
    assert!(!world.is_quiescent().await);
    handler.no_trouble();
    catch_up(&world, &handler, 1).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&["a"], 3));
}

/// A handler that panics has failed, and the consumer lives.
pub async fn a_panic_is_a_failure(world: LogWorld) {
    let handler = Recorder::new();
    handler.trouble("a", 1, Trouble::Panic);
    world.produce(&["a"], 1, 1).await;
    world.relay().await;
    catch_up(&world, &handler, 5).await;
    assert_eq!(summary(&world).await, [("a".to_owned(), 1, "PANIC".to_owned(), 5)]);
}

/// A database that does not answer is no fault of the event: however often, it is tried again.
pub async fn what_is_unavailable_is_waited_for(world: LogWorld) {
    let handler = Recorder::new();
    let lost_race = HandlerError::from(StoreError::LostRace);
    handler.trouble("a", 1, Trouble::Fail(lost_race));
    world.produce(&["a"], 1, 2).await;
    world.relay().await;
    catch_up(&world, &handler, 12).await;
    assert_eq!(letters(&world).await, []);
    handler.no_trouble();
    catch_up(&world, &handler, 1).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&["a"], 2));
}

/// A type that is neither known nor ignored becomes a dead letter, with all its bytes, and other keys
/// of the partition flow; an ignored one is passed over.
pub async fn an_unknown_type_is_not_passed_over(world: LogWorld) {
    let handler = Recorder::new();
    let beside = key_beside_a();
    for type_name in ["stts.test.v1.Ignored", "stts.test.v9.Unknown"] {
        let mut event = world.event("a", 1);
        type_name.clone_into(&mut event.type_name);
        event.version = 9;
        commit(&world.producer.store, vec![event]).await;
    }
    world.produce(&[&beside], 1, 3).await;
    world.relay().await;
    catch_up(&world, &handler, 5).await;
    let unknown = world.produced().await.into_iter();
    let unknown = unknown.filter(|event| event.type_name == "stts.test.v9.Unknown");
    let kept = letters(&world).await.into_iter().map(|letter| letter.event);
    assert!(kept.eq(unknown));
    assert_eq!(effects(&world.consumer.store).await, counted(&[&beside], 3));
    assert!(world.is_quiescent().await);
}

/// Bytes that are no event, at the place of the next one, and an event at a place that is not its own,
/// each read by two replicas: both are kept with their bytes, once, while the events of those places
/// come from the producer.
pub async fn what_is_no_event_is_kept_with_its_bytes(world: LogWorld) {
    let store = &world.consumer.store;
    let partition = partition_of("a");
    let consumers = [(); 2].map(|()| world.consumer(store, Recorder::new()));
    let put_in_and_go_on = async {
        let first = world.produced().await.remove(0);
        let Place { epoch, sequence } = first.place;
        let elsewhere = must(first.encode(), "an envelope");
        let put_in = [b"\xff\0garbage".to_vec(), elsewhere].into_iter().zip(1..);
        let put_in: Vec<Frame> = put_in
            .map(|(bytes, after)| {
                let place = Place { epoch, sequence: sequence + after };
                Frame { partition, place, bytes: bytes.into() }
            })
            .collect();
        must(world.transport.publish(PRODUCER, &put_in).await, "what is no event");
        let kept = until_kept(store, put_in.len()).await;
        let classes: Vec<_> = kept.iter().map(|dead| dead.class.as_str()).collect();
        assert_eq!(classes, [NOT_AN_EVENT, MISPLACED]);
        let frames: Vec<_> = kept.into_iter().map(|dead| dead.frame).collect();
        assert_eq!(frames, put_in);
        world.produce(&["a"], 2, 4).await;
        world.relay().await;
    };
    world.run(consumers.into(), &["a"], put_in_and_go_on).await;
    assert_eq!(effects(store).await, counted(&["a"], 5));
    assert_eq!(letters(&world).await, []);

    let seen_at = must("2027-03-02T08:00:00Z".parse(), "an instant");
    for dead in until_kept(store, 2).await {
        assert_eq!(store.put_frame_away(dead.id, seen_at).await, Ok(true));
        assert_eq!(store.put_frame_away(dead.id, seen_at).await, Ok(false), "it waits no more");
    }
    assert_eq!(store.count_dead_frames().await, Ok(0));
}

/// The dead frames of a consumer, once there are that many.
pub(super) async fn until_kept(store: &Store, count: usize) -> Vec<DeadFrame> {
    loop {
        let kept = must(store.dead_frames(0, 100).await, "dead frames");
        if kept.len() >= count {
            assert_eq!(kept.len(), count, "{kept:?}");
            return kept;
        }
        tokio::task::yield_now().await;
    }
}

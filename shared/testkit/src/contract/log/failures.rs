//! Demands on what happens to an event that cannot be applied.

use std::sync::Arc;

use stts_queue::log::{DeadLetter, HandlerError, Inbox, RedriveError, Redriven, redrive};
use stts_store::StoreError;

use super::recorder::{Recorder, Trouble, counted, effects};
use super::world::{LogWorld, commit, number_of};
use crate::failure::must;

const BAD: HandlerError = HandlerError::Poison("BAD");

/// Whose partition is that of key `a`, so that a poisoned `a` is in its way.
fn key_beside_a() -> String {
    let partition = stts_queue::log::partition_of("a");
    let others = (0..).map(|number| format!("beside-{number}"));
    let mut beside = others.filter(|key| stts_queue::log::partition_of(key) == partition);
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

/// A type that is neither known nor ignored becomes a dead letter; an ignored one is passed over.
pub async fn an_unknown_type_is_not_passed_over(world: LogWorld) {
    let handler = Recorder::new();
    for type_name in ["stts.test.v1.Ignored", "stts.test.v9.Unknown"] {
        let mut event = world.event("a", 1);
        type_name.clone_into(&mut event.type_name);
        commit(&world.producer.store, vec![event]).await;
    }
    world.relay().await;
    catch_up(&world, &handler, 5).await;
    let letters = letters(&world).await;
    let types: Vec<_> = letters.iter().map(|letter| letter.event.type_name.as_str()).collect();
    assert_eq!(types, ["stts.test.v9.Unknown"]);
    assert!(world.is_quiescent().await);
}

//! Demands on a lane in Redis, while Redis forgets, is filled with what is not ours, or dies. Each
//! starts a server of its own.

use std::sync::Arc;
use std::time::Duration;

use stts_queue::jobs::lane::{Lane, LaneCounts, Outcome};
use stts_queue::{QueueError, RedisSettings};

use super::world::{
    EMPTY, LONG, LaneWorld, SETTINGS, counts, later, name, new_work, next, publish, stream_key,
    take,
};
use crate::RedisServer;
use crate::failure::must;

fn world() -> (RedisServer, LaneWorld) {
    let server = must(RedisServer::start(), "Redis");
    let world = LaneWorld::in_redis(&RedisSettings::at(server.url()));
    (server, world)
}

/// Everything goes, the group as well, while work is in hand, waits, and is for later.
pub async fn after_a_flush_the_lane_goes_on() {
    let (server, world) = world();
    let lane = world.end(SETTINGS);
    publish(&lane, &new_work(["a", "b"])).await;
    publish(&lane, &[later("c", LONG)]).await;
    let held = next(&lane).await.held;
    assert_eq!(counts(&lane).await, LaneCounts { waiting: 1, in_hand: 1, later: 1, dead: 0 });
    assert_eq!(server.ask(&["FLUSHALL"]), "OK");

    assert_eq!(lane.renew(&[held]).await, Ok(0));
    for outcome in [Outcome::Dead("LATE"), Outcome::Later(LONG), Outcome::Done] {
        must(lane.settle(&[(held, outcome)]).await, "settling what is gone");
    }
    assert_eq!(counts(&lane).await, EMPTY);
    publish(&lane, &new_work(["d"])).await;
    assert_eq!(name(&next(&lane).await), "d");
}

/// It dies while a worker waits for work; what is published after it came back is handed out.
pub async fn a_killed_redis_is_found_again() {
    let (server, world) = world();
    let lane = world.end(SETTINGS);
    let waiting = Arc::clone(&lane);
    let waiting = tokio::spawn(async move { waiting.take(1, LONG).await });
    while !server.ask(&["INFO", "clients"]).contains("blocked_clients:1") {
        tokio::task::yield_now().await;
    }
    server.kill();
    let told = must(waiting.await, "the worker");
    assert!(matches!(told, Err(QueueError::Unavailable(_))), "{told:?}");
    let refused = lane.publish(&new_work(["a"])).await;
    assert!(matches!(refused, Err(QueueError::Unavailable(_))), "{refused:?}");

    must(server.start_again(), "Redis");
    while lane.publish(&new_work(["a"])).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(name(&next(&lane).await), "a");
}

/// What somebody else put into the stream goes to a worker, who does not understand it, and to the
/// dead; what is ours comes all the same.
pub async fn garbage_goes_to_the_dead() {
    let (server, world) = world();
    let lane = world.end(SETTINGS);
    let stream = stream_key("stts");
    server.ask(&["XADD", &stream, "*", "another", "field"]);
    server.ask(&["XADD", &stream, "*", "work", "a", "attempts", "many"]);
    publish(&lane, &new_work(["b"])).await;
    let taken = take(&lane).await;
    let names: Vec<String> = taken.iter().map(name).collect();
    assert_eq!(names, ["", "a", "b"]);
    for work in taken {
        let outcome =
            if work.bytes.is_empty() { Outcome::Dead("UNREADABLE") } else { Outcome::Done };
        must(lane.settle(&[(work.held, outcome)]).await, "settling");
    }
    assert_eq!(counts(&lane).await, LaneCounts { dead: 1, ..EMPTY });
}

/// A worker that waits has a connection of its own: nobody waits behind it.
pub async fn a_waiting_worker_is_in_nobodys_way() {
    let (server, world) = world();
    let lane: Arc<dyn Lane> = world.end(SETTINGS);
    let waiting = Arc::clone(&lane);
    let waiting = tokio::spawn(async move { waiting.take(1, Duration::from_mins(10)).await });
    while !server.ask(&["INFO", "clients"]).contains("blocked_clients:1") {
        tokio::task::yield_now().await;
    }
    publish(&lane, &new_work(["a"])).await;
    assert_eq!(must(must(waiting.await, "the worker"), "taking").len(), 1);
}

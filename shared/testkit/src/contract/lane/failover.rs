//! Demands on a lane in a Redis with a replica, while the replica takes its place.

use std::sync::Arc;
use std::time::Duration;

use stts_queue::QueueError;

use super::world::{LONG, LaneWorld, SETTINGS, name, new_work, next, publish};
use crate::WatchedRedis;
use crate::failure::must;

const LOOKS_EVERY: Duration = Duration::from_millis(20);

/// A worker waits for work when the master dies; it finds the new one, with all that was there.
pub async fn a_lane_goes_on_where_the_replica_was() {
    let servers = must(WatchedRedis::start(), "a master and a replica");
    let world = LaneWorld::in_redis(&servers.settings());
    let (lane, other) = (world.end(SETTINGS), world.end(SETTINGS));
    publish(&lane, &new_work(["a"])).await;
    assert_eq!(name(&next(&lane).await), "a");
    let waiting = Arc::clone(&lane);
    let waiting = tokio::spawn(async move { waiting.take(1, LONG).await });
    while !servers.master.ask(&["INFO", "clients"]).contains("blocked_clients:1") {
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    must(servers.catch_up(), "the replica");
    servers.master.kill();
    let told = must(waiting.await, "the worker");
    assert!(matches!(told, Err(QueueError::Unavailable(_))), "{told:?}");

    while let Err(told) = other.publish(&new_work(["b"])).await {
        assert!(matches!(told, QueueError::Unavailable(_)), "{told:?}");
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    assert!(servers.replica.ask(&["ROLE"]).starts_with("master"));
    assert_eq!(name(&next(&lane).await), "b");
    let counts = must(lane.counts().await, "counts");
    assert_eq!(
        counts.in_hand, 2,
        "what the worker held when the master died, and what it took now"
    );
}

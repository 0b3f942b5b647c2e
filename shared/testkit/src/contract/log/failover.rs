//! Demands on events that go through a Redis with a replica, while the replica takes its place.

use std::sync::Arc;
use std::time::Duration;

use stts_queue::Redis;
use stts_queue::log::{RedisStreams, Relay};
use tokio_util::sync::CancellationToken;

use super::recorder::{counted, effects};
use super::redis::{NEVER, busy_consumer, length};
use super::world::LogWorld;
use crate::WatchedRedis;
use crate::failure::must;

const LOOKS_EVERY: Duration = Duration::from_millis(20);

/// The replica lags behind when the master dies, so that with it goes what nobody has read yet: what
/// follows shows the consumer what it misses, and nobody asks for it before.
pub async fn what_a_failover_lost_is_found(mut world: LogWorld) {
    let servers = must(WatchedRedis::start(), "a master and a replica");
    let redis = must(Redis::new(&servers.settings()), "the address of the sentinel");
    let streams = RedisStreams::new(redis);
    world.transport = Arc::new(streams.clone());
    let (busy, running) = busy_consumer(&world, NEVER).await;
    must(servers.catch_up(), "the replica");
    servers.cut_off();
    world.produce(&["a"], 2, 4).await;
    world.relay().await;
    assert_eq!(length(&servers.master, &streams, "a"), 5, "acknowledged");
    servers.master.kill();
    while !servers.replica.ask(&["ROLE"]).starts_with("master") {
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    assert_eq!(length(&servers.replica, &streams, "a"), 1, "lost");

    world.produce(&["a"], 6, 2).await;
    let relay = Relay::new(world.outbox(), Arc::clone(&world.transport));
    while relay.relay_all(&CancellationToken::new()).await.is_err() {
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    assert_eq!(length(&servers.replica, &streams, "a"), 3, "the relay found the new master");
    busy.wait().await;
    running.end(&world).await;
    assert_eq!(effects(&world.consumer.store).await, counted(&["a"], 7));
}

//! A lane and its workers.

use std::sync::Arc;
use std::time::Duration;

use stts_queue::jobs::Backoff;
use stts_queue::jobs::lane::{
    Admission, DeadWork, InProcessLane, Lane, LaneCounts, LaneSettings, NewWork, RedisLane, Work,
    WorkId,
};
use stts_queue::{Redis, RedisSettings};

use crate::SeededIds;
use crate::failure::must;

const LANE: &str = "letters";
pub(super) const EMPTY: LaneCounts = LaneCounts { waiting: 0, in_hand: 0, later: 0, dead: 0 };
/// A lease that ends within no test.
pub(super) const LONG: Duration = Duration::from_hours(1);
/// One that ends before anybody looks.
pub(super) const SHORT: Duration = Duration::from_millis(1);

/// How the lanes of these tests work: nobody loses a lease, nobody waits for a repeat.
pub(super) const SETTINGS: LaneSettings = LaneSettings {
    lease: LONG,
    max_attempts: 3,
    backoff: Backoff { first: SHORT, longest: SHORT },
    capacity: 100_000,
};

/// A lane, of which each worker has its own end.
pub struct LaneWorld(Box<dyn Fn(LaneSettings) -> Arc<dyn Lane> + Send + Sync>);

impl LaneWorld {
    /// Inside this process.
    pub fn in_process() -> Self {
        let first = InProcessLane::new(SETTINGS, Arc::new(SeededIds::new(3)));
        Self(Box::new(move |settings| Arc::new(first.beside(settings))))
    }

    /// In the Redis that these settings name.
    pub fn in_redis(settings: &RedisSettings) -> Self {
        let redis = must(Redis::new(settings), "the address of Redis");
        let ids = Arc::new(SeededIds::new(3));
        Self(Box::new(move |settings| {
            let ids = Arc::clone(&ids);
            Arc::new(RedisLane::new(redis.clone(), LANE, settings, ids))
        }))
    }

    /// Another worker's end, which sees the lane by these settings.
    pub(crate) fn end(&self, settings: LaneSettings) -> Arc<dyn Lane> {
        (self.0)(settings)
    }
}

/// The key of the lane's stream, under this prefix.
pub(super) fn stream_key(prefix: &str) -> String {
    format!("{{{prefix}:lane:{LANE}}}:stream")
}

pub(super) fn new_work(names: impl IntoIterator<Item = impl ToString>) -> Vec<NewWork> {
    names.into_iter().map(|name| NewWork::now(name.to_string().into_bytes())).collect()
}

pub(super) fn later(name: &str, delay: Duration) -> NewWork {
    NewWork { bytes: name.as_bytes().to_vec().into(), delay }
}

pub(super) async fn publish(lane: &Arc<dyn Lane>, work: &[NewWork]) {
    assert_eq!(must(lane.publish(work).await, "publishing"), Admission::Taken);
}

/// What can be had at once.
pub(super) async fn take(lane: &Arc<dyn Lane>) -> Vec<Work> {
    must(lane.take(1000, Duration::ZERO).await, "taking")
}

/// The next piece, however long it takes.
pub(super) async fn next(lane: &Arc<dyn Lane>) -> Work {
    loop {
        let mut taken = must(lane.take(1, Duration::from_millis(20)).await, "taking");
        if let Some(work) = taken.pop() {
            return work;
        }
    }
}

pub(super) async fn counts(lane: &Arc<dyn Lane>) -> LaneCounts {
    must(lane.counts().await, "counts")
}

pub(super) async fn dead(lane: &Arc<dyn Lane>) -> Vec<DeadWork> {
    must(lane.dead(WorkId::default(), 100).await, "the dead")
}

pub(super) fn name(work: &Work) -> String {
    String::from_utf8_lossy(&work.bytes).into_owned()
}

//! Demands on what is handed out: each piece to one worker, again when it failed, not too often.

use std::collections::BTreeSet;
use std::time::Duration;

use stts_queue::jobs::Backoff;
use stts_queue::jobs::lane::{Admission, LaneCounts, LaneSettings, Outcome, WorkId};

use super::world::{
    EMPTY, LONG, LaneWorld, SETTINGS, SHORT, counts, dead, later, name, new_work, next, publish,
    take,
};
use crate::failure::must;

const CLASS: &str = "PRINTER";

/// Four workers take a thousand pieces in small handfuls.
pub async fn work_is_handed_out_once(world: LaneWorld) {
    const PIECES: usize = 1000;
    let lane = world.end(SETTINGS);
    publish(&lane, &new_work(0..PIECES)).await;
    let mut workers = Vec::new();
    for _ in 0..4 {
        let lane = world.end(SETTINGS);
        workers.push(tokio::spawn(async move {
            let mut names = Vec::new();
            loop {
                let taken = must(lane.take(7, Duration::ZERO).await, "taking");
                if taken.is_empty() {
                    return names;
                }
                names.extend(taken.iter().map(name));
                let done: Vec<_> = taken.iter().map(|work| (work.held, Outcome::Done)).collect();
                must(lane.settle(&done).await, "settling");
            }
        }));
    }
    let mut all = Vec::new();
    for worker in workers {
        all.extend(must(worker.await, "a worker"));
    }
    assert_eq!(all.len(), PIECES);
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), PIECES);
    assert_eq!(counts(&lane).await, EMPTY);
}

/// A lane does not look into what it carries.
pub async fn equal_work_is_done_twice(world: LaneWorld) {
    let lane = world.end(SETTINGS);
    publish(&lane, &new_work(["a", "a"])).await;
    publish(&lane, &[later("a", LONG), later("a", LONG)]).await;
    assert_eq!(take(&lane).await.len(), 2);
    assert_eq!(counts(&lane).await, LaneCounts { in_hand: 2, later: 2, ..EMPTY });
}

/// Bytes of every kind come back as they were, attempt by attempt.
pub async fn what_failed_comes_again_until_it_is_dead(world: LaneWorld) {
    let lane = world.end(SETTINGS);
    let bytes: Vec<u8> = (0..=255).chain(*b"12:34:\r\n\0").collect();
    let work = stts_queue::jobs::lane::NewWork::now(bytes.clone());
    publish(&lane, &[work]).await;
    for attempt in 1..=3 {
        let work = next(&lane).await;
        assert_eq!((work.attempt, work.bytes.as_ref()), (attempt, bytes.as_slice()));
        let outcome = Outcome::Retry { attempt, class: CLASS };
        must(lane.settle(&[(work.held, outcome)]).await, "settling");
    }
    assert_eq!(counts(&lane).await, LaneCounts { dead: 1, ..EMPTY });
    let dead = dead(&lane).await;
    assert_eq!((dead[0].class.as_str(), dead[0].attempts), (CLASS, 3));
    assert_eq!(dead[0].bytes.as_ref(), bytes);
}

/// In the order in which they died, each until it is redriven.
pub async fn the_dead_are_kept_and_redriven(world: LaneWorld) {
    let lane = world.end(SETTINGS);
    publish(&lane, &new_work(["a", "b", "c"])).await;
    for work in take(&lane).await {
        must(lane.settle(&[(work.held, Outcome::Dead(CLASS))]).await, "settling");
    }
    let dead = dead(&lane).await;
    let names: Vec<&[u8]> = dead.iter().map(|dead| dead.bytes.as_ref()).collect();
    assert_eq!(names, [b"a", b"b", b"c"]);
    let after_the_first = must(lane.dead(dead[0].id, 1).await, "the dead");
    assert_eq!(after_the_first, dead[1..2]);

    assert_eq!(lane.redrive(dead[1].id).await, Ok(true));
    assert_eq!(lane.redrive(dead[1].id).await, Ok(false), "it is not dead any more");
    assert_eq!(lane.redrive(WorkId(1, 99)).await, Ok(false), "it never was");
    let work = next(&lane).await;
    assert_eq!((name(&work).as_str(), work.attempt), ("b", 1));
    assert_eq!(counts(&lane).await, LaneCounts { in_hand: 1, dead: 2, ..EMPTY });
}

/// Without a second attempt.
pub async fn what_cannot_succeed_is_dead_at_once(world: LaneWorld) {
    let lane = world.end(SETTINGS);
    publish(&lane, &new_work(["a"])).await;
    let work = next(&lane).await;
    must(lane.settle(&[(work.held, Outcome::Dead(CLASS))]).await, "settling");
    let dead: Vec<_> =
        dead(&lane).await.into_iter().map(|dead| (dead.class, dead.attempts)).collect();
    assert_eq!(dead, [(CLASS.to_owned(), 1)]);
    assert_eq!(counts(&lane).await, LaneCounts { dead: 1, ..EMPTY });
}

/// A delay, and the backoff after a failure.
pub async fn what_is_for_later_waits(world: LaneWorld) {
    let backoff = Backoff { first: LONG, longest: LONG };
    let lane = world.end(LaneSettings { backoff, ..SETTINGS });
    publish(&lane, &[later("tomorrow", LONG)]).await;
    publish(&lane, &new_work(["fails"])).await;
    let work = next(&lane).await;
    assert_eq!(name(&work), "fails");
    let outcome = Outcome::Retry { attempt: 1, class: CLASS };
    must(lane.settle(&[(work.held, outcome)]).await, "settling");
    assert_eq!(take(&lane).await, []);
    assert_eq!(counts(&lane).await, LaneCounts { later: 2, ..EMPTY });

    publish(&lane, &[later("soon", SHORT)]).await;
    assert_eq!(name(&next(&lane).await), "soon");
}

/// Put off ten times, it is still at its first attempt.
pub async fn what_is_put_off_is_not_counted(world: LaneWorld) {
    let lane = world.end(SETTINGS);
    publish(&lane, &new_work(["a"])).await;
    for _ in 0..10 {
        let work = next(&lane).await;
        assert_eq!(work.attempt, 1);
        must(lane.settle(&[(work.held, Outcome::Later(SHORT))]).await, "settling");
    }
}

/// All or nothing of what is published, counting what waits, is in hand, or is for later.
pub async fn a_lane_refuses_more_than_it_may_hold(world: LaneWorld) {
    let lane = world.end(LaneSettings { capacity: 4, ..SETTINGS });
    let admitted = async |names: &[&str]| lane.publish(&new_work(names)).await;
    publish(&lane, &[later("later", LONG)]).await;
    assert_eq!(admitted(&["a", "b"]).await, Ok(Admission::Taken));
    let in_hand = next(&lane).await;
    assert_eq!(admitted(&["c", "d"]).await, Ok(Admission::Full));
    let expected = LaneCounts { waiting: 1, in_hand: 1, later: 1, dead: 0 };
    assert_eq!(counts(&lane).await, expected);
    assert_eq!(admitted(&["c"]).await, Ok(Admission::Taken));
    assert_eq!(admitted(&["d"]).await, Ok(Admission::Full));
    must(lane.settle(&[(in_hand.held, Outcome::Done)]).await, "settling");
    assert_eq!(admitted(&["d"]).await, Ok(Admission::Taken));
}

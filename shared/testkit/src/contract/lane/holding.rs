//! Demands on leases: one holder at a time, and another one when he is lost.

use std::time::{Duration, Instant};

use stts_queue::jobs::lane::{EXHAUSTED, LaneCounts, LaneSettings, Outcome};

use super::world::{
    EMPTY, LaneWorld, SETTINGS, SHORT, counts, dead, name, new_work, next, publish, take,
};
use crate::failure::must;

/// Sees everybody else as lost.
const IMPATIENT: LaneSettings = LaneSettings { lease: SHORT, ..SETTINGS };

/// While the first one's lease lasts, nobody else gets it.
pub async fn a_lost_workers_work_is_taken_over(world: LaneWorld) {
    let (lost, patient, heir) = (world.end(SETTINGS), world.end(SETTINGS), world.end(IMPATIENT));
    publish(&lost, &new_work(["a", "b"])).await;
    let held = take(&lost).await;
    assert_eq!(held.iter().map(|work| work.attempt).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(take(&patient).await, []);

    for expected in ["a", "b"] {
        let work = next(&heir).await;
        assert_eq!((name(&work).as_str(), work.attempt), (expected, 2));
        must(heir.settle(&[(work.held, Outcome::Done)]).await, "settling");
    }
    assert_eq!(counts(&heir).await, EMPTY);
}

/// The one whose work was taken over can neither put it back nor bury it nor prolong its lease.
pub async fn only_the_holder_puts_work_back(world: LaneWorld) {
    let (late, heir) = (world.end(SETTINGS), world.end(IMPATIENT));
    publish(&late, &new_work(["a"])).await;
    let held = next(&late).await.held;
    assert_eq!(late.renew(&[held]).await, Ok(1));
    let inherited = next(&heir).await.held;
    assert_eq!((inherited.id, inherited.delivery), (held.id, 2));

    assert_eq!(late.renew(&[held]).await, Ok(0));
    let retry = Outcome::Retry { attempt: 1, class: "LATE" };
    for outcome in [retry, Outcome::Dead("LATE"), Outcome::Later(SHORT)] {
        must(late.settle(&[(held, outcome)]).await, "settling");
        assert_eq!(counts(&heir).await, LaneCounts { in_hand: 1, ..EMPTY }, "{outcome:?}");
    }
    // Nor does the right of an earlier time come back with the work.
    let again = next(&heir).await.held;
    assert_eq!(heir.renew(&[inherited]).await, Ok(0));
    assert_eq!(heir.renew(&[again]).await, Ok(1));
}

/// The late one did it after all: it is not done again.
pub async fn what_is_done_is_done_whoever_did_it(world: LaneWorld) {
    let (late, heir) = (world.end(SETTINGS), world.end(IMPATIENT));
    publish(&late, &new_work(["a"])).await;
    let held = next(&late).await.held;
    let inherited = next(&heir).await.held;
    must(late.settle(&[(held, Outcome::Done)]).await, "settling");
    assert_eq!(counts(&heir).await, EMPTY);
    for outcome in [Outcome::Later(SHORT), Outcome::Dead("LATE"), Outcome::Done] {
        must(heir.settle(&[(inherited, outcome)]).await, "settling");
        assert_eq!(counts(&heir).await, EMPTY, "{outcome:?}");
    }
}

/// Each of its workers died with it, before it could say anything.
pub async fn what_kills_its_workers_is_given_up(world: LaneWorld) {
    let lane = world.end(IMPATIENT);
    publish(&lane, &new_work(["a"])).await;
    for attempt in 1..=3 {
        assert_eq!(next(&lane).await.attempt, attempt);
    }
    while counts(&lane).await.in_hand > 0 {
        assert_eq!(take(&lane).await, [], "it is not tried a fourth time");
    }
    let dead: Vec<_> =
        dead(&lane).await.into_iter().map(|dead| (dead.class, dead.attempts)).collect();
    assert_eq!(dead, [(EXHAUSTED.to_owned(), 3)]);
    assert_eq!(counts(&lane).await, LaneCounts { dead: 1, ..EMPTY });
}

/// Held for three leases, by somebody who renews; then he falls silent.
pub async fn a_renewed_lease_holds(world: LaneWorld) {
    let mut lease = Duration::from_millis(700);
    // Where the machine was too slow to renew in time, that has shown nothing.
    while !holds_while_renewed(&world, lease).await {
        lease *= 2;
    }
}

/// Gives whether every renewal came in time.
async fn holds_while_renewed(world: &LaneWorld, lease: Duration) -> bool {
    let (holder, other) = (world.end(SETTINGS), world.end(LaneSettings { lease, ..SETTINGS }));
    publish(&holder, &new_work(["a"])).await;
    let held = next(&holder).await.held;
    let begun = Instant::now();
    let mut renewed_at = begun;
    while begun.elapsed() < 3 * lease {
        let (renewed, taken) = (holder.renew(&[held]).await, take(&other).await);
        if renewed_at.elapsed() >= lease {
            must(holder.settle(&[(held, Outcome::Done)]).await, "settling");
            return false;
        }
        assert_eq!((renewed, taken), (Ok(1), vec![]));
        renewed_at = Instant::now();
    }
    assert_eq!(next(&other).await.attempt, 2);
    true
}

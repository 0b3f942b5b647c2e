//! Demands on claims: one worker at a time, and somebody else when it is lost.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use stts_chassis::time::ClockRow;
use stts_queue::jobs::{Enqueued, JobStore, Woken};
use stts_store::{StoreError, StoredClock, jobs};
use tokio::sync::Barrier;

use super::world::{JobsWorld, LEASE};
use crate::failure::{fail, must};

const SOON: TimeDelta = TimeDelta::zero();

/// Four runners claim a hundred jobs in small handfuls.
pub async fn no_job_is_claimed_twice(world: JobsWorld) {
    const JOBS: usize = 100;
    for number in 0..JOBS {
        world.enqueue(&number.to_string(), SOON).await;
    }
    let start = Arc::new(Barrier::new(4));
    let now = world.now();
    let mut runners = Vec::new();
    for _ in 0..4 {
        let (store, start) = (world.database.open_again().await, Arc::clone(&start));
        runners.push(tokio::spawn(async move {
            start.wait().await;
            let mut claimed = Vec::new();
            loop {
                let kinds = [super::world::KIND];
                let some = must(store.claim(&kinds, 3, now, LEASE).await, "a claim");
                let claimable = must(store.counts(now).await, "counts").due;
                claimed.extend(some.into_iter().map(|job| job.claim.id));
                if claimable == 0 {
                    return claimed;
                }
            }
        }));
    }
    let mut all = Vec::new();
    for runner in runners {
        all.extend(must(runner.await, "a runner"));
    }
    assert_eq!(all.len(), JOBS);
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), JOBS);
}

/// What the machine's clock says is of no matter.
pub async fn a_job_is_done_when_its_business_time_has_come(world: JobsWorld) {
    world.enqueue("reminder", TimeDelta::days(30)).await;
    world.machine.advance(TimeDelta::days(400));
    assert_eq!(world.claim(world.store(), 10).await, []);
    world.business.advance(TimeDelta::days(30) - TimeDelta::microseconds(1));
    assert_eq!(world.claim(world.store(), 10).await, []);
    world.business.advance(TimeDelta::microseconds(1));
    assert_eq!(world.claim(world.store(), 10).await.len(), 1);
}

/// The second worker gets the job only when the lease has ended.
pub async fn a_lost_worker_is_replaced_when_its_lease_ends(world: JobsWorld) {
    world.enqueue("a", SOON).await;
    let first = world.claim(world.store(), 10).await;
    assert_eq!(first.iter().map(|job| job.attempt).collect::<Vec<_>>(), [1]);
    let lease = must(TimeDelta::from_std(LEASE), "the lease");

    world.machine.advance(lease);
    assert_eq!(world.claim(world.store(), 10).await, [], "at its end it still holds");
    world.machine.advance(TimeDelta::microseconds(1));
    let second = world.claim(world.store(), 10).await;
    assert_eq!(second.iter().map(|job| job.attempt).collect::<Vec<_>>(), [2]);
    assert_eq!(second[0].claim.id, first[0].claim.id);
    assert!(second[0].claim.fence > first[0].claim.fence);
}

/// A slow worker's lease is prolonged while it works.
pub async fn a_renewed_lease_holds(world: JobsWorld) {
    world.enqueue("a", SOON).await;
    let claim = world.claim(world.store(), 10).await[0].claim;
    let lease = must(TimeDelta::from_std(LEASE), "the lease");
    world.machine.advance(lease);
    let until = world.now().machine + lease;
    assert_eq!(world.store().renew(claim, until).await, Ok(true));
    world.machine.advance(lease);
    assert_eq!(world.claim(world.store(), 10).await, []);
}

/// Two workers, one effect: the one whose job was taken over can neither complete it nor put it
/// back nor prolong its lease.
pub async fn a_late_completion_is_refused(world: JobsWorld) {
    world.enqueue("a", SOON).await;
    let store = world.store();
    let late = world.claim(store, 10).await[0].claim;
    world.machine.advance(TimeDelta::hours(1));
    let holder = world.claim(store, 10).await[0].claim;
    let now = world.now().machine;

    let transaction = must(store.begin().await, "a transaction");
    assert_eq!(jobs::complete(&transaction, late).await, Err(StoreError::LostRace));
    must(transaction.roll_back().await, "rolling back");
    assert_eq!(store.complete(late).await, Ok(false));
    assert_eq!(store.renew(late, now + TimeDelta::hours(9)).await, Ok(false));
    must(store.retry(late, now, "LATE", true).await, "a late retry");
    must(store.bury(late, "LATE").await, "a late burial");
    assert_eq!(world.counts().await.running, 1, "nothing of that changed it");

    let transaction = must(store.begin().await, "a transaction");
    assert_eq!(jobs::complete(&transaction, holder).await, Ok(()));
    must(transaction.commit().await, "a commit");
    assert_eq!(world.counts().await.running, 0);
}

/// A process that names its jobs to others knows which it enqueued, and that it has to look for others
/// when there are too many to name.
pub async fn what_commits_made_due_is_told(world: JobsWorld) {
    let store = world.store();
    let told = world.enqueue("a", SOON).await;
    let again = world.enqueue("a", SOON).await;
    let Enqueued::New(job) = told else { fail("it is there already") };
    assert_eq!(again, Enqueued::Exists, "it was told of before");
    assert_eq!(store.take_woken(), Woken { jobs: vec![job], others: false });
    assert_eq!(store.take_woken(), Woken::default());

    let moved = StoredClock::new(store.clone()).store(world.now().business).await;
    assert_eq!(moved, Ok(()));
    let told = world.enqueue("b", SOON).await;
    let Enqueued::New(job) = told else { fail("it is there already") };
    assert_eq!(store.take_woken(), Woken { jobs: vec![job], others: true });
}

//! Operators at work while everything below them is killed, emptied, cut and slowed down.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use stts_tests::faults::{Cluster, Fault, Operators, Storm, verdict};

const QUIET_WITHIN: Duration = Duration::from_mins(5);

/// How long a storm lasts.
struct Length {
    persons: u64,
    applications: u64,
    answers_between: u64,
}

/// Chosen by nobody; printed, and can be given again as `STTS_FAULT_SEED`.
fn seed() -> u64 {
    let given = std::env::var("STTS_FAULT_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| RandomState::new().build_hasher().finish())
}

async fn survive(length: Length) {
    let seed = seed();
    let mut cluster = Cluster::start(2, length.persons).await;
    let operators = Operators::of(&cluster, seed);
    let work = tokio::spawn(Arc::clone(&operators).work());
    let storm = Storm::of(seed);
    let struck =
        storm.rage(&mut cluster, &operators, length.applications, length.answers_between).await;
    operators.go_home();
    work.await.unwrap();

    for kind in Fault::all() {
        let hits = struck.iter().filter(|struck| struck.fault == kind && struck.in_flight > 0);
        assert!(hits.count() > 0, "{kind} hit nothing in flight");
    }
    let (answered, repeated) = (operators.answered(), operators.repeated());
    println!("{answered} calls answered, {repeated} of them after repeats");
    assert!(repeated > 0, "no call was hit");

    let quiet = tokio::time::timeout(QUIET_WITHIN, comes_to_rest(&cluster)).await;
    quiet.expect("the services come to rest");
    verdict::nothing_is_lost_or_doubled(&cluster, &operators).await;
    cluster.deployment.stop().await.unwrap();
}

/// A service may still find connections that a fault has cut, and answer that it is unavailable.
async fn comes_to_rest(cluster: &Cluster) {
    while let Err(error) = cluster.control().quiet().await {
        println!("not at rest: {error}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_storm_loses_and_doubles_nothing() {
    survive(Length { persons: 15_000, applications: 150, answers_between: 10 }).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "an hour: make test-long"]
async fn a_long_storm_loses_and_doubles_nothing() {
    survive(Length { persons: 200_000, applications: 10_000, answers_between: 100 }).await;
}

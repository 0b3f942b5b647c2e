//! Every point at which a process may die is reached, and nothing is lost or doubled by it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use stts_chassis::points::POINTS;
use stts_tests::faults::{Cluster, Operators, verdict};

const LOOKS_EVERY: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_mins(1);
const ABORTED: &str = "SIGABRT";
const PERSONS: u64 = 15_000;

/// One process of each service, so that whatever one leaves undone is its own to find again.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_at_any_point_loses_and_doubles_nothing() {
    dies_at_every_point(1, 1).await;
}

/// The same with a replica beside, which takes over at once.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes: make test-long"]
async fn whoever_takes_over_from_it_loses_and_doubles_nothing_either() {
    for seed in 1..=3 {
        dies_at_every_point(2, seed).await;
    }
}

async fn dies_at_every_point(replicas: usize, seed: u64) {
    let mut cluster = Cluster::start(replicas, PERSONS).await;
    let operators = Operators::of(&cluster, seed);
    let work = tokio::spawn(Arc::clone(&operators).work());
    for point in POINTS {
        // Those that died before are not to be taken for one that dies here.
        wait(|| operators.repeating() == 0, "what was asked again is answered").await;
        let (began, repeated) = (Instant::now(), operators.repeated());
        cluster.points.arm(point);
        let died = died(&mut cluster, point).await;
        assert!(cluster.points.has_fired(point), "{died} died, and not of {point}");
        if replicas == 1 {
            cluster.end_leases(died.strip_suffix("-1").unwrap());
        }
        let process = cluster.process(&died);
        process.restart().unwrap();
        tokio::time::timeout(PATIENCE, process.ready()).await.unwrap().unwrap();
        if is_in_a_call(point) {
            wait(|| operators.repeated() > repeated, "the call that died is asked again").await;
        }
        let (after, repeated) = (began.elapsed().as_millis(), operators.repeated() - repeated);
        println!("{point}: {died} died and was back after {after} ms, {repeated} calls repeated");
    }
    operators.go_home();
    work.await.unwrap();

    tokio::time::timeout(PATIENCE * 2, cluster.control().quiet()).await.unwrap().unwrap();
    verdict::nothing_is_lost_or_doubled(&cluster, &operators).await;
    cluster.deployment.stop().await.unwrap();
}

/// Whether somebody waits for an answer who will have none from this process.
fn is_in_a_call(point: &str) -> bool {
    point.starts_with("apply.") || point.starts_with("commit.")
}

async fn wait(is_so: impl Fn() -> bool, what: &str) {
    let until = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < until, "not within {PATIENCE:?}: {what}");
        tokio::time::sleep(LOOKS_EVERY).await;
    }
}

/// The process that aborted.
async fn died(cluster: &mut Cluster, point: &str) -> String {
    let until = Instant::now() + PATIENCE;
    loop {
        for process in cluster.deployment.processes() {
            if let Err(ended) = process.check() {
                assert!(ended.to_string().contains(ABORTED), "{point}: {ended}");
                return process.name().to_owned();
            }
        }
        assert!(
            Instant::now() < until,
            "no process comes to {point}; were they built with all tests?"
        );
        tokio::time::sleep(LOOKS_EVERY).await;
    }
}

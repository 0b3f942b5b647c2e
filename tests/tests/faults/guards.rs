//! Every guard is missed when it is off: what operators go through and what is looked at afterwards tell
//! of it. The same stories are told with all guards on first, and then nothing is found.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use stts::suite::Client;
use stts_chassis::points::GUARDS;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::dossier::v1::{Applicant, ApplyRequest};
use stts_identity_domain::Person;
use stts_tests::faults::{Call, Cluster, Operators, verdict};
use stts_tests::{People, applicant_of, request_id};
use tokio::task::JoinSet;

const LOOKS_EVERY: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_mins(1);
const RESTLESS_FOR: Duration = Duration::from_secs(10);
const PERSONS: u64 = 8_000;
const HOUSEHOLDS: usize = 8;
const SHOPS: [&str; 4] = ["op01-shop", "op02-shop", "op03-shop", "op04-shop"];
/// Of the way to PostgreSQL, so that transactions meet.
const DELAY: Duration = Duration::from_millis(5);
/// A consumer asks its producer once a minute, and loses nothing then: so not every time.
const LOSSES: u64 = 2;

/// A guard, and what is found when it is off, each by some words of it. Those that leave most behind
/// stand last. That an event applied twice does nothing is kept by a position and by the keys of what it
/// adds; that none is lost by the position alone.
const MISSED: [(&str, &[&str]); 5] = [
    ("tenant_filter", &["[\"GetDossier\", \"FindDossiers\", \"ListHistory\", \"ListTasks\"]"]),
    ("request_result", &["APPLY is answered the same again", "one answer to APPLY is kept"]),
    ("household_place", &["dossiers of one household", "without the place of its household"]),
    ("position_check", &["10: notifications: 0 messages of event"]),
    (RESTLESS, &[DO_NOT_REST, "9: dossier: "]),
];
/// Without it two relays number the same events. What is stored of the last number then stands behind
/// those given out, which a key keeps apart, so that no event is numbered any more.
const RESTLESS: &str = "row_lock";
const DO_NOT_REST: &str = "the services do not come to rest";

#[tokio::test(flavor = "multi_thread")]
async fn each_guard_is_missed_when_it_is_off() {
    let named: BTreeSet<&str> = MISSED.iter().map(|(guard, _)| *guard).collect();
    assert_eq!(named, GUARDS.into(), "it is known of each guard who misses it");
    let mut cluster = Cluster::start(2, PERSONS).await;
    there_are_tasks(&cluster).await;
    for (guard, _) in MISSED {
        let began = Instant::now();
        let found = story(guard, &mut cluster, 0).await;
        assert_eq!(found, Vec::<String>::new(), "{guard} is on");
        assert!(!cluster.points.was_passed(guard));
        println!("{guard} is on: nothing is found after {:?}", began.elapsed());
    }
    let mut known: BTreeSet<String> = BTreeSet::new();
    for (guard, signs) in MISSED {
        let began = Instant::now();
        cluster.points.switch_off(guard);
        let found = story(guard, &mut cluster, 1).await;
        cluster.points.switch_on(guard);
        assert!(cluster.points.was_passed(guard), "nobody came to {guard}");
        let new: Vec<String> = found.into_iter().filter(|one| known.insert(one.clone())).collect();
        for sign in signs {
            let is_seen = new.iter().any(|one| one.contains(sign));
            assert!(is_seen, "{guard} is off, and nobody says {sign}: {new:#?}");
        }
        println!("{guard} is off: {} findings after {:?}", new.len(), began.elapsed());
    }
}

/// The danger that a guard is for, and everything that is found wrong afterwards; the second telling is
/// about other people than the first.
async fn story(guard: &str, cluster: &mut Cluster, telling: u64) -> Vec<String> {
    let mut found = Vec::new();
    let seed = 10 + telling;
    match guard {
        "tenant_filter" => found.extend(objection(verdict::is_hidden_from_others(cluster)).await),
        "request_result" => {
            let (operators, record) = work(cluster, seed + 1_000, 15).await;
            found.extend(objection(verdict::answers_the_same_again(&operators, &record)).await);
            found.extend(objection(verdict::keeps_each_answer(cluster, &record)).await);
        }
        "household_place" => found.extend(households_apply_at_once(cluster, telling).await),
        "position_check" => {
            for round in 0..LOSSES {
                events_are_lost(cluster, seed + 100 * (round + 1)).await;
            }
        }
        RESTLESS => {
            cluster.to_postgres.delay(DELAY);
            work(cluster, seed + 2_000, 60).await;
            cluster.to_postgres.delay(Duration::ZERO);
        }
        other => panic!("nobody knows what happens without {other}"),
    }
    let is_restless = guard == RESTLESS && telling > 0;
    let rests_within = if is_restless { RESTLESS_FOR } else { PATIENCE };
    if tokio::time::timeout(rests_within, cluster.control().quiet()).await.is_err() {
        found.push(DO_NOT_REST.to_owned());
    }
    found.extend(violations(cluster).await);
    found
}

/// What a verdict has against it.
async fn objection(verdict: impl Future<Output = ()>) -> Option<String> {
    let objected = AssertUnwindSafe(verdict).catch_unwind().await.err()?;
    Some(objected.downcast_ref::<String>().expect("a verdict says what it misses").clone())
}

/// What breaks an invariant, each with its number.
async fn violations(cluster: &Cluster) -> Vec<String> {
    let checked = stts::check::check(&cluster.check_settings()).await.unwrap();
    let broken = |one: &stts::check::Checked| {
        let invariant = one.invariant;
        let violations = one.violations.iter();
        violations.map(|violation| format!("{invariant}: {violation}")).collect::<Vec<_>>()
    };
    checked.iter().flat_map(broken).collect()
}

/// Operators work until they have applied so often.
async fn work(cluster: &Cluster, seed: u64, applications: u64) -> (Arc<Operators>, Vec<Call>) {
    let operators = Operators::of(cluster, seed);
    let work = tokio::spawn(Arc::clone(&operators).work());
    wait(|| operators.applied() >= applications).await;
    operators.go_home();
    work.await.unwrap();
    let record = operators.record();
    (operators, record)
}

/// Until some operator has something to do.
async fn there_are_tasks(cluster: &Cluster) {
    let task = "SELECT 1 AS one FROM tasks WHERE state = 'OPEN' AND assignee LIKE 'OP%'";
    let mut seed = 3_000;
    while cluster.rows("tasks", task).await.is_empty() {
        work(cluster, seed, 20).await;
        cluster.control().quiet().await.unwrap();
        seed += 1;
    }
}

/// Everybody of the largest households applies, with every operator at the same time; gives the
/// households that have more than one dossier by it.
async fn households_apply_at_once(cluster: &Cluster, telling: u64) -> Vec<String> {
    let people = People::of(&cluster.population);
    let skipped = HOUSEHOLDS * usize::try_from(telling).unwrap();
    let households = households(&people).into_iter().skip(skipped).take(HOUSEHOLDS);
    let mut calls = JoinSet::new();
    for (household, members) in households.enumerate() {
        for member in members {
            let shop = Client::of_id(SHOPS[calls.len() % SHOPS.len()]).unwrap();
            let channel = cluster.targets().public_channel(shop, "dossier").unwrap();
            let id = request_id(((telling + 1) << 32) + u64::try_from(calls.len()).unwrap());
            let applicant = Some(Applicant { claims: None, ..applicant_of(member) });
            let request = ApplyRequest { request_id: id, applicant };
            calls.spawn(async move {
                let answer = DossierServiceClient::new(channel).apply(request).await;
                (household, answer.is_ok())
            });
        }
    }
    let mut opened = BTreeMap::<usize, usize>::new();
    for (household, _) in calls.join_all().await.into_iter().filter(|(_, is_open)| *is_open) {
        *opened.entry(household).or_default() += 1;
    }
    assert!(!opened.is_empty(), "nobody was let in");
    let several = opened.values().filter(|count| **count > 1);
    several.map(|count| format!("{count} dossiers of one household")).collect()
}

/// The living of each household at a home of its own, the largest first.
fn households(people: &People) -> Vec<Vec<&Person>> {
    let mut households = BTreeMap::<&str, Vec<&Person>>::new();
    for resident in people.residents() {
        let lives = resident.person.deceased_on.is_none();
        if lives && resident.facts.collective_living.value != Some(true) {
            let key = resident.person.household.expose();
            households.entry(key).or_default().push(&resident.person);
        }
    }
    let mut households: Vec<_> = households.into_values().collect();
    households.sort_by_key(|members| std::cmp::Reverse(members.len()));
    households
}

/// Redis forgets events before their consumers have woken up, and brings them only what comes later.
/// Those after which nothing comes are found when a consumer asks for them, as it does when it starts.
async fn events_are_lost(cluster: &mut Cluster, seed: u64) {
    const CONSUMERS: [&str; 2] = ["tasks", "notifications"];
    let operators = Operators::of(cluster, seed);
    let work = tokio::spawn(Arc::clone(&operators).work());
    for service in CONSUMERS {
        cluster.signal(service, "STOP");
    }
    wait(|| operators.applied() >= 15).await;
    assert_eq!(tokio::task::block_in_place(|| cluster.redis.ask(&["FLUSHALL"])), "OK");
    wait(|| operators.applied() >= 30).await;
    for service in CONSUMERS {
        cluster.signal(service, "CONT");
    }
    wait(|| operators.applied() >= 40).await;
    operators.go_home();
    work.await.unwrap();
    for service in CONSUMERS {
        cluster.start_again(service).await;
    }
}

async fn wait(is_so: impl Fn() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < until, "the operators do not get on");
        tokio::time::sleep(LOOKS_EVERY).await;
    }
}

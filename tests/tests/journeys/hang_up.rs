//! A caller who hangs up in the middle of an application leaves all of it or nothing, and no
//! connection in an unknown state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use stts::suite::PopulationSource;
use stts_contracts::dossier::v1::ApplyRequest;
use stts_kernel::IdSource;
use stts_testkit::{DatabaseKind, SeededIds};
use stts_tests::{Stage, World, applicant_of, reason_of, request_id};
use tokio::task::JoinSet;

use super::on_every_stage;
use super::tables::Tables;

on_every_stage!(an_interrupted_application_leaves_all_or_nothing);

/// Fewer connections than callers, so that some hang up while they wait for one.
const CONNECTIONS: u32 = 4;
const CALLERS: u64 = 16;
/// Each caller applies so often without hanging up, which tells how long that takes, ...
const COMPLETE_EACH: u64 = 3;
/// ... and so often with.
const INTERRUPTED_EACH: u64 = 20;

async fn an_interrupted_application_leaves_all_or_nothing(stage: Stage) {
    let world = World::of(stage, PopulationSource::default(), |settings| {
        settings.max_connections = CONNECTIONS;
    })
    .await;
    let requests = Arc::new(one_of_each_household(&world));
    let usual = complete(&world, &requests).await;
    let dropped = interrupted(&world, &requests, usual).await;
    world.control.quiet().await.unwrap();

    let tables = Tables::open(&world.database_urls["dossier"]).await;
    let identity = Tables::open(&world.database_urls["identity"]).await;
    let begun = all_that_begun_ended(&tables, &identity).await;
    let begun = dropped.intersection(&begun).count();
    println!("{stage:?}: {} hung up, {begun} when their application had begun", dropped.len());
    assert!(dropped.len() >= 20, "they hung up while their call was in flight");
    assert!(begun >= 5, "the services were at work for some of them");
    all_or_nothing(&tables).await;

    repeated(&world, &requests).await;
    world.control.quiet().await.unwrap();
    all_or_nothing(&tables).await;
    let answered = request_ids(&tables, "request_results").await;
    let everybody: BTreeSet<_> = requests.iter().map(|one| digits(&one.request_id)).collect();
    assert_eq!(answered, everybody, "each request has its one answer");
    if stage.database_kind() == DatabaseKind::Postgres {
        nobody_is_left_in_a_transaction(&world, &requests[0]).await;
    }
    world.end().await;
}

/// A request for somebody of each household, so that none stands in another's way.
fn one_of_each_household(world: &World) -> Vec<ApplyRequest> {
    let mut households = BTreeSet::new();
    let mut requests = Vec::new();
    for resident in world.people.residents() {
        let person = &resident.person;
        let first = households.insert(person.household.expose().to_owned());
        if !first || person.deceased_on.is_some() || person.address.is_none() {
            continue;
        }
        let mut applicant = applicant_of(person);
        applicant.claims = None;
        let number = u64::try_from(requests.len()).unwrap() + 1;
        requests.push(ApplyRequest { request_id: request_id(number), applicant: Some(applicant) });
    }
    requests.truncate(usize::try_from(CALLERS * (COMPLETE_EACH + INTERRUPTED_EACH)).unwrap());
    requests
}

/// The requests of a caller: every sixteenth of a part.
fn of_caller(requests: &[ApplyRequest], caller: u64) -> Vec<ApplyRequest> {
    let step = usize::try_from(CALLERS).unwrap();
    requests.iter().skip(usize::try_from(caller).unwrap()).step_by(step).cloned().collect()
}

fn parts(requests: &[ApplyRequest]) -> (&[ApplyRequest], &[ApplyRequest]) {
    requests.split_at(usize::try_from(CALLERS * COMPLETE_EACH).unwrap())
}

/// Applications to their end, all callers at once: how long the middle one of them took. The longest
/// may have waited for something that comes once.
async fn complete(world: &World, requests: &Arc<Vec<ApplyRequest>>) -> Duration {
    let mut calls = JoinSet::new();
    for caller in 0..CALLERS {
        let mut shop = world.dossiers("op01-shop");
        let requests = of_caller(parts(requests).0, caller);
        calls.spawn(async move {
            let mut times = Vec::new();
            for request in requests {
                let begun = Instant::now();
                shop.apply(request).await.unwrap();
                times.push(begun.elapsed());
            }
            times
        });
    }
    let mut times: Vec<_> = calls.join_all().await.into_iter().flatten().collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// Applications whose callers hang up, each at another moment: half of them drop the call, half the
/// connection too. Gives the ids of those that were not answered before.
async fn interrupted(
    world: &World,
    requests: &Arc<Vec<ApplyRequest>>,
    usual: Duration,
) -> BTreeSet<String> {
    let mut calls = JoinSet::new();
    for caller in 0..CALLERS {
        let requests = of_caller(parts(requests).1, caller);
        let random = SeededIds::new(caller);
        let connections: Vec<_> = requests.iter().map(|_| world.dossiers("op01-shop")).collect();
        let own = caller % 2 == 0;
        calls.spawn(async move {
            let mut dropped = BTreeSet::new();
            let mut kept = connections[0].clone();
            for (request, mut new) in requests.into_iter().zip(connections) {
                let id = request.request_id.clone();
                // One in eleven hangs up at once.
                let thousandths = random.number_below(1_100).saturating_sub(100);
                let after = usual * u32::try_from(thousandths).unwrap() / 1_000;
                let shop = if own { &mut new } else { &mut kept };
                if tokio::time::timeout(after, shop.apply(request)).await.is_err() {
                    dropped.insert(digits(&id));
                }
            }
            dropped
        });
    }
    calls.join_all().await.into_iter().flatten().collect()
}

/// An id as a table has it.
fn digits(request_id: &str) -> String {
    request_id.replace('-', "")
}

/// Every request is made again, also by those who had hung up; each is answered.
async fn repeated(world: &World, requests: &[ApplyRequest]) {
    let mut shop = world.dossiers("op01-shop");
    let mut dossiers = BTreeSet::new();
    for request in requests {
        match shop.apply(request.clone()).await {
            Ok(applied) => {
                let number = applied.into_inner().dossier.unwrap().dossier_number;
                assert!(dossiers.insert(number), "a dossier of its own for each");
            }
            // Somebody else has the same names, birth date and address.
            Err(refused) => assert_eq!(reason_of(&refused), "PERSON_AMBIGUOUS"),
        }
    }
    assert!(dossiers.len() * 10 > requests.len() * 9, "{} dossiers", dossiers.len());
}

/// An application that has begun goes to its end without its caller. Waits for that, and gives all
/// requests about which the register was asked.
async fn all_that_begun_ended(tables: &Tables, identity: &Tables) -> BTreeSet<String> {
    let ended = async {
        let mut before = BTreeSet::new();
        loop {
            let asked = request_ids(identity, "consultations").await;
            let answered = request_ids(tables, "request_results").await;
            if asked == before && asked.is_subset(&answered) {
                return asked;
            }
            before = asked;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let ended = tokio::time::timeout(Duration::from_mins(1), ended).await;
    ended.expect("every application that has begun is answered")
}

async fn request_ids(tables: &Tables, table: &str) -> BTreeSet<String> {
    tables.ids(table, "request_id").await.into_iter().collect()
}

/// Each dossier has exactly what one application writes: a row of history, an evaluation, a place of
/// the household, an answer, and the same kinds of events.
async fn all_or_nothing(tables: &Tables) {
    let count = async |query: &str| tables.column(query).await;
    let dossiers = count("SELECT CAST(number AS TEXT) FROM dossiers ORDER BY 1").await;
    for (table, column) in [
        ("dossier_history", "dossier_number"),
        ("evaluations", "dossier_number"),
        ("household_places", "dossier_number"),
    ] {
        let query = format!("SELECT CAST({column} AS TEXT) FROM {table} ORDER BY 1");
        assert_eq!(count(&query).await, dossiers, "{table}");
    }
    let mut events = BTreeMap::<String, Vec<String>>::new();
    for row in tables.rows("SELECT key, type_name FROM outbox ORDER BY id").await {
        events.entry(row[0].clone()).or_default().push(row[1].clone());
    }
    let one = ["stts.events.v1.ApplicationReceived", "stts.events.v1.DossierChanged"];
    for (key, events) in &mut events {
        events.sort();
        assert_eq!(*events, one, "{key}");
    }
    assert_eq!(events.len(), dossiers.len());
    let answers = count("SELECT method FROM request_results").await;
    assert!(answers.len() >= dossiers.len(), "{} answers", answers.len());
}

/// A transaction that goes on for ever is the same at two looks, with work of ours in between.
async fn nobody_is_left_in_a_transaction(world: &World, request: &ApplyRequest) {
    const OPEN: &str = "SELECT pid::text || ' ' || xact_start::text FROM pg_stat_activity \
         WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    for (service, url) in &world.database_urls {
        let tables = Tables::open(url).await;
        let before: BTreeSet<_> = tables.column(OPEN).await.into_iter().collect();
        for _ in 0..20 {
            world.dossiers("op01-shop").apply(request.clone()).await.unwrap();
        }
        world.control.quiet().await.unwrap();
        let after: BTreeSet<_> = tables.column(OPEN).await.into_iter().collect();
        assert_eq!(before.intersection(&after).count(), 0, "{service}");
    }
}

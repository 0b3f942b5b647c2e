//! The checker finds nothing in a sound deployment, and names whatever is broken by hand.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use stts::check::{CheckSettings, Checked, check};
use stts_identity::population::Population;
use stts_store::DatabaseSettings;
use stts_tests::faults::{Cluster, Operators};

const PATIENCE: Duration = Duration::from_mins(1);
const APPLICATIONS: u64 = 150;
const PERSONS: u64 = 4_000;

/// A row changed by hand: the invariant, the service, and statements whose result must be named.
type Break = (u8, &'static str, &'static str);

const BREAKS: [Break; 22] = [
    (
        1,
        "dossier",
        "DROP INDEX dossiers_person_id_key; UPDATE dossiers SET person_id = \
         (SELECT person_id FROM household_places JOIN dossiers ON number = dossier_number \
          ORDER BY number LIMIT 1) WHERE number = (SELECT dossier_number FROM household_places \
          ORDER BY dossier_number DESC LIMIT 1) RETURNING person_id",
    ),
    (
        2,
        "dossier",
        "DELETE FROM household_places WHERE dossier_number = \
         (SELECT min(dossier_number) FROM household_places) RETURNING dossier_number",
    ),
    (
        2,
        "dossier",
        "UPDATE dossiers SET status = 'SUSPENDED' WHERE number = \
         (SELECT min(dossier_number) FROM household_places) RETURNING number",
    ),
    (
        3,
        "dossier",
        "UPDATE dossiers SET person_id = gen_random_uuid() WHERE number = \
         (SELECT min(number) FROM dossiers) RETURNING number",
    ),
    (
        4,
        "dossier",
        "INSERT INTO reduction_periods (dossier_number, operator_id, formula, begin_date) \
         SELECT dossier_number, 'OP99', formula, begin_date FROM reduction_periods \
         ORDER BY id LIMIT 1 RETURNING dossier_number",
    ),
    (
        5,
        "dossier",
        "UPDATE dossiers SET status = 'AWAITING_STOP' WHERE number = \
         (SELECT min(number) FROM dossiers) RETURNING number",
    ),
    (
        5,
        "dossier",
        "UPDATE dossier_history SET command = 'ACTIVATE' WHERE version = 1 AND dossier_number = \
         (SELECT min(number) FROM dossiers) RETURNING dossier_number",
    ),
    (
        6,
        "dossier",
        "DELETE FROM dossier_history WHERE version = 1 AND dossier_number = \
         (SELECT min(dossier_number) FROM dossier_history WHERE version = 2) \
         RETURNING dossier_number",
    ),
    (
        8,
        "dossier",
        "UPDATE request_results SET content_hash = '' WHERE request_id = \
         (SELECT request_id FROM request_results LIMIT 1) RETURNING request_id",
    ),
    (
        8,
        "dossier",
        "ALTER TABLE request_results DROP CONSTRAINT request_results_pkey; \
         INSERT INTO request_results SELECT * FROM request_results LIMIT 1 RETURNING request_id",
    ),
    (
        9,
        "dossier",
        "DELETE FROM outbox WHERE id = (SELECT min(id) FROM outbox \
         WHERE type_name = 'stts.events.v1.DossierChanged') RETURNING key",
    ),
    (
        9,
        "dossier",
        "UPDATE outbox SET event_id = (SELECT event_id FROM outbox ORDER BY id LIMIT 1) \
         WHERE id = (SELECT max(id) FROM outbox) RETURNING event_id",
    ),
    (
        10,
        "tasks",
        "DELETE FROM tasks WHERE task_id = (SELECT task_id FROM tasks LIMIT 1) RETURNING task_id",
    ),
    (
        10,
        "notifications",
        "DELETE FROM messages WHERE message_id = (SELECT message_id FROM messages \
         WHERE kind = 'NOT_ENTITLED' LIMIT 1) RETURNING event_id",
    ),
    (
        10,
        "notifications",
        "UPDATE positions SET sequence = sequence - 1 WHERE partition = \
         (SELECT min(partition) FROM positions WHERE sequence > 0) \
         RETURNING 'partition ' || partition",
    ),
    (
        12,
        "tasks",
        "UPDATE tasks SET state = 'DONE' WHERE task_id = (SELECT task_id FROM tasks \
         WHERE state = 'OPEN' AND task_type = 'ENTER_MISSING_DATA' LIMIT 1) \
         RETURNING dossier_number",
    ),
    (
        13,
        "notifications",
        "DROP INDEX messages_event_id_person_id_kind_key; \
         UPDATE messages SET (event_id, person_id, kind) = (SELECT event_id, person_id, kind \
         FROM messages ORDER BY message_id LIMIT 1) WHERE message_id = \
         (SELECT message_id FROM messages ORDER BY message_id DESC LIMIT 1) RETURNING event_id",
    ),
    (
        14,
        "identity",
        "UPDATE consultations SET client_id = '' WHERE id = (SELECT min(id) FROM consultations) \
         RETURNING 'consultation ' || id",
    ),
    (
        16,
        "dossier",
        "UPDATE dossiers SET state = jsonb_set(state::jsonb, '{application,date}', \
         '\"2031-01-01\"')::text WHERE number = (SELECT min(number) FROM dossiers \
         WHERE status = 'ACTIVE') RETURNING number",
    ),
    (
        17,
        "dossier",
        "UPDATE dossiers SET state = jsonb_set(state::jsonb, '{right_begin_date}', 'null')::text \
         WHERE number = (SELECT min(number) FROM dossiers WHERE status = 'ACTIVE') \
         RETURNING number",
    ),
    (17, "dossier", "UPDATE runs SET night = date - 1 RETURNING date"),
    (
        18,
        "dossier",
        "UPDATE dossiers SET state = jsonb_set(state::jsonb, '{reduction,begin}', \
         '\"2026-01-20\"')::text WHERE number = (SELECT min(number) FROM dossiers \
         WHERE status = 'ACTIVE') RETURNING number",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_checker_names_whatever_is_broken() {
    let mut cluster = Cluster::start(1, PERSONS).await;
    let operators = Operators::of(&cluster, 7);
    let work = tokio::spawn(Arc::clone(&operators).work());
    while operators.applied() < APPLICATIONS {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    operators.go_home();
    work.await.unwrap();
    cluster.live(3).await;
    let sound = cluster.check_settings();
    for checked in check(&sound).await.unwrap() {
        println!("{checked}");
        assert!(checked.violations.is_empty() && checked.count > 0, "{checked}");
    }
    in_redis_is_what_the_outbox_does_not_know(&cluster, &sound).await;
    a_number_stands_in_a_table_or_a_log(&cluster, &sound).await;
    a_transaction_lies_idle(&cluster, &sound).await;

    for process in cluster.deployment.processes() {
        process.kill().await.unwrap();
    }
    for (number, (invariant, service, statements)) in BREAKS.into_iter().enumerate() {
        let copy = format!("broken_{number}");
        copied(&cluster, &format!("stts_{service}"), &copy);
        let url = format!("{}/{copy}", cluster.postgres.url());
        let named = cluster.psql(&copy, statements);
        let mut broken = CheckSettings { redis: None, population: None, ..sound.clone() };
        broken.databases.insert(service.to_owned(), DatabaseSettings::at(url));
        let first = named.lines().next().unwrap_or_default();
        assert!(!first.is_empty(), "nothing was broken: {statements}");
        assert_named(&check(&broken).await.unwrap(), invariant, first);
    }
}

async fn in_redis_is_what_the_outbox_does_not_know(cluster: &Cluster, sound: &CheckSettings) {
    let key = "{stts:log:dossier}:3";
    cluster.redis.ask(&["XADD", key, "99-1", "event", "garbage"]);
    assert_named(&check(sound).await.unwrap(), 11, "99-1 in partition 3");
    cluster.redis.ask(&["DEL", key]);
}

async fn a_number_stands_in_a_table_or_a_log(cluster: &Cluster, sound: &CheckSettings) {
    let mut people = Population::new(cluster.population.settings().unwrap());
    let number = people.next().unwrap().residents[0].person.number.expose();
    let write = |reference: &str| {
        let update = format!(
            "UPDATE dossiers SET operator_reference = '{reference}' WHERE number = \
             (SELECT min(number) FROM dossiers)"
        );
        cluster.psql("stts_dossier", &update);
    };
    write(&number);
    let found = check(sound).await.unwrap();
    assert_named(&found, 25, "dossier: dossiers.operator_reference");
    assert!(!format!("{found:?}").contains(&number), "the checker tells no number");
    write("customer-1");
    let log = sound.logs_folder.as_ref().unwrap().join("dossier-1.log");
    std::fs::OpenOptions::new()
        .append(true)
        .open(&log)
        .unwrap()
        .write_all(format!("person {number}\n").as_bytes())
        .unwrap();
    assert_named(&check(sound).await.unwrap(), 25, "dossier-1.log");
}

async fn a_transaction_lies_idle(cluster: &Cluster, sound: &CheckSettings) {
    let url = format!("{}/stts_tasks", cluster.postgres.url());
    let mut idle = Command::new(cluster.postgres.program("psql"))
        .args(["-qtA", &url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let asked = b"BEGIN;\nSELECT pg_backend_pid();\n";
    idle.stdin.as_mut().unwrap().write_all(asked).unwrap();
    let mut output = BufReader::new(idle.stdout.take().unwrap());
    output.read_line(&mut said).unwrap();
    let named = format!("process {} is idle in transaction", said.trim());
    let settings = CheckSettings { redis: None, population: None, ..sound.clone() };
    let until = Instant::now() + PATIENCE;
    while !is_named(&check(&settings).await.unwrap(), 27, &named) {
        assert!(Instant::now() < until, "{named}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    end(idle);
}

fn end(mut psql: Child) {
    drop(psql.stdin.take());
    assert!(psql.wait().unwrap().success());
}

fn assert_named(all: &[Checked], invariant: u8, named: &str) {
    let of_it: Vec<_> = all.iter().filter(|checked| checked.invariant == invariant).collect();
    assert!(is_named(all, invariant, named), "{invariant} does not name {named}: {of_it:#?}");
}

fn is_named(all: &[Checked], invariant: u8, named: &str) -> bool {
    let of_it = all.iter().filter(|checked| checked.invariant == invariant);
    of_it.flat_map(|checked| &checked.violations).any(|violation| violation.contains(named))
}

/// The processes that were connected may take a moment to end.
fn copied(cluster: &Cluster, from: &str, to: &str) {
    let end = format!(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{from}'"
    );
    cluster.psql("postgres", &end);
    cluster.psql("postgres", &format!("CREATE DATABASE {to} TEMPLATE {from}"));
}

//! The helpers of tests.

use std::net::TcpStream;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};

use stts_kernel::{Clock, IdSource};
use stts_queue::log::Outbox;
use stts_store::StoreOutbox;
use stts_testkit::{
    FixedClock, POSTGRES_VARIABLE, PostgresServer, REDIS_VARIABLE, RedisServer, SeededIds,
};

use crate::DATABASES;

#[test]
fn a_fixed_clock_moves_only_by_hand() {
    let clock = FixedClock::at("2027-02-28T23:30:00Z");
    assert_eq!(clock.now(), clock.now());
    assert_eq!(clock.today().to_string(), "2027-03-01", "it is past midnight in Brussels");
    clock.advance(chrono::TimeDelta::days(-1));
    assert_eq!(clock.now().to_rfc3339(), "2027-02-27T23:30:00+00:00");
}

#[test]
fn a_seed_gives_the_same_identifiers_each_different_and_well_formed() {
    let (first, second) = (SeededIds::new(1), SeededIds::new(1));
    let drawn: Vec<_> = (0..100).map(|_| first.uuid()).collect();
    let again: Vec<_> = (0..100).map(|_| second.uuid()).collect();
    assert_eq!(drawn, again);
    assert_ne!(drawn[0], SeededIds::new(2).uuid());
    let mut different = drawn.clone();
    different.sort_unstable();
    different.dedup();
    assert_eq!(different.len(), drawn.len());
    assert!(drawn.iter().all(|uuid| uuid.get_version_num() == 4));
}

#[tokio::test]
async fn databases_of_two_tests_share_nothing() {
    for (first, second) in [
        (DATABASES.sqlite().await, DATABASES.sqlite().await),
        (DATABASES.postgres().await, DATABASES.postgres().await),
    ] {
        let [first, second] = [first, second].map(|database| StoreOutbox::new(database.store, "x"));
        first.begin_epoch().await.unwrap();
        let epochs = [first.heads().await.unwrap()[0], second.heads().await.unwrap()[0]];
        assert_eq!(epochs.map(|head| head.place.epoch), [2, 1]);
    }
}

fn answers(url: &str) -> bool {
    TcpStream::connect(url.rsplit(['@', '/']).next().unwrap()).is_ok()
}

#[test]
fn a_server_ends_with_its_owner_and_leaves_nothing() {
    let server = PostgresServer::start().unwrap();
    let (url, folder) = (server.url().to_owned(), server.folder().to_owned());
    assert!(answers(&url));
    assert!(folder.join("data").exists());
    drop(server);
    assert!(!answers(&url));
    assert!(!folder.exists());
}

#[test]
fn a_redis_can_be_killed_and_started_again_and_ends_with_its_owner() {
    let server = RedisServer::start().unwrap();
    let url = server.url();
    assert_eq!(server.ask(&["SET", "a", "1"]), "OK");
    server.kill();
    assert!(!answers(&url));
    server.start_again().unwrap();
    assert_eq!(server.ask(&["DBSIZE"]), "0", "it holds nothing");
    drop(server);
    assert!(!answers(&url));
}

#[test]
fn a_server_ends_although_its_owner_is_killed() {
    let script = format!("echo ${POSTGRES_VARIABLE} ${REDIS_VARIABLE}; kill -KILL $PPID");
    let killed = with_servers(&script);
    assert_eq!(killed.status.signal(), Some(9));
    let told = String::from_utf8(killed.stdout).unwrap();
    let (postgres, redis) = told.trim().split_once(' ').unwrap();
    assert!(postgres.starts_with("postgres://") && redis.starts_with("redis://"), "{told}");
    // Their end is not the killed owner's to await; a server that stays keeps this test running.
    while answers(postgres) || answers(redis) {
        std::thread::yield_now();
    }
}

fn with_servers(script: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_with-servers")).args(["sh", "-c", script]).output().unwrap()
}

#[test]
fn a_command_runs_with_the_servers_and_its_exit_code_is_given() {
    let shown = with_servers(&format!("echo ${POSTGRES_VARIABLE}"));
    assert!(shown.status.success());
    assert!(String::from_utf8_lossy(&shown.stdout).starts_with("postgres://stts@127.0.0.1:"));
    assert_eq!(with_servers("exit 7").status.code(), Some(7));
}

//! Installations on which the program would lose data or cannot work: it says in one line what is
//! wrong and what to do, at the start and to `doctor`.

use std::process::Command;

use sea_orm::{ConnectionTrait, Database};
use stts_testkit::RedisServer;

use super::installation::{Installation, program};

/// `serve` refuses with this exit code and this one line; `doctor` with the same finding.
async fn refused(installation: &Installation, code: i32, expected: &str) {
    let told = installation.told(&["serve"]).await;
    assert_eq!(told.code, code, "{told:?}");
    let [line] = told.error.as_slice() else { panic!("one line: {told:?}") };
    let line = line.strip_prefix("error: ").unwrap_or_else(|| panic!("{line}"));
    assert!(line.starts_with(expected), "{line}");

    let doctor = installation.told(&["doctor"]).await;
    assert_eq!(doctor.code, code, "{doctor:?}");
    if code == 1 {
        let [found] = doctor.output.as_slice() else { panic!("one finding: {doctor:?}") };
        assert!(found.starts_with(&format!("dossier: {expected}")), "{found}");
        assert_eq!(doctor.error, ["error: 1 to mend"]);
    } else {
        assert_eq!(doctor.error, told.error, "without settings there is nothing to look at");
    }
}

fn closed_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_are_not_as_they_must_be() {
    let unknown = Installation::new().with_line("colour = \"red\"");
    refused(&unknown, 2, "setting `colour` (in FOLDER/dossier.toml): unknown field").await;
    let without = Installation::new().with("STTS_DOSSIER__DATABASE__URL", "");
    refused(&without, 2, "setting `database.url`").await;
}

/// Where nothing says that it is for development, nobody's right is decided by people who are made up.
#[test]
fn a_register_of_synthetic_people_in_production() {
    let told = Command::new(program("identity")).env_clear().output().unwrap();
    let error = String::from_utf8(told.stderr).unwrap();
    assert_eq!(told.status.code(), Some(2), "{error}");
    assert!(error.contains("service.population"), "{error}");
    assert!(error.contains("the real register cannot be asked yet"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_an_older_schema() {
    let installation = Installation::new();
    let (_, place) = installation.database_url.split_once('@').unwrap();
    let expected = format!("the database at {place} has an older schema than this program: ");
    refused(&installation, 1, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_does_not_answer() {
    let address = closed_port();
    let url = format!("postgres://stts:s3cret@{address}/dossier");
    let installation = Installation::new().with("STTS_DOSSIER__DATABASE__URL", url);
    let expected = format!("the database at {address}/dossier cannot be reached: ");
    refused(&installation, 1, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_forgets_what_it_acknowledged() {
    let installation = Installation::new().migrated().await;
    let (_, place) = installation.database_url.split_once('@').unwrap();
    let name = place.rsplit('/').next().unwrap();
    let database = Database::connect(&installation.database_url).await.unwrap();
    let alter = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    database.execute_unprepared(&alter).await.unwrap();
    let expected = format!("the database at {place} has synchronous_commit = off, ");
    refused(&installation, 1, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_deletes_what_it_was_told() {
    let redis = RedisServer::start().unwrap();
    redis.ask(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
    let urls = format!("[\"{}\"]", redis.url());
    let installation = Installation::new().migrated().await.with("STTS_DOSSIER__REDIS__URLS", urls);
    let expected = "Redis deletes keys when it is full (maxmemory-policy allkeys-lru): set it to \
                    noeviction";
    refused(&installation, 1, expected).await;
}

/// Nothing keeps it from serving, and `doctor` names it all the same.
#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_to_mend_is_found_at_once() {
    let urls = format!("[\"redis://{}\"]", closed_port());
    let installation = Installation::new().with("STTS_DOSSIER__REDIS__URLS", urls);
    let told = installation.told(&["doctor"]).await;
    assert_eq!(told.code, 1, "{told:?}");
    let [schema, redis] = told.output.as_slice() else { panic!("two findings: {told:?}") };
    assert!(schema.contains("run the service's `migrate` command first"), "{schema}");
    assert!(redis.ends_with(": start it, or mend redis.urls"), "{redis}");
    assert_eq!(told.error, ["error: 2 to mend"]);
}

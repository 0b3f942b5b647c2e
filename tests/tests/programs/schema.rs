//! A deployed service never changes its tables by itself: `migrate` does.

use sea_orm::{ConnectionTrait, Database};
use stts_testkit::{DatabaseKind, Databases, vault_keys};

use super::installation::Installation;

#[tokio::test(flavor = "multi_thread")]
async fn migrate_brings_an_empty_database_to_the_newest_schema_and_says_how() {
    let installation = Installation::new();
    let told = installation.told(&["migrate"]).await;
    assert_eq!((told.code, told.error.as_slice()), (0, [].as_slice()));
    let (last, applied) = told.output.split_last().unwrap();
    assert!(applied.len() > 1, "{applied:?}");
    assert!(applied.iter().all(|line| line.starts_with("dossier: ")), "{applied:?}");
    let count = applied.len();
    let expected = format!("dossier: {count} migrations applied, the schema is the newest");
    assert_eq!(*last, expected);

    let again = installation.told(&["migrate"]).await;
    assert_eq!(again.code, 0);
    assert_eq!(again.output, ["dossier: 0 migrations applied, the schema is the newest"]);

    let healthy = installation.told(&["doctor"]).await;
    assert_eq!(healthy.code, 0, "{healthy:?}");
    assert_eq!(healthy.output, ["dossier: nothing is in the way"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_restored_begins_a_new_epoch() {
    let installation = Installation::new();
    assert_eq!(installation.told(&["restored"]).await.code, 1, "there are no tables yet");
    assert_eq!(installation.told(&["migrate"]).await.code, 0);
    // A consumer that had come further told so.
    let passed =
        "INSERT INTO consumer_positions (consumer, partition, sequence) VALUES ('tasks', 3, 7)";
    let database = Database::connect(&installation.database_url).await.unwrap();
    database.execute_unprepared(passed).await.unwrap();
    let found = installation.told(&["doctor"]).await;
    assert_eq!(found.code, 1, "{found:?}");
    assert!(found.output[0].contains("restored from a backup"), "{found:?}");
    let told = installation.told(&["restored"]).await;
    assert_eq!(told.code, 0, "{told:?}");
    assert_eq!(told.output, ["dossier: a new epoch of events begins"]);
    let healthy = installation.told(&["doctor"]).await;
    assert_eq!(healthy.output, ["dossier: nothing is in the way"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_migrate_at_once_apply_everything_once() {
    let installation = Installation::new();
    let migrate = || installation.told(&["migrate"]);
    let (one, other) = tokio::join!(migrate(), migrate());
    assert_eq!((one.code, other.code), (0, 0), "{one:?} {other:?}");
    let nothing = ["dossier: 0 migrations applied, the schema is the newest".to_owned()];
    assert!((one.output == nothing) != (other.output == nothing), "{one:?} {other:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_are_printed_without_their_secrets() {
    let (other, _) = Databases::empty(DatabaseKind::Postgres);
    let url = other.url.expose().replace("stts@", "stts:s3cret@");
    let installation = Installation::new().with("STTS_DOSSIER__DATABASE__URL", url);
    let told = installation.told(&["--print-config"]).await;
    assert_eq!(told.code, 0, "{told:?}");
    let printed = told.output.join("\n");
    assert!(printed.contains("environment = \"development\""), "{printed}");
    assert!(!printed.contains("s3cret"), "{printed}");
    assert!(!printed.contains(vault_keys()[0].secret.expose()), "{printed}");
}

//! `stts doctor` asks the program of each service.

use sea_orm::{ConnectionTrait, Database};
use stts::deployment::{SERVICES, TARGETS_FILE, diagnose};
use stts_tests::{Stage, World};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_the_way_of_a_service_is_named() {
    let world = World::new(Stage::Deployed).await;
    let targets = world.folder().join(TARGETS_FILE);
    let healthy: Vec<_> = diagnose(&targets).await.unwrap();
    for (service, diagnosis) in SERVICES.iter().zip(&healthy) {
        assert!(diagnosis.is_healthy, "{diagnosis:?}");
        assert_eq!(diagnosis.lines, [format!("{service}: nothing is in the way")]);
    }

    let url = &world.database_urls["tasks"];
    let name = url.rsplit('/').next().unwrap();
    let database = Database::connect(url).await.unwrap();
    let alter = format!("ALTER DATABASE \"{name}\" SET synchronous_commit = off");
    database.execute_unprepared(&alter).await.unwrap();
    let found = diagnose(&targets).await.unwrap();
    let sick: Vec<_> = found.iter().filter(|diagnosis| !diagnosis.is_healthy).collect();
    let [tasks] = &sick[..] else { panic!("{found:?}") };
    let [line] = &tasks.lines[..] else { panic!("{tasks:?}") };
    assert!(line.starts_with("tasks: ") && line.contains("synchronous_commit = off"), "{line}");
    world.end().await;
}

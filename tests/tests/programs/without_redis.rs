//! Redis only makes it fast: without it, at the start or later, everything goes on.

use std::fs;

use stts_contracts::dossier::v1::{ApplyRequest, ConfirmApplicationRequest};
use stts_contracts::tasks::v1::{ListTasksRequest, TaskState};
use stts_identity::register::Expectation;
use stts_testkit::RedisServer;
use stts_tests::{Stage, World, applicant_of, request_id};

#[tokio::test(flavor = "multi_thread")]
async fn events_arrive_without_redis_and_with_one_that_comes_later() {
    let redis = RedisServer::start().unwrap();
    redis.kill();
    let world = World::adjusted(Stage::Deployed, |settings| settings.redis = Some(redis.url()));
    let world = world.await;
    for service in ["dossier", "tasks", "notifications"] {
        let log = world.folder().join(format!("logs/{service}-1.log"));
        let log = fs::read_to_string(log).unwrap();
        let warned = |line: &str| line.contains("WARN") && line.contains("Redis cannot be reached");
        assert!(log.lines().any(warned), "{service} warns:\n{log}");
    }
    a_task_follows(&world, 1, Expectation::EntitledInACouple).await;
    redis.start_again().unwrap();
    a_task_follows(&world, 2, Expectation::EntitledByAge).await;
    redis.kill();
    a_task_follows(&world, 3, Expectation::EntitledByLivingWage).await;
    world.end().await;
}

/// An application without activation data becomes a task: one event more.
async fn a_task_follows(world: &World, number: u64, who: Expectation) {
    let mut shop = world.dossiers("op01-shop");
    let applicant = Some(applicant_of(world.people.expected(who)));
    let apply = ApplyRequest { request_id: request_id(number * 2), applicant };
    let applied = shop.apply(apply).await.unwrap().into_inner();
    let confirm = ConfirmApplicationRequest {
        request_id: request_id(number * 2 + 1),
        dossier_number: applied.dossier.unwrap().dossier_number,
        ..Default::default()
    };
    shop.confirm_application(confirm).await.unwrap();
    world.control.quiet().await.unwrap();
    let request = ListTasksRequest { state: TaskState::Open.into(), ..Default::default() };
    let tasks = world.tasks("op01-office").list_tasks(request).await.unwrap().into_inner().tasks;
    assert_eq!(u64::try_from(tasks.len()).unwrap(), number);
}

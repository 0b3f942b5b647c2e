//! What BIPT's operations sees of all five services, and puts right.

use sea_orm::{ConnectionTrait, Database};
use stts_contracts::events::v1::DeadLetterKind;
use stts_contracts::tasks::v1::{
    GetQueueStatsRequest, ListDeadLettersRequest, RedriveDeadLetterRequest, ServiceQueue,
};
use stts_identity::register::Expectation;

use stts_tests::{Stage, World, applicant_of, request_id};

use super::on_every_stage;

on_every_stage!(a_dead_job_is_seen_and_redriven, every_consumer_is_at_its_producers_head);

/// A job of a kind that no worker does: once redriven it waits, and fails no more.
const DEAD_JOB: &str = "INSERT INTO jobs \
     (kind, type_name, payload, due_at, not_before, state, attempts, fence, class) \
     VALUES ('nobodys', 'none', '', 0, 0, 'dead', 5, 1, 'REFUSED')";

async fn queue(world: &World, service: &str) -> ServiceQueue {
    let asked = GetQueueStatsRequest { service: service.to_owned() };
    let mut operations = world.task_admin("bipt-operations");
    let told = operations.get_queue_stats(asked).await.unwrap().into_inner().services;
    let [queue] = &told[..] else { panic!("{service} alone is asked for: {told:?}") };
    assert!(queue.reachable, "{service}");
    queue.clone()
}

async fn a_dead_job_is_seen_and_redriven(stage: Stage) {
    let world = World::new(stage).await;
    let mut operations = world.task_admin("bipt-operations");
    for (request, service) in
        ["identity", "dossier", "tasks", "notifications", "settlement"].into_iter().enumerate()
    {
        let database = Database::connect(&world.database_urls[service]).await.unwrap();
        database.execute_unprepared(DEAD_JOB).await.unwrap();
        database.close().await.unwrap();
        assert_eq!(queue(&world, service).await.jobs.unwrap().dead, 1);

        let asked = ListDeadLettersRequest::default();
        let listed = operations.list_dead_letters(asked.clone()).await.unwrap().into_inner();
        let [letter] = &listed.dead_letters[..] else { panic!("one of {service}: {listed:?}") };
        assert_eq!((letter.service.as_str(), letter.kind()), (service, DeadLetterKind::Job));
        assert_eq!((letter.r#type.as_str(), letter.class.as_str()), ("nobodys", "REFUSED"));
        let redrive = RedriveDeadLetterRequest {
            request_id: request_id(u64::try_from(request).unwrap()),
            service: service.to_owned(),
            kind: letter.kind,
            number: letter.number,
        };
        let redriven = operations.redrive_dead_letter(redrive).await.unwrap().into_inner();
        assert_eq!((redriven.redriven, redriven.failed_class.as_str()), (1, ""));
        let listed = operations.list_dead_letters(asked).await.unwrap().into_inner();
        assert_eq!(listed.dead_letters, []);
        let jobs = queue(&world, service).await.jobs.unwrap();
        assert_eq!((jobs.dead, jobs.due), (0, 1), "{service}");
    }
    world.end().await;
}

async fn every_consumer_is_at_its_producers_head(stage: Stage) {
    let world = World::new(stage).await;
    let person = world.people.expected(Expectation::EntitledByAge);
    let applicant = Some(applicant_of(person));
    let apply = stts_contracts::dossier::v1::ApplyRequest { request_id: request_id(1), applicant };
    world.dossiers("op01-shop").apply(apply).await.unwrap();
    world.control.quiet().await.unwrap();
    let published = |queue: &ServiceQueue| {
        let heads = queue.produced.iter().filter(|head| head.head_sequence > 0);
        heads.map(|head| (head.partition, head.head_sequence)).collect::<Vec<_>>()
    };
    let heads = published(&queue(&world, "dossier").await);
    assert!(!heads.is_empty(), "an application is an event");
    for consumer in ["tasks", "notifications"] {
        let rows = queue(&world, consumer).await.consumed;
        assert!(rows.iter().all(|row| row.producer == "dossier" && row.lag == Some(0)));
        let places: Vec<_> = rows.iter().map(|row| (row.partition, row.sequence)).collect();
        assert_eq!(places, heads, "{consumer}");
    }
    world.end().await;
}

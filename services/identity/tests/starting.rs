//! The service as a process starts it.

use std::fs::File;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use stts_chassis::fields::timestamp;
use stts_chassis::settings::Secret;
use stts_contracts::common::v1::Date;
use stts_contracts::dev::v1::AdvanceRequest;
use stts_contracts::dev::v1::clock_service_client::ClockServiceClient;
use stts_contracts::events::v1::GetOwnQueueStatsRequest;
use stts_contracts::events::v1::event_log_service_client::EventLogServiceClient;
use stts_contracts::identity::v1::GetPersonRequest;
use stts_identity::population::{Population, write_population};
use stts_identity::register::{Scripted, ScriptedChange};
use stts_identity::{IdentitySettings, PopulationSource, start};
use stts_queue::log::InProcess;
use stts_service::{FrameSettings, Surroundings};
use stts_testkit::{DatabaseKind, Databases, SeededIds};

use crate::rig::{Process, context, find, with_everything};

fn settings(population: PopulationSource) -> IdentitySettings {
    let index_key = Secret::new(STANDARD.encode([3; 32]));
    IdentitySettings { population, index_key, ..IdentitySettings::default() }
}

fn made() -> PopulationSource {
    PopulationSource { persons: 200, ..PopulationSource::default() }
}

fn surroundings(process: &Process) -> Surroundings {
    Surroundings::new(
        process.host.clone(),
        Arc::new(InProcess::default()),
        process.issuer.clone(),
        Arc::new(SeededIds::new(1)),
    )
}

/// Starts on an empty database of that kind, and finds the first person of the population.
async fn starts(population: PopulationSource, kind: DatabaseKind) {
    let (database, _folder) = Databases::empty(kind);
    let frame = FrameSettings::on(database);
    let process = Process::new();
    let service = start(&settings(population), &frame, surroundings(&process)).await.unwrap();
    process.host.pipe_all(&[service]).unwrap();

    let mut everybody = Population::new(made().settings().unwrap());
    let first = everybody.next().unwrap().residents.remove(0).person;
    let born = first.birth_date;
    let born = (born.year().into(), born.month().into(), born.day().into());
    let search = with_everything(find(&first.last_name, &first.first_names, born));
    let found = process.client().find_person(search).await.unwrap().into_inner();
    assert_eq!(found.person.unwrap().last_name, first.last_name);
    process.host.shutdown().trigger();
    process.host.drain().await;
}

#[tokio::test]
async fn it_starts_with_people_that_it_makes() {
    starts(made(), DatabaseKind::Sqlite).await;
    starts(made(), DatabaseKind::Postgres).await;
}

#[tokio::test]
async fn it_starts_with_people_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("population.jsonl");
    let people = Population::new(made().settings().unwrap());
    write_population(people, File::create(&file).unwrap()).unwrap();
    let source = PopulationSource { file: Some(file), ..PopulationSource::default() };
    starts(source, DatabaseKind::Sqlite).await;
}

/// The first person of the population dies on 5 March by the file of changes.
#[tokio::test]
async fn changes_of_a_file_come_with_their_dates() {
    for kind in [DatabaseKind::Sqlite, DatabaseKind::Postgres] {
        let people = Population::new(made().settings().unwrap());
        let first = people.flat_map(|household| household.residents).next().unwrap().person;
        let on = "2026-03-05".parse().unwrap();
        let what = Scripted::Death { on };
        let death = ScriptedChange { on, number: first.number, what };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("changes.jsonl");
        std::fs::write(&file, death.line()).unwrap();
        let population = PopulationSource { changes_file: Some(file), ..made() };

        let (database, _folder) = Databases::empty(kind);
        let simulated_from = "2026-03-01T08:00:00Z".parse().ok();
        let frame = FrameSettings { simulated_from, ..FrameSettings::on(database) };
        let process = Process::new();
        let surroundings = surroundings(&process);
        let service = start(&settings(population), &frame, surroundings.clone()).await.unwrap();
        process.host.pipe_all(&[service]).unwrap();
        surroundings.ready();

        let born = first.birth_date;
        let born = (born.year().into(), born.month().into(), born.day().into());
        let search = find(&first.last_name, &first.first_names, born);
        let mut client = process.client();
        let person = client.find_person(search).await.unwrap().into_inner().person.unwrap();
        let instant = "2026-03-05T06:00:00Z".parse().map(timestamp).ok();
        let mut clock = ClockServiceClient::new(process.channel());
        clock.advance(AdvanceRequest { instant }).await.unwrap();
        // By a job, so that whoever waits until no job is due has waited for this too.
        let mut log = EventLogServiceClient::new(process.channel());
        loop {
            let stats = log.get_own_queue_stats(GetOwnQueueStatsRequest {}).await.unwrap();
            let jobs = stats.into_inner().jobs.unwrap();
            if jobs.due + jobs.running == 0 {
                break;
            }
            tokio::task::yield_now().await;
        }
        let request = GetPersonRequest {
            context: Some(context()),
            person_id: person.person_id,
            include: Vec::new(),
        };
        let person = client.get_person(request).await.unwrap().into_inner().person.unwrap();
        assert_eq!(person.deceased_on, Some(Date { year: 2026, month: 3, day: 5 }));
        process.host.shutdown().trigger();
        process.host.drain().await;
    }
}

#[tokio::test]
async fn what_it_cannot_start_with_is_told() {
    let nowhere = PopulationSource { file: Some("nowhere.jsonl".into()), ..made() };
    let no_changes = PopulationSource { changes_file: Some("changes.jsonl".into()), ..made() };
    let no_key = IdentitySettings { population: made(), ..IdentitySettings::default() };
    for (settings, told) in [
        (settings(nowhere), "nowhere.jsonl"),
        (settings(no_changes), "changes.jsonl"),
        (settings(PopulationSource { persons: 0, ..made() }), "population"),
        (no_key, "32 random bytes"),
    ] {
        let (database, _folder) = Databases::empty(DatabaseKind::Sqlite);
        let frame = FrameSettings::on(database);
        let process = Process::new();
        let refused = start(&settings, &frame, surroundings(&process)).await.unwrap_err();
        assert!(refused.to_string().contains(told), "{refused}");
    }
}

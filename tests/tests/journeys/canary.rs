//! People whose names exist nowhere else go through everything; then all that leaves the services is
//! searched for them (reliability: a person stands in no log line, span, metric, event or error).

use std::collections::BTreeSet;
use std::path::Path;

use stts::deployment::SERVICES;
use stts_chassis::settings::TelemetrySettings;
use stts_contracts::common::v1::{Address, Date};
use stts_contracts::dossier::v1::{
    ActivationData, Applicant, ApplyRequest, CancelApplicationRequest, CheckRightRequest,
    CompleteActivationDataRequest, ConfirmApplicationRequest, FindDossiersRequest,
    GetDossierRequest, ListHistoryRequest, Status,
};
use stts_contracts::notifications::v1::ListMessagesRequest;
use stts_contracts::settlement::v1::CalculateRequest;
use stts_tests::{
    Canary, Collector, Stage, World, activation_data, reason_of, request_id, story_process,
    telemetry_of_story,
};
use tempfile::TempDir;
use tonic::Response;

use super::listened::Listened;
use super::settlement::declare;
use super::tables::Tables;

const STORY: &str = "journeys::canary::story";

/// What is exported and what is logged, at every level, tells nothing about the people of the story.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_in_no_log_line_span_or_metric() {
    let (collector, endpoint) = Collector::listen().await;
    let output = story_process(STORY, &endpoint, "trace").await;
    let log = String::from_utf8_lossy(&output.stderr);
    for level in ["TRACE", "DEBUG", "INFO"] {
        assert!(log.contains(level), "{level}: all levels are written");
    }
    let spans = collector.spans();
    for rpc in ["DossierService/Apply", "IdentityService/FindPerson"] {
        assert!(spans.iter().any(|(_, span)| span.name.ends_with(rpc)), "{rpc}");
    }
    assert!(!collector.metric_bytes().is_empty());

    for line in log.lines().chain(String::from_utf8_lossy(&output.stdout).lines()) {
        assert_eq!(Canary::found_in(line.as_bytes()), BTreeSet::new(), "{line}");
    }
    for span in &spans {
        assert_eq!(Canary::found_in(format!("{span:?}").as_bytes()), BTreeSet::new(), "{span:?}");
    }
    assert_eq!(Canary::found_in(&collector.trace_bytes()), BTreeSet::new());
    assert_eq!(Canary::found_in(&collector.metric_bytes()), BTreeSet::new());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a story for a process of its own: see a_person_is_in_no_log_line_span_or_metric"]
async fn story() {
    let Some(telemetry) = telemetry_of_story() else { return };
    tell(Stage::Sqlite).await;
    telemetry.shutdown().await;
}

/// On PostgreSQL the services write the same; the search of its tables is by column only.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_stands_where_a_dossier_is_kept_and_nowhere_else_on_postgres() {
    tell(Stage::Postgres).await;
}

/// Five processes: what they log at every level and export, what goes through Redis, and what their
/// folder holds.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_in_nothing_that_five_processes_tell() {
    let (collector, endpoint) = Collector::listen().await;
    let redis = Listened::start();
    let population = TempDir::new().unwrap();
    let world = World::of(Stage::Deployed, Canary::population(population.path()), |settings| {
        settings.redis = Some(redis.server.url());
        settings.telemetry =
            TelemetrySettings { otlp_endpoint: Some(endpoint), log: "trace".into() };
    });
    let world = world.await;
    tell_in(&world).await;
    let folder = world.end().await;

    redis.told_nothing();
    for (service, log) in SERVICES.map(|service| (service, format!("logs/{service}-1.log"))) {
        let log = std::fs::read_to_string(folder.path().join(log)).unwrap();
        assert!(
            [" TRACE ", " DEBUG ", " INFO "].iter().all(|level| log.contains(level)),
            "{service}"
        );
        for line in log.lines() {
            assert_eq!(Canary::found_in(line.as_bytes()), BTreeSet::new(), "{line}");
        }
    }
    files_tell_what_they_must(folder.path(), &[]);
    let told: BTreeSet<_> = collector.spans().into_iter().map(|(service, _)| service).collect();
    assert_eq!(told, SERVICES.map(|service| format!("stts-{service}")).into());
    assert!(!collector.metric_bytes().is_empty());
    assert_eq!(Canary::found_in(&collector.trace_bytes()), BTreeSet::new());
    assert_eq!(Canary::found_in(&collector.metric_bytes()), BTreeSet::new());
}

async fn tell(stage: Stage) {
    let population = TempDir::new().unwrap();
    let world = World::of(stage, Canary::population(population.path()), |_| {}).await;
    tell_in(&world).await;
    if stage == Stage::Sqlite {
        files_tell_what_they_must(world.folder(), &["data/dossier.db"]);
    }
    world.end().await;
}

async fn tell_in(world: &World) {
    let mut errors = Errors::default();
    let active = the_entitled(world, &mut errors).await;
    the_refused(world, &mut errors).await;
    the_undecided(world).await;
    bad_requests(world, &active, &mut errors).await;
    looks(world, &active).await;
    declare(world).await;
    let calculate = CalculateRequest { request_id: request_id(90), year: 2026 };
    world.settlement("bipt-fund").calculate(calculate).await.unwrap();
    world.control.quiet().await.unwrap();
    errors.tell_nothing();
    tables_tell_what_they_must(world).await;
}

/// What callers were refused.
#[derive(Default)]
struct Errors {
    reasons: BTreeSet<&'static str>,
    told: Vec<(&'static str, Vec<u8>)>,
}

impl Errors {
    fn note<T: std::fmt::Debug>(&mut self, answer: Result<Response<T>, tonic::Status>) {
        let status = answer.map(|_| ()).expect_err("a refusal");
        let reason = reason_of(&status);
        self.reasons.insert(reason);
        let metadata = format!("{:?}", status.metadata());
        let whole = [status.message().as_bytes(), status.details(), metadata.as_bytes()].concat();
        self.told.push((reason, whole));
    }

    fn tell_nothing(&self) {
        let expected = [
            "ACTION_NOT_ALLOWED",
            "DOSSIER_EXISTS",
            "DOSSIER_NOT_FOUND",
            "HOUSEHOLD_ALREADY_BENEFITS",
            "INVALID_FIELDS",
            "NOT_ENTITLED",
            "PERSON_AMBIGUOUS",
            "PERSON_NOT_FOUND",
            "REQUEST_ID_REUSED",
            "STALE_ETAG",
            "TRANSFER_REQUIRED",
        ];
        assert_eq!(self.reasons, BTreeSet::from(expected));
        for (reason, whole) in &self.told {
            assert_eq!(Canary::found_in(whole), BTreeSet::new(), "{reason}");
        }
    }
}

fn apply(number: u64, applicant: Applicant) -> ApplyRequest {
    ApplyRequest { request_id: request_id(number), applicant: Some(applicant) }
}

fn activation() -> ActivationData {
    ActivationData { phone_number: Canary::line(), ..activation_data(World::first_day()) }
}

/// Checked, applied for, confirmed, completed, active; then applied for again. Gives the dossier
/// number.
async fn the_entitled(world: &World, errors: &mut Errors) -> String {
    let mut shop = world.dossiers("op01-shop");
    let applicant = Some(Canary::Entitled.applicant());
    shop.check_right(CheckRightRequest { applicant }).await.unwrap();
    let applied = shop.apply(apply(1, Canary::Entitled.applicant())).await.unwrap();
    let dossier_number = applied.into_inner().dossier.unwrap().dossier_number;
    let confirm = ConfirmApplicationRequest {
        request_id: request_id(2),
        dossier_number: dossier_number.clone(),
        ..Default::default()
    };
    shop.confirm_application(confirm).await.unwrap();
    let complete = CompleteActivationDataRequest {
        request_id: request_id(3),
        dossier_number: dossier_number.clone(),
        activation_data: Some(activation()),
        ..Default::default()
    };
    shop.complete_activation_data(complete).await.unwrap();
    world.live_until("2026-01-06".parse().unwrap()).await;
    let get = GetDossierRequest { dossier_number: dossier_number.clone() };
    let dossier = shop.get_dossier(get).await.unwrap().into_inner().dossier.unwrap();
    assert_eq!(dossier.status(), Status::Active);

    let again = ConfirmApplicationRequest {
        request_id: request_id(6),
        dossier_number: dossier_number.clone(),
        ..Default::default()
    };
    errors.note(shop.confirm_application(again).await);
    errors.note(shop.apply(apply(4, Canary::Entitled.applicant())).await);
    errors.note(world.dossiers("op02-shop").apply(apply(5, Canary::Entitled.applicant())).await);
    errors.note(shop.apply(apply(1, Canary::Undecided.applicant())).await);
    dossier_number
}

async fn the_refused(world: &World, errors: &mut Errors) {
    let mut shop = world.dossiers("op01-shop");
    let applied = shop.apply(apply(10, Canary::Spouse.applicant())).await.unwrap();
    errors.note(shop.apply(apply(11, Canary::OtherSpouse.applicant())).await);
    errors.note(shop.apply(apply(12, Canary::Refused.claiming_nothing())).await);
    errors.note(shop.apply(apply(13, Canary::Namesake.applicant())).await);
    errors.note(shop.apply(apply(14, Canary::Dead.applicant())).await);
    let wrong = Applicant { first_name: "Nobody".to_owned(), ..Canary::Entitled.applicant() };
    let check = CheckRightRequest { applicant: Some(wrong) };
    errors.note(shop.check_right(check).await);
    let check = CheckRightRequest { applicant: Some(Canary::Refused.claiming_nothing()) };
    errors.note(shop.check_right(check).await);

    let dossier_number = applied.into_inner().dossier.unwrap().dossier_number;
    let cancel = CancelApplicationRequest {
        request_id: request_id(15),
        dossier_number: dossier_number.clone(),
        ..Default::default()
    };
    shop.cancel_application(cancel).await.unwrap();
    let confirm = ConfirmApplicationRequest {
        request_id: request_id(16),
        dossier_number,
        activation_data: Some(activation()),
        ..Default::default()
    };
    errors.note(world.dossiers("op01-shop").confirm_application(confirm).await);
}

/// A letter asks for documents, and BIPT gets a task.
async fn the_undecided(world: &World) {
    let mut shop = world.dossiers("op03-shop");
    let applied = shop.apply(apply(20, Canary::Undecided.applicant())).await.unwrap();
    let confirm = ConfirmApplicationRequest {
        request_id: request_id(21),
        dossier_number: applied.into_inner().dossier.unwrap().dossier_number,
        ..Default::default()
    };
    shop.confirm_application(confirm).await.unwrap();
    world.live_until("2026-01-07".parse().unwrap()).await;
}

/// Every field holds a person where it must not.
async fn bad_requests(world: &World, dossier_number: &str, errors: &mut Errors) {
    let mut shop = world.dossiers("op01-shop");
    let person = Canary::Entitled.applicant();
    let number = Canary::Entitled.national_number();
    let bad = [
        Applicant { last_name: person.last_name.repeat(20), ..person.clone() },
        Applicant { first_name: person.first_name.repeat(20), ..person.clone() },
        Applicant { birth_date: Some(Date { month: 13, ..Date::default() }), ..person.clone() },
        Applicant { address: Some(misused(&person)), ..person.clone() },
        Applicant { contact: Some(unreachable(&person)), ..person.clone() },
    ];
    for (id, applicant) in (30..).zip(bad) {
        errors.note(shop.apply(apply(id, applicant.clone())).await);
        errors.note(shop.check_right(CheckRightRequest { applicant: Some(applicant) }).await);
    }
    let named = ApplyRequest { request_id: person.last_name.clone(), applicant: Some(person) };
    errors.note(shop.apply(named).await);
    let foreign = GetDossierRequest { dossier_number: number.clone() };
    errors.note(shop.get_dossier(foreign).await);
    let short = GetDossierRequest { dossier_number: number[1..].to_owned() };
    errors.note(shop.get_dossier(short).await);
    let unknown = GetDossierRequest { dossier_number: "1234567894".to_owned() };
    errors.note(shop.get_dossier(unknown).await);
    let line = Canary::line();
    let data = ActivationData {
        phone_number: format!("+32 {line}"),
        operator_reference: line.repeat(10),
        ..activation()
    };
    let complete = CompleteActivationDataRequest {
        request_id: request_id(40),
        dossier_number: dossier_number.to_owned(),
        activation_data: Some(data),
        etag: number.repeat(9),
    };
    errors.note(shop.complete_activation_data(complete).await);
    let stale = ConfirmApplicationRequest {
        request_id: request_id(41),
        dossier_number: dossier_number.to_owned(),
        etag: number,
        ..Default::default()
    };
    errors.note(shop.confirm_application(stale).await);
    let find = FindDossiersRequest { phone_number: format!("{line}x"), ..Default::default() };
    errors.note(shop.find_dossiers(find).await);
}

fn misused(person: &Applicant) -> Address {
    let address = person.address.clone().unwrap();
    Address { postal_code: address.street.clone(), house_number: address.street.clone(), ..address }
}

fn unreachable(person: &Applicant) -> stts_contracts::dossier::v1::Contact {
    let contact = person.contact.clone().unwrap();
    stts_contracts::dossier::v1::Contact {
        email: contact.email.replace('@', "@@"),
        phone_number: format!("+{}", contact.phone_number),
    }
}

/// Who may see the person looks.
async fn looks(world: &World, dossier_number: &str) {
    let mut office = world.dossiers("op01-office");
    let find = FindDossiersRequest { phone_number: Canary::line(), ..Default::default() };
    let found = office.find_dossiers(find).await.unwrap().into_inner().dossiers;
    assert_eq!(found[0].dossier_number, dossier_number);
    let list =
        ListHistoryRequest { dossier_number: dossier_number.to_owned(), ..Default::default() };
    office.list_history(list).await.unwrap();
    let mut agent = world.notifications("bipt-agent");
    let letters = agent.list_messages(ListMessagesRequest::default()).await.unwrap().into_inner();
    assert_eq!(letters.messages.len(), 3, "two refusals, and documents are needed");
}

/// The dossier's own state holds the person; everything else names a person by an id, or is sealed.
async fn tables_tell_what_they_must(world: &World) {
    let mut found = BTreeSet::new();
    let mut looked_at = 0;
    for (service, url) in &world.database_urls {
        let tables = Tables::open(url).await;
        for (table, column) in tables.columns().await {
            let bytes = tables.bytes(&table, &column).await;
            looked_at += usize::from(!bytes.is_empty());
            for what in Canary::found_in(&bytes) {
                found.insert(format!("{service}.{table}.{column}: {what}"));
            }
        }
    }
    assert!(looked_at > 100, "{looked_at} columns that are not empty");
    let mut expected = BTreeSet::from(["dossier.dossiers.phone_number: line phone".to_owned()]);
    for table in ["dossiers", "dossier_history"] {
        for what in ["last name", "first name", "street", "e-mail", "contact phone", "line phone"] {
            expected.insert(format!("dossier.{table}.state: {what}"));
        }
    }
    assert_eq!(found, expected);
}

/// The files of the services, with what the databases among them that hold a dossier's state have put
/// aside or deleted.
fn files_tell_what_they_must(folder: &Path, databases: &[&str]) {
    let mut found = BTreeSet::new();
    let mut looked_at = 0;
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            looked_at += 1;
            let path = entry.path().strip_prefix(folder).unwrap();
            let name = path.to_str().unwrap();
            assert_eq!(Canary::found_in(name.as_bytes()), BTreeSet::new(), "{name}");
            let place = name.split(['-', '/']).next().unwrap();
            let place = if place == "data" { name.trim_end_matches("-wal") } else { place };
            for what in Canary::found_in(&std::fs::read(entry.path()).unwrap()) {
                found.insert(format!("{place}: {what}"));
            }
        }
    }
    assert!(looked_at > 15, "{looked_at} files");
    let mut expected = BTreeSet::new();
    for database in databases {
        for what in ["last name", "first name", "street", "e-mail", "contact phone", "line phone"] {
            expected.insert(format!("{database}: {what}"));
        }
    }
    for what in ["last name", "first name", "street"] {
        expected.insert(format!("mailbox: {what}"));
    }
    assert_eq!(found, expected);
}

//! One trace tells everything that a call led to, in all services: caught by a receiver of OTLP.

use std::collections::{BTreeMap, BTreeSet};

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use stts::deployment::SERVICES;
use stts_contracts::dossier::v1::{ApplyRequest, ConfirmApplicationRequest};
use stts_contracts::settlement::v1::CalculateRequest;
use stts_contracts::tasks::v1::GetQueueStatsRequest;
use stts_identity::register::Expectation;
use stts_tests::{
    Collector, Stage, World, applicant_of, request_id, story_process, telemetry_of_story,
    telemetry_settings_of_story,
};
use tonic::Response;

use super::on_every_stage;
use super::settlement::declare;

on_every_stage!(one_trace_holds_all_that_a_call_led_to);

const APPLY: &str = "stts.dossier.v1.DossierService/Apply";
const CONFIRM: &str = "stts.dossier.v1.DossierService/ConfirmApplication";
const CALCULATE: &str = "stts.settlement.v1.SettlementService/Calculate";
const EXPORT: &str = "stts.dossier.v1.DossierExportService/ExportReductionPeriods";
const QUEUES: &str = "stts.tasks.v1.TaskAdminService/GetQueueStats";
const OWN_QUEUE: &str = "stts.events.v1.EventLogService/GetOwnQueueStats";
const FIND_PERSON: &str = "stts.identity.v1.IdentityService/FindPerson";
const GET_PERSON: &str = "stts.identity.v1.IdentityService/GetPerson";

/// The process of the story, in which whoever calls is.
const CALLER: &str = "suite";

const SERVER: i32 = 2;
const CLIENT: i32 = 3;
const CONSUMER: i32 = 5;

/// What happens in the process of the story: somebody applies who must send documents, and it is
/// confirmed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a story for a process of its own: see one_trace_holds_all_that_a_call_led_to"]
async fn story_on_sqlite() {
    story(Stage::Sqlite).await;
}

/// The same on PostgreSQL.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a story for a process of its own: see one_trace_holds_all_that_a_call_led_to"]
async fn story_on_postgres() {
    story(Stage::Postgres).await;
}

/// The same, with six processes that export: the caller's and one for each service.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a story for a process of its own: see one_trace_holds_all_that_a_call_led_to"]
async fn story_deployed() {
    story(Stage::Deployed).await;
}

async fn story(stage: Stage) {
    let Some(telemetry) = telemetry_of_story() else { return };
    let world = World::adjusted(stage, |settings| {
        settings.telemetry = telemetry_settings_of_story().unwrap();
    });
    let world = world.await;
    let mut shop = world.dossiers("op01-shop");
    let mut applicant = applicant_of(world.people.expected(Expectation::Undecided));
    applicant.claims = None;
    let apply = ApplyRequest { request_id: request_id(1), applicant: Some(applicant) };
    let applied = shop.apply(apply).await.unwrap();
    println!("APPLY={}", trace_id(&applied));
    let confirm = ConfirmApplicationRequest {
        request_id: request_id(2),
        dossier_number: applied.into_inner().dossier.unwrap().dossier_number,
        ..Default::default()
    };
    println!("CONFIRM={}", trace_id(&shop.confirm_application(confirm).await.unwrap()));
    world.control.quiet().await.unwrap();
    declare(&world).await;
    let calculate = CalculateRequest { request_id: request_id(90), year: 2026 };
    let calculated = world.settlement("bipt-fund").calculate(calculate).await.unwrap();
    println!("CALCULATE={}", trace_id(&calculated));
    let mut operations = world.task_admin("bipt-operations");
    let queues = operations.get_queue_stats(GetQueueStatsRequest::default()).await.unwrap();
    println!("QUEUES={}", trace_id(&queues));
    world.end().await;
    telemetry.shutdown().await;
}

/// The trace id that the caller is told.
fn trace_id<T>(response: &Response<T>) -> String {
    response.metadata().get("stts-trace-id").unwrap().to_str().unwrap().to_owned()
}

async fn one_trace_holds_all_that_a_call_led_to(stage: Stage) {
    let story = match stage {
        Stage::Sqlite => "journeys::trace::story_on_sqlite",
        Stage::Postgres => "journeys::trace::story_on_postgres",
        Stage::Deployed => "journeys::trace::story_deployed",
    };
    let (collector, endpoint) = Collector::listen().await;
    let output = story_process(story, &endpoint, "info").await;
    let told = String::from_utf8(output.stdout).unwrap();
    let told = |name: &str| {
        let (_, line) = told.lines().find_map(|line| line.split_once(name)).unwrap();
        line.to_owned()
    };

    let apply = Trace::of(&collector, &told("APPLY="), stage);
    let call = apply.chain(&[(APPLY, CLIENT, CALLER), (APPLY, SERVER, "dossier")]);
    apply.below(
        call,
        &[
            (FIND_PERSON, CLIENT, "dossier"),
            (FIND_PERSON, SERVER, "identity"),
            ("commit", CLIENT, "identity"),
        ],
    );
    apply.below(call, &[("commit", CLIENT, "dossier")]);

    its_consequences(&Trace::of(&collector, &told("CONFIRM="), stage));

    let calculate = Trace::of(&collector, &told("CALCULATE="), stage);
    let call = calculate.chain(&[(CALCULATE, CLIENT, CALLER), (CALCULATE, SERVER, "settlement")]);
    calculate.below(call, &[(EXPORT, CLIENT, "settlement"), (EXPORT, SERVER, "dossier")]);
    calculate.below(call, &[("commit", CLIENT, "settlement")]);
    calculate.is_of(&["dossier", "settlement"]);

    let queues = Trace::of(&collector, &told("QUEUES="), stage);
    let call = queues.chain(&[(QUEUES, CLIENT, CALLER), (QUEUES, SERVER, "tasks")]);
    for service in SERVICES {
        queues.below(call, &[(OWN_QUEUE, CLIENT, "tasks"), (OWN_QUEUE, SERVER, service)]);
    }
    queues.is_of(&SERVICES);
}

/// An application that needs documents is confirmed: BIPT gets a task, the applicant a letter.
fn its_consequences(confirm: &Trace) {
    let call = confirm.chain(&[(CONFIRM, CLIENT, CALLER), (CONFIRM, SERVER, "dossier")]);
    confirm.below(call, &[("commit", CLIENT, "dossier")]);
    assert_eq!(
        confirm.events(),
        BTreeMap::from([
            // The letter's event, the task's, and one that no letter follows from.
            ("stts.events.v1.DocumentsRequested".to_owned(), 1),
            ("stts.events.v1.DossierChanged".to_owned(), 1),
            ("stts.events.v1.TaskRaised".to_owned(), 1),
        ])
    );
    confirm.below(call, &[("event", CONSUMER, "tasks")]);
    let links = [("event", CONSUMER, "notifications"), ("job", CONSUMER, "notifications")];
    let letter = confirm.below(call, &links);
    assert_eq!(attribute(letter, "job.kind"), Some("deliver"));
    confirm.below(
        letter,
        &[
            (GET_PERSON, CLIENT, "notifications"),
            (GET_PERSON, SERVER, "identity"),
            ("commit", CLIENT, "identity"),
        ],
    );
    confirm.is_of(&["dossier", "identity", "notifications", "tasks"]);
}

/// A span's name, its kind, and the service in whose work it is.
type Link<'a> = (&'a str, i32, &'a str);

/// The spans of one trace, each with the name of the process that told it.
struct Trace {
    spans: Vec<(String, Span)>,
    stage: Stage,
}

impl Trace {
    /// The trace of that id: it has one beginning, and every other span has its parent in it.
    fn of(collector: &Collector, trace_id: &str, stage: Stage) -> Self {
        let mut spans = collector.spans();
        spans.retain(|(_, span)| hexadecimal(&span.trace_id) == trace_id);
        let trace = Self { spans, stage };
        let ids: BTreeSet<_> = trace.spans().map(|span| span.span_id.clone()).collect();
        let roots = trace.spans().filter(|span| span.parent_span_id.is_empty());
        assert_eq!(roots.count(), 1, "{:#?}", trace.names());
        for span in trace.spans().filter(|span| !span.parent_span_id.is_empty()) {
            assert!(ids.contains(&span.parent_span_id), "{} has no parent here", span.name);
        }
        trace
    }

    fn spans(&self) -> impl Iterator<Item = &Span> {
        self.spans.iter().map(|(_, span)| span)
    }

    /// The process in which a service works; in one process all do.
    fn process(&self, service: &str) -> String {
        match self.stage {
            Stage::Sqlite | Stage::Postgres => CALLER.to_owned(),
            Stage::Deployed if service == CALLER => CALLER.to_owned(),
            Stage::Deployed => format!("stts-{service}"),
        }
    }

    /// These services tell it, and the caller, and no other.
    fn is_of(&self, services: &[&str]) {
        let told: BTreeSet<_> = self.spans.iter().map(|(process, _)| process.clone()).collect();
        let expected = services.iter().chain([&CALLER]).map(|service| self.process(service));
        assert_eq!(told, expected.collect());
    }

    /// The last span of this chain from the beginning of the trace.
    fn chain(&self, links: &[Link<'_>]) -> &Span {
        self.follow(&[], links).unwrap_or_else(|| panic!("no {links:?} in {:#?}", self.names()))
    }

    /// The last span of a chain below a span.
    fn below(&self, span: &Span, links: &[Link<'_>]) -> &Span {
        let found = self.follow(&span.span_id, links);
        found.unwrap_or_else(|| panic!("no {links:?} below {} in {:#?}", span.name, self.names()))
    }

    fn follow(&self, parent: &[u8], links: &[Link<'_>]) -> Option<&Span> {
        let ((name, kind, service), rest) = links.split_first()?;
        let process = self.process(service);
        let mut fitting = self.spans.iter().filter(|(told_by, child)| {
            let place = child.parent_span_id == parent && *told_by == process;
            place && child.name == *name && child.kind == *kind
        });
        fitting.find_map(|(_, child)| match rest {
            [] => Some(child),
            rest => self.follow(&child.span_id, rest),
        })
    }

    /// How often an event of each type was applied.
    fn events(&self) -> BTreeMap<String, usize> {
        let mut events = BTreeMap::new();
        for span in self.spans().filter(|span| span.name == "event") {
            let kind = attribute(span, "event.kind").unwrap().to_owned();
            *events.entry(kind).or_default() += 1;
        }
        events
    }

    fn names(&self) -> Vec<String> {
        let id = |id: &[u8]| hexadecimal(id);
        let name = |(process, span): &(String, Span)| {
            let (parent, own) = (id(&span.parent_span_id), id(&span.span_id));
            format!("{parent} > {own} {process} {} {}", span.name, span.kind)
        };
        self.spans.iter().map(name).collect()
    }
}

fn attribute<'a>(span: &'a Span, key: &str) -> Option<&'a str> {
    let attribute = span.attributes.iter().find(|attribute| attribute.key == key)?;
    match attribute.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

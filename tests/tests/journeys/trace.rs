//! One trace tells everything that a call led to, in all services: caught by a receiver of OTLP.

use std::collections::{BTreeMap, BTreeSet};

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use stts_contracts::dossier::v1::{ApplyRequest, ConfirmApplicationRequest};
use stts_identity::register::Expectation;
use stts_testkit::DatabaseKind;
use stts_tests::{Collector, World, applicant_of, request_id, story_process, telemetry_of_story};
use tonic::Response;

use super::on_both_databases;

on_both_databases!(one_trace_holds_all_that_a_call_led_to);

const APPLY: &str = "stts.dossier.v1.DossierService/Apply";
const CONFIRM: &str = "stts.dossier.v1.DossierService/ConfirmApplication";
const FIND_PERSON: &str = "stts.identity.v1.IdentityService/FindPerson";
const GET_PERSON: &str = "stts.identity.v1.IdentityService/GetPerson";

const SERVER: i32 = 2;
const CLIENT: i32 = 3;
const CONSUMER: i32 = 5;

/// What happens in the process of the story: somebody applies who must send documents, and it is
/// confirmed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a story for a process of its own: see one_trace_holds_all_that_a_call_led_to"]
async fn story_on_sqlite() {
    story(DatabaseKind::Sqlite).await;
}

/// The same on PostgreSQL.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a story for a process of its own: see one_trace_holds_all_that_a_call_led_to"]
async fn story_on_postgres() {
    story(DatabaseKind::Postgres).await;
}

async fn story(kind: DatabaseKind) {
    let Some(telemetry) = telemetry_of_story() else { return };
    let world = World::new(kind).await;
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
    world.end().await;
    telemetry.shutdown().await;
}

/// The trace id that the caller is told.
fn trace_id<T>(response: &Response<T>) -> String {
    response.metadata().get("stts-trace-id").unwrap().to_str().unwrap().to_owned()
}

async fn one_trace_holds_all_that_a_call_led_to(kind: DatabaseKind) {
    let story = match kind {
        DatabaseKind::Sqlite => "journeys::trace::story_on_sqlite",
        DatabaseKind::Postgres => "journeys::trace::story_on_postgres",
    };
    let (collector, endpoint) = Collector::listen().await;
    let output = story_process(story, &endpoint, "info").await;
    let told = String::from_utf8(output.stdout).unwrap();
    let told = |name: &str| {
        let (_, line) = told.lines().find_map(|line| line.split_once(name)).unwrap();
        line.to_owned()
    };

    let apply = Trace::of(&collector, &told("APPLY="));
    let call = apply.chain(&[(APPLY, CLIENT), (APPLY, SERVER)]);
    apply.below(call, &[(FIND_PERSON, CLIENT), (FIND_PERSON, SERVER), ("commit", CLIENT)]);
    apply.below(call, &[("commit", CLIENT)]);

    let confirm = Trace::of(&collector, &told("CONFIRM="));
    let call = confirm.chain(&[(CONFIRM, CLIENT), (CONFIRM, SERVER)]);
    confirm.below(call, &[("commit", CLIENT)]);
    assert_eq!(
        confirm.events(),
        BTreeMap::from([
            // The letter's event, the task's, and one that no letter follows from.
            ("stts.events.v1.DocumentsRequested".to_owned(), 1),
            ("stts.events.v1.DossierChanged".to_owned(), 1),
            ("stts.events.v1.TaskRaised".to_owned(), 1),
        ])
    );
    let letter = confirm.below(call, &[("event", CONSUMER), ("job", CONSUMER)]);
    assert_eq!(attribute(letter, "job.kind"), Some("deliver"));
    confirm.below(letter, &[(GET_PERSON, CLIENT), (GET_PERSON, SERVER), ("commit", CLIENT)]);
}

/// The spans of one trace.
struct Trace(Vec<Span>);

impl Trace {
    /// The trace of that id: it has one beginning, and every other span has its parent in it.
    fn of(collector: &Collector, trace_id: &str) -> Self {
        let mut spans = collector.spans();
        spans.retain(|span| hexadecimal(&span.trace_id) == trace_id);
        let ids: BTreeSet<_> = spans.iter().map(|span| span.span_id.clone()).collect();
        let roots: Vec<_> = spans.iter().filter(|span| span.parent_span_id.is_empty()).collect();
        assert_eq!(roots.len(), 1, "{:#?}", names(&spans));
        for span in spans.iter().filter(|span| !span.parent_span_id.is_empty()) {
            assert!(ids.contains(&span.parent_span_id), "{} has no parent here", span.name);
        }
        Self(spans)
    }

    /// The last span of this chain from the beginning of the trace.
    fn chain(&self, links: &[(&str, i32)]) -> &Span {
        let root = self.0.iter().find(|span| span.parent_span_id.is_empty()).unwrap();
        let ((name, kind), rest) = links.split_first().unwrap();
        assert_eq!((root.name.as_str(), root.kind), (*name, *kind));
        self.below(root, rest)
    }

    /// The last span of a chain below a span.
    fn below<'a>(&'a self, span: &'a Span, links: &[(&str, i32)]) -> &'a Span {
        let found = self.search(span, links);
        found.unwrap_or_else(|| panic!("no {links:?} below {} in {:#?}", span.name, self.names()))
    }

    fn search<'a>(&'a self, span: &'a Span, links: &[(&str, i32)]) -> Option<&'a Span> {
        let Some(((name, kind), rest)) = links.split_first() else { return Some(span) };
        let children = self.0.iter().filter(|child| child.parent_span_id == span.span_id);
        let mut fitting = children.filter(|child| child.name == *name && child.kind == *kind);
        fitting.find_map(|child| self.search(child, rest))
    }

    /// How often an event of each type was applied.
    fn events(&self) -> BTreeMap<String, usize> {
        let mut events = BTreeMap::new();
        for span in self.0.iter().filter(|span| span.name == "event") {
            let kind = attribute(span, "event.kind").unwrap().to_owned();
            *events.entry(kind).or_default() += 1;
        }
        events
    }

    fn names(&self) -> Vec<String> {
        names(&self.0)
    }
}

fn names(spans: &[Span]) -> Vec<String> {
    let id = |id: &[u8]| hexadecimal(id);
    let name = |span: &Span| {
        format!("{} > {} {} {}", id(&span.parent_span_id), id(&span.span_id), span.name, span.kind)
    };
    spans.iter().map(name).collect()
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

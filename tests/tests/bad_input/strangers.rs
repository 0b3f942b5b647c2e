//! Who has nothing to do with a dossier or a bulk learns nothing of it: every rpc that names one
//! answers a stranger as if there were none, alike to the byte, and asks its databases the same. An rpc that is not listed here is
//! found by its descriptor; one for which no request can be made that its holder gets an answer to
//! fails the test.

use std::collections::BTreeSet;

use bytes::Bytes;
use chrono::{Days, NaiveDate};
use prost_reflect::{DynamicMessage, Value};
use stts::suite::{CLIENTS, Client};
use stts_chassis::telemetry::names::TRACE_ID_HEADER;
use stts_contracts::dossier::v1::{
    ApplyRequest, BulkRow, CancelApplicationRequest, CompleteActivationDataRequest,
    ConfirmApplicationRequest, ConfirmTransferRequest, GetDossierRequest, PrepareTransferRequest,
    Status, StopRightRequest, SubmitBulkRequest,
};
use stts_identity::register::Expectation;
use stts_identity_domain::Person;
use stts_kernel::ErrorKind;
use stts_tests::{
    Stage, World, activation_data, applicant_of, date, request_id, story_process,
    telemetry_settings_of_story,
};
use tonic::Code;

use super::breaches::{Place, places};
use super::callers::Callers;
use super::rpcs::{self, Rpc};
use super::samples::sample;
use super::statements::Statements;
use super::wire::{Answer, Wire};

/// The number of no dossier.
const NO_DOSSIER: &str = "1234567894";

/// What narrows a question; without it, it is about all that there is.
const NARROWING: [&str; 2] = ["application_id", "date"];

/// Headers that differ from call to call, whatever is asked: which call it was, and the second at which
/// the transport answered it.
const OF_THE_CALL: [&str; 2] = [TRACE_ID_HEADER, "date"];

/// An rpc that operators may call, and the field of its request that names what it is about.
struct Question {
    rpc: Rpc,
    place: Place,
}

impl Question {
    /// The rpcs with such a field.
    fn all(field: &str) -> Vec<Self> {
        let rpcs = rpcs::public().into_iter().filter(|rpc| clients_of(rpc, "OP01").count() > 0);
        let with_place = |rpc: Rpc| {
            let place = places(&rpc.input).into_iter().find(|place| place.field().name() == field);
            place.map(|place| Self { rpc, place })
        };
        rpcs.filter_map(with_place).collect()
    }

    /// Whether it changes something.
    fn is_command(&self) -> bool {
        self.rpc.input.get_field_by_name("request_id").is_some()
    }

    /// The request about this one.
    fn about(&self, named: &str, request: u64, etag: &str) -> DynamicMessage {
        let mut message = sample(&self.rpc.input);
        self.place.set(&mut message, Some(Value::String(named.to_owned())));
        let known = [("request_id", request_id(request)), ("etag", etag.to_owned())];
        for (field, value) in known {
            if self.rpc.input.get_field_by_name(field).is_some() {
                message.set_field_by_name(field, Value::String(value));
            }
        }
        for field in NARROWING.iter().filter_map(|name| self.rpc.input.get_field_by_name(name)) {
            message.clear_field(&field);
        }
        message
    }
}

/// The clients of an operator that may call an rpc.
fn clients_of(rpc: &Rpc, operator: &str) -> impl Iterator<Item = &'static Client> {
    let clients = CLIENTS.iter().filter(move |client| client.operator == operator);
    clients.filter(|client| rpc.profiles.contains(&client.profile))
}

/// All that a caller sees of an answer, but for what is of the call.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    code: Code,
    message: String,
    details: Bytes,
    body: Bytes,
    metadata: BTreeSet<(String, Vec<u8>)>,
}

impl From<&Answer> for Seen {
    fn from(answer: &Answer) -> Self {
        let metadata = answer.headers.iter().chain(&answer.trailers);
        let metadata = metadata.filter(|(name, _)| !OF_THE_CALL.contains(&name.as_str()));
        Self {
            code: answer.status.code(),
            message: answer.status.message().to_owned(),
            details: Bytes::copy_from_slice(answer.status.details()),
            body: answer.body.clone(),
            metadata: metadata
                .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
                .collect(),
        }
    }
}

/// Who asks, and which questions a holder has got an answer to so far.
struct Asking<'a> {
    wire: Wire,
    callers: Callers,
    questions: &'a [Question],
    requests: u64,
    answered: BTreeSet<String>,
    statements: Statements,
}

impl<'a> Asking<'a> {
    fn of(world: &World, questions: &'a [Question], statements: &Statements) -> Self {
        let (wire, callers) = (Wire::of(world), Callers::of(world));
        let statements = statements.clone();
        Self { wire, callers, questions, requests: 1_000, answered: BTreeSet::new(), statements }
    }

    /// The answer, and the statements that it took.
    async fn ask_heard(
        &mut self,
        who: &Client,
        it: &Question,
        named: &str,
        etag: &str,
    ) -> (Answer, Vec<String>) {
        self.statements.since_last();
        let answer = self.ask(who, it, named, etag).await;
        (answer, self.statements.since_last())
    }

    async fn ask(&mut self, who: &Client, it: &Question, named: &str, etag: &str) -> Answer {
        self.requests += 1;
        let message = it.about(named, self.requests, etag);
        self.wire.call(&it.rpc.path, &self.callers.token_of(who), &message).await
    }

    /// A stranger is told of this one what everybody is told of none; the holder is told more.
    async fn is_unknown_to_op01(&mut self, named: &str, none: &str, holder: &str) {
        let mut cases = 0;
        for it in self.questions {
            for stranger in clients_of(&it.rpc, "OP01") {
                for etag in ["", "x"] {
                    let (of_none, for_none) = self.ask_heard(stranger, it, none, etag).await;
                    let not_found = [ErrorKind::DossierNotFound, ErrorKind::BulkNotFound];
                    let told = of_none.reason().is_some_and(|reason| not_found.contains(&reason));
                    let path = &it.rpc.path;
                    assert!(
                        told || of_none.status.code() == Code::Ok,
                        "{path}: {}",
                        of_none.code()
                    );
                    let (of_this, for_this) = self.ask_heard(stranger, it, named, etag).await;
                    let who = stranger.id;
                    assert_eq!(Seen::from(&of_this), Seen::from(&of_none), "{path} as {who}");
                    assert!(!for_none.is_empty(), "the statements of {path} are heard");
                    assert_eq!(for_this, for_none, "{path} as {who} takes the same statements");
                    cases += 1;
                }
            }
            // A stale etag: the holder's commands change nothing either.
            let holder = clients_of(&it.rpc, holder).next().unwrap();
            let of_none = self.ask(holder, it, none, "x").await;
            let of_this = self.ask(holder, it, named, "x").await;
            if Seen::from(&of_this) != Seen::from(&of_none) {
                self.answered.insert(it.rpc.path.clone());
            }
        }
        println!("{cases} questions of a stranger about what {holder} holds");
    }

    /// Every question was one that a holder gets an answer to.
    fn all_have_been_answered(&self) {
        let paths = self.questions.iter().map(|it| &it.rpc.path);
        let never: Vec<_> = paths.filter(|path| !self.answered.contains(*path)).collect();
        assert!(never.is_empty(), "no request is known that a holder gets an answer to: {never:?}");
    }
}

fn day(days: u64) -> NaiveDate {
    World::first_day() + Days::new(days)
}

/// The number of a dossier that somebody applies for.
async fn applied(world: &World, client: &str, id: u64, person: &Person) -> String {
    let applicant = Some(applicant_of(person));
    let apply = ApplyRequest { request_id: request_id(id), applicant };
    let applied = world.dossiers(client).apply(apply).await.unwrap().into_inner();
    applied.dossier.unwrap().dossier_number
}

/// Confirmed by OP02 without data: it has a task.
async fn confirm(world: &World, dossier_number: &str) {
    let confirms = ConfirmApplicationRequest {
        request_id: request_id(2),
        dossier_number: dossier_number.to_owned(),
        ..Default::default()
    };
    world.dossiers("op02-shop").confirm_application(confirms).await.unwrap();
    world.control.quiet().await.unwrap();
}

/// Granted by OP02 from tomorrow on.
async fn activate(world: &World, dossier_number: &str) {
    let completes = CompleteActivationDataRequest {
        request_id: request_id(3),
        dossier_number: dossier_number.to_owned(),
        activation_data: Some(activation_data(day(0))),
        etag: String::new(),
    };
    world.dossiers("op02-administration").complete_activation_data(completes).await.unwrap();
    world.live_until(day(1)).await;
}

/// On its way from OP02 to OP03.
async fn transfer(world: &World, person: &Person) {
    let mut incoming = world.dossiers("op03-shop");
    let prepare = PrepareTransferRequest { applicant: Some(applicant_of(person)) };
    let prepared = incoming.prepare_transfer(prepare).await.unwrap().into_inner();
    let confirms = ConfirmTransferRequest {
        request_id: request_id(4),
        transfer_token: prepared.transfer_token,
        activation_data: Some(activation_data(day(1))),
    };
    incoming.confirm_transfer(confirms).await.unwrap();
}

/// Ended by OP03, and closed.
async fn stop(world: &World, dossier_number: &str) {
    let stops = StopRightRequest {
        request_id: request_id(5),
        dossier_number: dossier_number.to_owned(),
        end_date: date(day(2)),
        etag: String::new(),
    };
    let mut office = world.dossiers("op03-office");
    office.stop_right(stops).await.unwrap();
    world.live_until(day(45)).await;
    let ask = GetDossierRequest { dossier_number: dossier_number.to_owned() };
    let closed = office.get_dossier(ask).await.unwrap().into_inner().dossier.unwrap();
    assert_eq!(closed.status(), Status::Closed);
}

/// What a call asks of its databases is told to the whole process.
#[tokio::test]
async fn nothing_is_told_to_a_stranger() {
    let nobody = "http://127.0.0.1:9";
    story_process("bad_input::strangers::story", nobody, "info").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "told in a process of its own"]
async fn story() {
    if telemetry_settings_of_story().is_some() {
        let statements = Statements::heard();
        a_dossier_in_its_life_is_none(&statements).await;
        a_bulk_is_none(&statements).await;
    }
}

async fn a_dossier_in_its_life_is_none(statements: &Statements) {
    let world = World::new(Stage::Sqlite).await;
    let questions = Question::all("dossier_number");
    assert!(questions.len() >= 12, "the descriptors hold the rpcs about a dossier");
    let mut asking = Asking::of(&world, &questions, statements);
    let person = world.people.expected(Expectation::EntitledByAge);
    let number = applied(&world, "op02-shop", 1, person).await;
    asking.is_unknown_to_op01(&number, NO_DOSSIER, "OP02").await;
    confirm(&world, &number).await;
    asking.is_unknown_to_op01(&number, NO_DOSSIER, "OP02").await;
    activate(&world, &number).await;
    asking.is_unknown_to_op01(&number, NO_DOSSIER, "OP02").await;
    transfer(&world, person).await;
    asking.is_unknown_to_op01(&number, NO_DOSSIER, "OP03").await;
    world.live_until(day(2)).await;
    asking.is_unknown_to_op01(&number, NO_DOSSIER, "OP03").await;
    stop(&world, &number).await;
    asking.is_unknown_to_op01(&number, NO_DOSSIER, "OP03").await;
    asking.all_have_been_answered();
    world.end().await;
}

async fn a_bulk_is_none(statements: &Statements) {
    let world = World::new(Stage::Sqlite).await;
    // Whoever fills one makes its own under any id.
    let questions: Vec<_> =
        Question::all("bulk_id").into_iter().filter(|it| !it.is_command()).collect();
    assert!(questions.len() >= 2, "the descriptors hold the rpcs about a bulk");
    let person = world.people.expected(Expectation::EntitledByAge);
    let application =
        ApplyRequest { request_id: request_id(1), applicant: Some(applicant_of(person)) };
    let bulk = SubmitBulkRequest {
        request_id: request_id(2),
        bulk_id: request_id(3),
        rows: vec![BulkRow { line: 1, application: Some(application) }],
        complete: true,
    };
    world.dossiers("op02-shop").submit_bulk(bulk).await.unwrap();
    let mut asking = Asking::of(&world, &questions, statements);
    asking.is_unknown_to_op01(&request_id(3), &request_id(4), "OP02").await;
    asking.all_have_been_answered();
    world.end().await;
}

/// It applied and cancelled, and another operator has applied since.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_former_operators_commands_only_taking_back_is_answered() {
    let world = World::new(Stage::Sqlite).await;
    let person = world.people.expected(Expectation::EntitledByAge);
    let number = applied(&world, "op01-shop", 1, person).await;
    let cancels = CancelApplicationRequest {
        request_id: request_id(2),
        dossier_number: number.clone(),
        etag: String::new(),
    };
    world.dossiers("op01-shop").cancel_application(cancels).await.unwrap();
    assert_eq!(applied(&world, "op02-shop", 3, person).await, number, "one dossier for life");

    let commands: Vec<_> =
        Question::all("dossier_number").into_iter().filter(Question::is_command).collect();
    let mut asking = Asking::of(&world, &commands, &Statements::default());
    let mut taking_back = 0;
    for it in &commands {
        for former in clients_of(&it.rpc, "OP01") {
            let of_none = asking.ask(former, it, NO_DOSSIER, "").await;
            let of_this = asking.ask(former, it, &number, "").await;
            let path = &it.rpc.path;
            if path.ends_with("/CancelLastAction") {
                assert_eq!(of_this.reason(), Some(ErrorKind::NothingToCancel), "{path}");
                taking_back += 1;
            } else {
                assert_eq!(of_this.reason(), Some(ErrorKind::DossierNotFound), "{path}");
                assert_eq!(Seen::from(&of_this), Seen::from(&of_none), "{path}");
            }
        }
    }
    assert!(taking_back > 0 && commands.len() >= 6, "the descriptors hold the commands");
    world.end().await;
}

//! Every reason that a rule of the law, of the fund or of the contracts has, provoked over all
//! services together.

use chrono::{Days, NaiveDate};
use sea_orm::{ConnectionTrait, Database};
use stts_contracts::dossier::v1::{
    ApplyRequest, ApplyResponse, ApproveCorrectionRequest, BulkRow, CancelApplicationRequest,
    Claims, ConfirmApplicationRequest, Dossier, Formula, GetBulkRequest, GetDossierRequest,
    GetRunRequest, LineKind, StartNightRunRequest, StreamBulkResultsRequest, SubmitBulkRequest,
};
use stts_contracts::events::v1::DeadLetterKind;
use stts_contracts::notifications::v1::GetMessageRequest;
use stts_contracts::settlement::v1::{
    CalculateRequest, DeclareFactorsRequest, DeclareTurnoverRequest, GetStatementRequest,
    OpenSettlementRequest, Operator, RegisterOperatorRequest, TurnoverLine,
};
use stts_contracts::tasks::v1::{GetTaskRequest, RedriveDeadLetterRequest};
use stts_identity::register::Expectation;
use stts_identity_domain::Person;
use stts_tests::{Stage, World, activation_data, applicant_of, date, reason_of, request_id};
use tonic::{Response, Status};

/// The reason of a call that must be refused.
fn reason<T>(answer: Result<Response<T>, Status>) -> &'static str {
    reason_of(&answer.err().expect("a refusal"))
}

fn application(id: u64, person: &Person) -> ApplyRequest {
    ApplyRequest { request_id: request_id(id), applicant: Some(applicant_of(person)) }
}

async fn applied(world: &World, client: &str, request: ApplyRequest) -> Dossier {
    let answer = world.dossiers(client).apply(request).await;
    let ApplyResponse { dossier, .. } = answer.unwrap().into_inner();
    dossier.unwrap()
}

fn confirmation(id: u64, dossier: &Dossier, activated_on: NaiveDate) -> ConfirmApplicationRequest {
    ConfirmApplicationRequest {
        request_id: request_id(id),
        dossier_number: dossier.dossier_number.clone(),
        activation_data: Some(activation_data(activated_on)),
        etag: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_for_whom_an_application_is_refused() {
    let world = World::new(Stage::Sqlite).await;
    let mut shop = world.dossiers("op01-shop");
    let nobody = application(1, world.people.expected(Expectation::NotFound));
    assert_eq!(reason(shop.apply(nobody).await), "PERSON_NOT_FOUND");

    let mut several = application(2, world.people.expected(Expectation::Ambiguous));
    several.applicant.as_mut().unwrap().address = None;
    assert_eq!(reason(shop.apply(several).await), "PERSON_AMBIGUOUS");

    let mut denied = application(3, world.people.expected(Expectation::Undecided));
    denied.applicant.as_mut().unwrap().claims = Some(Claims::default());
    assert_eq!(reason(shop.apply(denied).await), "NOT_ENTITLED");

    let household = world.people.largest_household();
    for (id, person, refused) in [(4, household[0], false), (5, household[1], true)] {
        let mut member = application(id, person);
        member.applicant.as_mut().unwrap().claims = None;
        let answer = shop.apply(member).await;
        let reason = answer.err().map(|status| reason_of(&status));
        assert_eq!(reason, refused.then_some("HOUSEHOLD_ALREADY_BENEFITS"));
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dossiers_that_somebody_holds() {
    let world = World::new(Stage::Sqlite).await;
    let (mut shop, mut other) = (world.dossiers("op01-shop"), world.dossiers("op02-shop"));
    let person = world.people.expected(Expectation::EntitledByAge);
    let dossier = applied(&world, "op01-shop", application(1, person)).await;
    assert_eq!(reason(shop.apply(application(2, person)).await), "DOSSIER_EXISTS");
    assert_eq!(reason(other.apply(application(3, person)).await), "DOSSIER_NOT_TRANSFERABLE");
    let mut reused = application(1, person);
    reused.applicant.as_mut().unwrap().claims = None;
    assert_eq!(reason(shop.apply(reused).await), "REQUEST_ID_REUSED");
    let foreign = GetDossierRequest { dossier_number: dossier.dossier_number.clone() };
    assert_eq!(reason(other.get_dossier(foreign).await), "DOSSIER_NOT_FOUND");

    let mut stale = confirmation(4, &dossier, World::first_day());
    stale.etag = "0".to_owned();
    assert_eq!(reason(shop.confirm_application(stale).await), "STALE_ETAG");
    shop.confirm_application(confirmation(5, &dossier, World::first_day())).await.unwrap();
    world.live_until(World::first_day() + Days::new(1)).await;
    assert_eq!(reason(other.apply(application(6, person)).await), "TRANSFER_REQUIRED");
    let cancel = CancelApplicationRequest {
        request_id: request_id(7),
        dossier_number: dossier.dossier_number,
        etag: String::new(),
    };
    assert_eq!(reason(shop.cancel_application(cancel).await), "ACTION_NOT_ALLOWED");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn activation_data_that_the_right_does_not_allow() {
    let world = World::new(Stage::Sqlite).await;
    let mut shop = world.dossiers("op01-shop");
    let person = world.people.expected(Expectation::EntitledByAge);
    let dossier = applied(&world, "op01-shop", application(1, person)).await;
    let today = World::first_day();

    let early = confirmation(2, &dossier, today - Days::new(1));
    assert_eq!(reason(shop.confirm_application(early).await), "ACTIVATION_DATE_OUT_OF_RANGE");
    let mut formula = confirmation(3, &dossier, today);
    formula.activation_data.as_mut().unwrap().formula = Formula::LivingWageCredit.into();
    assert_eq!(reason(shop.confirm_application(formula).await), "FORMULA_NOT_ALLOWED");
    let mut mobile = confirmation(4, &dossier, today);
    mobile.activation_data.as_mut().unwrap().line_kind = LineKind::Mobile.into();
    assert_eq!(reason(shop.confirm_application(mobile).await), "INSTALLATION_COST_NOT_ALLOWED");
    shop.confirm_application(confirmation(5, &dossier, today)).await.unwrap();
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn things_that_are_not_there() {
    let world = World::new(Stage::Sqlite).await;
    let task = GetTaskRequest { task_id: request_id(1) };
    assert_eq!(reason(world.tasks("op01-office").get_task(task).await), "TASK_NOT_FOUND");
    let redrive = RedriveDeadLetterRequest {
        request_id: request_id(1),
        service: "notifications".to_owned(),
        kind: DeadLetterKind::Job.into(),
        number: 1,
    };
    let answer = world.task_admin("bipt-operations").redrive_dead_letter(redrive).await;
    assert_eq!(reason(answer), "DEAD_LETTER_NOT_FOUND");
    let message = GetMessageRequest { message_id: request_id(1) };
    let answer = world.notifications("bipt-agent").get_message(message).await;
    assert_eq!(reason(answer), "MESSAGE_NOT_FOUND");
    let run = GetRunRequest { run_id: request_id(1) };
    assert_eq!(reason(world.dossier_admin("bipt-operations").get_run(run).await), "RUN_NOT_FOUND");
    let bulk = GetBulkRequest { bulk_id: request_id(1) };
    assert_eq!(reason(world.dossiers("op01-shop").get_bulk(bulk).await), "BULK_NOT_FOUND");
    let bulk = StreamBulkResultsRequest { bulk_id: request_id(1), after_cursor: 0 };
    let answer = world.dossiers("op01-shop").stream_bulk_results(bulk).await;
    assert_eq!(reason(answer), "BULK_NOT_FOUND");
    let correction =
        ApproveCorrectionRequest { request_id: request_id(1), correction_id: request_id(1) };
    let answer = world.dossier_admin("bipt-agent").approve_correction(correction).await;
    assert_eq!(reason(answer), "CORRECTION_NOT_FOUND");
    let year = CalculateRequest { request_id: request_id(1), year: 2026 };
    assert_eq!(reason(world.settlement("bipt-fund").calculate(year).await), "SETTLEMENT_NOT_FOUND");
    world.end().await;
}

/// Its results can be read to their end, and nothing can be added.
#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_that_is_complete() {
    let world = World::new(Stage::Sqlite).await;
    let mut shop = world.dossiers("op01-shop");
    let bulk = |id, line, expectation| SubmitBulkRequest {
        request_id: request_id(id),
        bulk_id: request_id(1),
        rows: vec![BulkRow {
            line,
            application: Some(application(id + 1, world.people.expected(expectation))),
        }],
        complete: true,
    };
    shop.submit_bulk(bulk(1, 1, Expectation::NotFound)).await.unwrap();
    let more = bulk(3, 2, Expectation::EntitledByAge);
    assert_eq!(reason(shop.submit_bulk(more).await), "BULK_COMPLETE");
    let asked = StreamBulkResultsRequest { bulk_id: request_id(1), after_cursor: 0 };
    let mut results = shop.stream_bulk_results(asked).await.unwrap().into_inner();
    let result = results.message().await.unwrap().unwrap().results.remove(0);
    let refusal = result.refusal.unwrap();
    assert_eq!((result.line, refusal.reason.as_str()), (1, "PERSON_NOT_FOUND"));
    assert_eq!((refusal.code, refusal.message.is_empty()), (5, false));
    assert!(results.message().await.unwrap().is_none());
    world.end().await;
}

/// A run that a worker still has: its row says so, whatever has become of the worker.
#[tokio::test(flavor = "multi_thread")]
async fn a_night_run_that_is_under_way() {
    let world = World::new(Stage::Sqlite).await;
    let mut operations = world.dossier_admin("bipt-operations");
    let start = |id| StartNightRunRequest {
        request_id: request_id(id),
        date: date(World::first_day()),
        dry_run: false,
    };
    operations.start_night_run(start(1)).await.unwrap();
    world.control.quiet().await.unwrap();
    let database = Database::connect(&world.database_urls["dossier"]).await.unwrap();
    database.execute_unprepared("UPDATE runs SET completed_at = NULL").await.unwrap();
    assert_eq!(reason(operations.start_night_run(start(2)).await), "JOB_RUNNING");
    world.end().await;
}

async fn registered(world: &World, id: u64, operator_id: &str) -> Result<(), Status> {
    let operator = Some(Operator {
        operator_id: operator_id.to_owned(),
        name: format!("Operator {operator_id}"),
        participates_from: date("2020-01-01".parse().unwrap()),
        participates_until: None,
        reason: "turnover above the threshold".to_owned(),
        ..Operator::default()
    });
    let request = RegisterOperatorRequest { request_id: request_id(id), operator };
    world.operators("bipt-fund").register_operator(request).await.map(|_| ())
}

fn turnover(id: u64, lines: &[&str]) -> DeclareTurnoverRequest {
    let line = |line: &&str| TurnoverLine { line: (*line).to_owned(), amount_cents: 1 };
    let lines = lines.iter().map(line).collect();
    DeclareTurnoverRequest { request_id: request_id(id), year: 2026, lines }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_fund_refuses() {
    let world = World::new(Stage::Sqlite).await;
    let mut fund = world.settlement("bipt-fund");
    registered(&world, 1, "OP01").await.unwrap();
    let again = registered(&world, 2, "OP01").await.unwrap_err();
    assert_eq!(reason_of(&again), "OPERATOR_EXISTS");
    let open = |id| OpenSettlementRequest { request_id: request_id(id), year: 2026 };
    fund.open_settlement(open(3)).await.unwrap();
    assert_eq!(reason(fund.open_settlement(open(4)).await), "SETTLEMENT_STATE");

    let (mut office, mut stranger) =
        (world.settlement("op01-office"), world.settlement("op02-office"));
    let answer = stranger.declare_turnover(turnover(5, &[])).await;
    assert_eq!(reason(answer), "OPERATOR_NOT_IN_SETTLEMENT");
    let total = turnover(6, &["FIXED_RESIDENTIAL_TOTAL"]);
    assert_eq!(reason(office.declare_turnover(total).await), "DECLARATION_INVALID");
    let calculate = |id| CalculateRequest { request_id: request_id(id), year: 2026 };
    let too_early = fund.calculate(calculate(7)).await.unwrap_err();
    assert_eq!(reason_of(&too_early), "SETTLEMENT_STATE");

    // A reduction is granted, and nobody has any turnover.
    let person = world.people.expected(Expectation::EntitledByAge);
    let dossier = applied(&world, "op01-shop", application(8, person)).await;
    let confirm = confirmation(9, &dossier, World::first_day());
    world.dossiers("op01-shop").confirm_application(confirm).await.unwrap();
    world.live_until(World::first_day() + Days::new(1)).await;
    world.year_over().await;
    assert_eq!(reason(fund.calculate(calculate(15)).await), "DECLARATION_MISSING");
    office.declare_turnover(turnover(10, &[])).await.unwrap();
    let factors = DeclareFactorsRequest {
        request_id: request_id(11),
        year: 2026,
        factor_subscription: "1".to_owned(),
        factor_calls: "1".to_owned(),
    };
    office.declare_factors(factors).await.unwrap();
    assert_eq!(reason(fund.calculate(calculate(12)).await), "NO_TURNOVER");

    office.declare_turnover(turnover(13, &["MOBILE_POSTPAID"])).await.unwrap();
    fund.calculate(calculate(14)).await.unwrap();
    let foreign = GetStatementRequest { year: 2026, operator_id: "OP02".to_owned() };
    assert_eq!(reason(office.get_statement(foreign).await), "OPERATOR_NOT_FOUND");
    world.end().await;
}

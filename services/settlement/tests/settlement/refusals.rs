//! What is refused, and how.

use stts_contracts::common::v1::Date;
use stts_contracts::settlement::v1::operator_service_server::OperatorService;
use stts_contracts::settlement::v1::settlement_service_server::SettlementService;
use stts_contracts::settlement::v1::{
    CalculateRequest, DeclareFactorsRequest, DeclareTurnoverRequest, GetStatementRequest,
    OpenSettlementRequest, Operator, RegisterOperatorRequest, TurnoverLine,
};
use stts_kernel::IdSource;
use stts_testkit::SeededIds;
use tonic::Status;
use tonic_types::StatusExt;

use crate::dossiers::period;
use crate::world::{World, YEAR, manager, operator, reason, registration};

fn fact(status: &Status, key: &str) -> String {
    status.get_details_error_info().unwrap().metadata[key].clone()
}

fn bad_fields<T>(answer: Result<T, Status>) -> Vec<String> {
    let status = answer.err().expect("a refusal");
    let request = status.get_details_bad_request().unwrap();
    request.field_violations.into_iter().map(|violation| violation.field).collect()
}

#[tokio::test]
async fn an_operator_is_registered_once() {
    for world in World::each().await {
        world.register("OP01").await;
        let again = registration(SeededIds::new(9).uuid(), "OP01");
        let refused = world.rpcs.register_operator(manager(again)).await;
        assert_eq!(reason(refused), "OPERATOR_EXISTS");
    }
}

#[tokio::test]
async fn a_year_is_opened_once_and_before_anything_else() {
    for world in World::each().await {
        for id in ["OP02", "OP01"] {
            world.register(id).await;
        }
        let id = world.id();
        assert_eq!(reason(world.calculate(YEAR, &id).await), "SETTLEMENT_NOT_FOUND");
        assert_eq!(reason(world.own_statement(YEAR, "OP01").await), "SETTLEMENT_NOT_FOUND");
        assert_eq!(world.open(YEAR).await.unwrap().operator_ids, ["OP01", "OP02"]);
        let again = world.open(YEAR).await.unwrap_err();
        assert_eq!(fact(&again, "state"), "OPEN");
        assert_eq!(reason::<()>(Err(again)), "SETTLEMENT_STATE");
        let no_draft = world.own_statement(YEAR, "OP01").await.unwrap_err();
        assert_eq!(fact(&no_draft, "state"), "OPEN");
        // Nothing was asked of the dossiers for a year that cannot be calculated.
        assert!(world.dossiers.opened().is_empty());
    }
}

#[tokio::test]
async fn a_year_is_calculated_when_it_is_over() {
    for world in World::each().await {
        world.register("OP01").await;
        // It is June of that year.
        world.open(2025).await.unwrap();
        let refused = world.calculate(2025, &world.id()).await.unwrap_err();
        assert_eq!(fact(&refused, "earliest_date"), "2026-01-01");
        assert_eq!(fact(&refused, "state"), "OPEN");
        assert_eq!(reason::<()>(Err(refused)), "SETTLEMENT_STATE");
        assert!(world.dossiers.opened().is_empty());
    }
}

#[tokio::test]
async fn two_that_open_a_year_at_once_open_it_once() {
    for world in World::each().await {
        let (one, two) = tokio::join!(world.open(YEAR), world.open(YEAR));
        let (opened, refused) = if one.is_ok() { (one, two) } else { (two, one) };
        assert!(opened.is_ok());
        assert_eq!(reason(refused), "SETTLEMENT_STATE");
    }
}

#[tokio::test]
async fn only_participants_declare() {
    for world in World::each().await {
        world.ready().await;
        let refused = world.declare_turnover(YEAR, "OP09", &[]).await.unwrap_err();
        assert_eq!(fact(&refused, "operators"), "OP09");
        assert_eq!(reason::<()>(Err(refused)), "OPERATOR_NOT_IN_SETTLEMENT");
    }
}

#[tokio::test]
async fn what_is_not_on_the_form_is_refused() {
    for world in World::each().await {
        world.ready().await;
        for lines in
            [&[("FIXED_RESIDENTIAL_TOTAL", 1)][..], &[("MOBILE_PREPAID", 1), ("MOBILE_PREPAID", 1)]]
        {
            let refused = world.declare_turnover(YEAR, "OP01", lines).await.unwrap_err();
            assert_eq!(fact(&refused, "line"), lines[0].0);
            assert_eq!(reason::<()>(Err(refused)), "DECLARATION_INVALID");
        }
        for factor in ["1.1", "-0", "0,5", "0.12345"] {
            let refused = world.declare_factors(YEAR, "OP01", factor, "nothing").await;
            assert_eq!(reason(refused), "DECLARATION_INVALID", "{factor}");
        }
    }
}

#[tokio::test]
async fn whatever_is_missing_is_named() {
    for world in World::each().await {
        world.ready().await;
        for id in ["OP03", "OP04"] {
            world.register(id).await;
        }
        world.declare_turnover(YEAR, "OP03", &[]).await.unwrap();
        let refused = world.calculate(YEAR, &world.id()).await.unwrap_err();
        let missing = "OP03.factor_subscription,OP03.factor_calls,OP04.turnover,\
                       OP04.factor_subscription,OP04.factor_calls";
        assert_eq!(fact(&refused, "missing"), missing);
        assert_eq!(reason::<()>(Err(refused)), "DECLARATION_MISSING");
        world.dossiers.grant([period("OP08", "INTERNET", "2023-01-01", None)]);
        let refused = world.calculate(YEAR, &world.id()).await.unwrap_err();
        assert_eq!(fact(&refused, "operators"), "OP08");
    }
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let [world, ..] = &World::each().await[..] else { unreachable!() };
    let date = |year, month, day| Some(Date { year, month, day });
    let bad = RegisterOperatorRequest {
        request_id: "1".to_owned(),
        operator: Some(Operator {
            operator_id: "-".to_owned(),
            name: String::new(),
            participates_from: date(2023, 2, 29),
            participates_until: date(2023, 0, 0),
            reason: String::new(),
            ..Operator::default()
        }),
    };
    let expected = [
        "request_id",
        "operator.operator_id",
        "operator.name",
        "operator.reason",
        "operator.participates_from",
        "operator.participates_until",
    ];
    assert_eq!(bad_fields(world.rpcs.register_operator(manager(bad)).await), expected);

    let id = world.id();
    let blank = |from, until| RegisterOperatorRequest {
        request_id: id.clone(),
        operator: Some(Operator {
            operator_id: "OP01".to_owned(),
            name: " ".to_owned(),
            participates_from: from,
            participates_until: until,
            reason: " ".to_owned(),
            ..Operator::default()
        }),
    };
    let empty = blank(date(2023, 1, 1), date(2023, 1, 1));
    let expected = ["operator.name", "operator.reason", "operator.participates_until"];
    assert_eq!(bad_fields(world.rpcs.register_operator(manager(empty)).await), expected);
    let backwards = blank(date(2023, 1, 2), date(2023, 1, 1));
    let refused = world.rpcs.register_operator(manager(backwards)).await;
    assert_eq!(bad_fields(refused), ["operator.participates_until"]);
    let nobody = RegisterOperatorRequest { request_id: id.clone(), operator: None };
    assert_eq!(bad_fields(world.rpcs.register_operator(manager(nobody)).await), ["operator"]);
}

#[tokio::test]
async fn a_bad_year_and_a_bad_line_are_named_in_every_rpc() {
    let [world, ..] = &World::each().await[..] else { unreachable!() };
    let (rpcs, bad) = (&world.rpcs, ["request_id", "year"]);
    let request_id = String::new();
    let message = OpenSettlementRequest { request_id: request_id.clone(), year: 2004 };
    assert_eq!(bad_fields(rpcs.open_settlement(manager(message)).await), bad);
    let message = CalculateRequest { request_id: request_id.clone(), year: 9999 };
    assert_eq!(bad_fields(rpcs.calculate(manager(message)).await), bad);
    let lines = vec![TurnoverLine { line: String::new(), amount_cents: -1 }];
    let message = DeclareTurnoverRequest { request_id: request_id.clone(), year: 0, lines };
    let refused = rpcs.declare_turnover(operator("OP01", message)).await;
    let expected = ["request_id", "year", "lines[0].line", "lines[0].amount_cents"];
    assert_eq!(bad_fields(refused), expected);
    let (factor_subscription, factor_calls) = (String::new(), "0.12345678".to_owned());
    let message = DeclareFactorsRequest { request_id, year: 1, factor_subscription, factor_calls };
    let refused = rpcs.declare_factors(operator("OP01", message)).await;
    assert_eq!(bad_fields(refused), ["request_id", "year", "factor_subscription", "factor_calls"]);
    let message = GetStatementRequest { year: 2004, operator_id: "é".to_owned() };
    assert_eq!(bad_fields(rpcs.get_statement(manager(message)).await), ["year", "operator_id"]);
    let message = GetStatementRequest { year: YEAR, operator_id: String::new() };
    assert_eq!(bad_fields(rpcs.get_statement(manager(message)).await), ["operator_id"]);
}

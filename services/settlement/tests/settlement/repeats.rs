//! The same request gets the same answer, whatever happened in between.

use stts_contracts::settlement::v1::operator_service_server::OperatorService;
use stts_contracts::settlement::v1::settlement_service_server::SettlementService;
use stts_contracts::settlement::v1::{
    CalculateRequest, DeclareFactorsRequest, DeclareTurnoverRequest, OpenSettlementRequest,
    TurnoverLine,
};
use stts_settlement::ports::{Call, Party};
use stts_settlement::wire;
use stts_settlement_domain::SettlementYear;

use crate::world::{World, YEAR, bytes, manager, operator, reason, registration, sent};

/// The call that `Calculate` makes under that id.
pub(crate) fn call_of(request_id: &str) -> Call {
    let message = CalculateRequest { request_id: request_id.to_owned(), year: YEAR };
    let (identity, _) = wire::calculate(&message).unwrap();
    Call { party: Party::Bipt, user: "an.peeters".to_owned(), request: Some(identity) }
}

/// The year that most tests settle.
pub(crate) fn year() -> SettlementYear {
    SettlementYear::new(YEAR).unwrap()
}

fn turnover(request_id: &str, amount_cents: i64) -> DeclareTurnoverRequest {
    let lines = vec![TurnoverLine { line: "MOBILE_PREPAID".to_owned(), amount_cents }];
    DeclareTurnoverRequest { request_id: request_id.to_owned(), year: YEAR, lines }
}

fn factors(request_id: &str, factor: &str) -> DeclareFactorsRequest {
    DeclareFactorsRequest {
        request_id: request_id.to_owned(),
        year: YEAR,
        factor_subscription: factor.to_owned(),
        factor_calls: factor.to_owned(),
    }
}

#[tokio::test]
async fn a_repeat_changes_nothing_and_another_content_is_refused() {
    for world in World::each().await {
        world.ready().await;
        let id = world.id();
        let rpcs = &world.rpcs;

        let registered = registration(id.parse().unwrap(), "OP03");
        let other = registration(id.parse().unwrap(), "OP04");
        let first = rpcs.register_operator(manager(registered.clone())).await.unwrap();
        let again = rpcs.register_operator(manager(registered)).await.unwrap();
        assert_eq!(sent(first.get_ref()), sent(again.get_ref()));
        assert_eq!(reason(rpcs.register_operator(manager(other)).await), "REQUEST_ID_REUSED");
        assert_eq!(world.rows("operators").await, 3);

        let opening = |year| manager(OpenSettlementRequest { request_id: id.clone(), year });
        let first = rpcs.open_settlement(opening(2022)).await.unwrap();
        let again = rpcs.open_settlement(opening(2022)).await.unwrap();
        assert_eq!(sent(first.get_ref()), sent(again.get_ref()));
        assert_eq!(reason(rpcs.open_settlement(opening(2021)).await), "REQUEST_ID_REUSED");
        assert_eq!(world.rows("settlements").await, 2);

        let declaring = |cents| operator("OP01", turnover(&id, cents));
        let first = rpcs.declare_turnover(declaring(7)).await.unwrap();
        world.declare_turnover(YEAR, "OP01", &[("MOBILE_POSTPAID", 9)]).await.unwrap();
        let again = rpcs.declare_turnover(declaring(7)).await.unwrap();
        assert_eq!(sent(first.get_ref()), sent(again.get_ref()));
        assert_eq!(reason(rpcs.declare_turnover(declaring(8)).await), "REQUEST_ID_REUSED");
        assert_eq!(world.rows("turnovers").await, 4);

        let declaring = |factor| operator("OP01", factors(&id, factor));
        rpcs.declare_factors(declaring("1")).await.unwrap();
        rpcs.declare_factors(declaring("1")).await.unwrap();
        assert_eq!(reason(rpcs.declare_factors(declaring("0")).await), "REQUEST_ID_REUSED");
        assert_eq!(world.rows("factors").await, 3);
    }
}

#[tokio::test]
async fn a_repeated_calculation_gives_the_first_draft() {
    for world in World::each().await {
        world.ready().await;
        let id = world.id();
        let first = world.calculate(YEAR, &id).await.unwrap();
        world.declare_turnover(YEAR, "OP01", &[]).await.unwrap();
        assert_eq!(world.calculate(YEAR, &id).await.unwrap(), first);
        assert_eq!(reason(world.calculate(2022, &id).await), "REQUEST_ID_REUSED");
        assert_eq!(world.rows("runs").await, 1);
    }
}

#[tokio::test]
async fn the_same_id_of_another_caller_is_another_request() {
    for world in World::each().await {
        world.ready().await;
        let id = world.id();
        for (caller, cents) in [("OP01", 5), ("OP02", 6)] {
            let answer = world.rpcs.declare_turnover(operator(caller, turnover(&id, cents))).await;
            assert_eq!(answer.unwrap().get_ref().counted_cents, cents);
        }
    }
}

#[tokio::test]
async fn a_refusal_by_a_rule_is_kept_and_a_bad_field_is_not() {
    for world in World::each().await {
        let id = world.id();
        world.register("OP01").await;
        let declaring = || world.rpcs.declare_turnover(operator("OP01", turnover(&id, 5)));
        let first = declaring().await.unwrap_err();
        assert_eq!(reason::<()>(Err(first.clone())), "SETTLEMENT_NOT_FOUND");
        world.open(YEAR).await.unwrap();
        assert_eq!(bytes(&declaring().await.unwrap_err()), bytes(&first));

        let id = world.id();
        let unknown = || {
            let lines = vec![TurnoverLine { line: "FIXED_TOTAL".to_owned(), amount_cents: 1 }];
            let message = DeclareTurnoverRequest { request_id: id.clone(), year: YEAR, lines };
            world.rpcs.declare_turnover(operator("OP01", message))
        };
        let first = unknown().await.unwrap_err();
        assert_eq!(reason::<()>(Err(first.clone())), "DECLARATION_INVALID");
        assert_eq!(bytes(&unknown().await.unwrap_err()), bytes(&first));

        let id = world.id();
        let negative = world.rpcs.declare_turnover(operator("OP01", turnover(&id, -1))).await;
        assert_eq!(reason(negative), "INVALID_FIELDS");
        let right = world.rpcs.declare_turnover(operator("OP01", turnover(&id, 1))).await;
        assert_eq!(right.unwrap().get_ref().counted_cents, 1);
    }
}

#[tokio::test]
async fn two_at_once_with_one_id_get_one_answer() {
    for world in World::each().await {
        world.ready().await;
        let id = world.id();
        let declaring = || world.rpcs.declare_turnover(operator("OP01", turnover(&id, 7)));
        let (one, two) = tokio::join!(declaring(), declaring());
        assert_eq!(sent(one.unwrap().get_ref()), sent(two.unwrap().get_ref()));
        assert_eq!(world.rows("turnovers").await, 3);

        let (one, two) = tokio::join!(world.calculate(YEAR, &id), world.calculate(YEAR, &id));
        assert_eq!(one.unwrap(), two.unwrap());
        assert_eq!(world.rows("runs").await, 1);
    }
}

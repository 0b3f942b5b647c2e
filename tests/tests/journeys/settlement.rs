//! From reductions that were granted to what operators pay each other.

use stts_contracts::dossier::v1::{ApplyRequest, ConfirmApplicationRequest};
use stts_contracts::settlement::v1::{
    CalculateRequest, DeclareFactorsRequest, DeclareTurnoverRequest, GetStatementRequest,
    OpenSettlementRequest, Operator, RegisterOperatorRequest, TurnoverLine,
};
use stts_identity::register::Expectation;
use stts_tests::{Stage, World, activation_data, applicant_of, date, reason_of, request_id};

use super::on_every_stage;

on_every_stage!(the_fund_settles_what_was_granted);

/// OP01 grants 11.50 a month from 15 January 2026 to the end of the year: 351 days. OP02 grants
/// nothing. Both have the same turnover.
async fn the_fund_settles_what_was_granted(stage: Stage) {
    let world = World::new(stage).await;
    let mut shop = world.dossiers("op01-shop");
    let applicant = Some(applicant_of(world.people.expected(Expectation::EntitledByAge)));
    let applied = shop.apply(ApplyRequest { request_id: request_id(1), applicant }).await.unwrap();
    let confirm = ConfirmApplicationRequest {
        request_id: request_id(2),
        dossier_number: applied.into_inner().dossier.unwrap().dossier_number,
        activation_data: Some(activation_data(World::first_day())),
        ..Default::default()
    };
    shop.confirm_application(confirm).await.unwrap();
    world.live_until("2026-01-06".parse().unwrap()).await;

    declare(&world).await;
    let mut fund = world.settlement("bipt-fund");
    let calculated = fund.calculate(CalculateRequest { request_id: request_id(20), year: 2026 });
    let calculated = calculated.await.unwrap().into_inner();
    // 351 / 365 x 12 x 11.50 = 132.71 (rounded), and half of an installation of 55.00.
    assert_eq!(calculated.total_cents, 13_271 + 2_750);
    let shown: Vec<_> = calculated
        .statements
        .iter()
        .map(|one| (&*one.operator_id, &*one.actual_share, &*one.normative_share))
        .collect();
    assert_eq!(shown, [("OP01", "1", "1/2"), ("OP02", "0", "1/2")]);
    let sum: i64 = calculated.statements.iter().map(|one| one.compensation_cents).sum();
    assert_eq!(sum, 0);

    let own = GetStatementRequest { year: 2026, operator_id: String::new() };
    let own = world.settlement("op02-office").get_statement(own).await.unwrap().into_inner();
    assert_eq!(own.statement.unwrap().compensation_cents, -(13_271 + 2_750) / 2);
    let foreign = GetStatementRequest { year: 2026, operator_id: "OP01".to_owned() };
    let foreign = world.settlement("op02-office").get_statement(foreign).await.unwrap_err();
    assert_eq!(reason_of(&foreign), "OPERATOR_NOT_FOUND");
    world.end().await;
}

/// 2026 is over, and two operators take part in the fund for it, with the same turnover.
pub(super) async fn declare(world: &World) {
    world.year_over().await;
    let mut operators = world.operators("bipt-fund");
    let mut fund = world.settlement("bipt-fund");
    for (number, operator_id) in [(10, "OP01"), (11, "OP02")] {
        let operator = Operator {
            operator_id: operator_id.to_owned(),
            name: format!("Operator {operator_id}"),
            participates_from: date("2020-01-01".parse().unwrap()),
            participates_until: None,
            reason: "turnover above the threshold".to_owned(),
            ..Operator::default()
        };
        let request =
            RegisterOperatorRequest { request_id: request_id(number), operator: Some(operator) };
        operators.register_operator(request).await.unwrap();
    }
    let open = OpenSettlementRequest { request_id: request_id(12), year: 2026 };
    fund.open_settlement(open).await.unwrap();
    for (number, client) in [(13, "op01-office"), (15, "op02-office")] {
        let mut office = world.settlement(client);
        let line = TurnoverLine { line: "MOBILE_POSTPAID".to_owned(), amount_cents: 1_000_000 };
        let turnover = DeclareTurnoverRequest {
            request_id: request_id(number),
            year: 2026,
            lines: vec![line],
        };
        office.declare_turnover(turnover).await.unwrap();
        let factors = DeclareFactorsRequest {
            request_id: request_id(number + 1),
            year: 2026,
            factor_subscription: "1".to_owned(),
            factor_calls: "1".to_owned(),
        };
        office.declare_factors(factors).await.unwrap();
    }
}

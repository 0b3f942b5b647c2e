//! Who sees which statement, and what a later declaration does to it.

use stts_contracts::settlement::v1::settlement_service_server::SettlementService;
use stts_contracts::settlement::v1::{GetStatementRequest, GetStatementResponse};
use tonic::{Request, Status};

use crate::dossiers::period;
use crate::store::WatchedStore;
use crate::world::{World, YEAR, bytes, manager, operator, reason};

fn asking(operator_id: &str) -> GetStatementRequest {
    GetStatementRequest { year: YEAR, operator_id: operator_id.to_owned() }
}

async fn get(
    world: &World,
    request: Request<GetStatementRequest>,
) -> Result<GetStatementResponse, Status> {
    Ok(world.rpcs.get_statement(request).await?.into_inner())
}

#[tokio::test]
async fn bipt_sees_every_statement_and_an_operator_its_own() {
    for world in World::each().await {
        world.ready().await;
        world.dossiers.grant([period("OP01", "CALLS_SPLIT", "2023-01-01", None)]);
        let draft = world.calculate(YEAR, &world.id()).await.unwrap();
        for statement in draft.statements {
            let id = statement.operator_id.clone();
            let expected = GetStatementResponse { statement: Some(statement) };
            for request in [manager(asking(&id)), operator(&id, asking(&id))] {
                assert_eq!(get(&world, request).await.unwrap(), expected);
            }
            assert_eq!(get(&world, operator(&id, asking(""))).await.unwrap(), expected);
        }
    }
}

#[tokio::test]
async fn a_foreign_statement_cannot_be_told_from_a_missing_one() {
    for mut world in World::each().await {
        world.ready().await;
        world.calculate(YEAR, &world.id()).await.unwrap();
        let store = WatchedStore::new(world.app.store.clone(), &[]);
        world.with_store(store.clone());
        let refused = async |request| {
            let refusal = get(&world, request).await.unwrap_err();
            (bytes(&refusal), store.asked())
        };
        let missing = refused(operator("OP01", asking("OP09"))).await;
        assert_eq!(missing.1, ["settlement", "statement"]);
        assert_eq!(refused(operator("OP01", asking("OP02"))).await, missing);
        assert_eq!(refused(operator("OP09", asking(""))).await, missing);
        assert_eq!(refused(manager(asking("OP09"))).await, missing);
        assert_eq!(reason(get(&world, manager(asking("OP09"))).await), "OPERATOR_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_declaration_makes_the_draft_stale_and_nothing_is_forgotten() {
    for world in World::each().await {
        world.ready().await;
        world.dossiers.grant([period("OP02", "CALLS_ONLY", "2023-01-01", None)]);
        let shares = async |declared| {
            world.declare_turnover(YEAR, "OP02", &[("MOBILE_POSTPAID", declared)]).await.unwrap();
            assert_eq!(reason(world.own_statement(YEAR, "OP02").await), "SETTLEMENT_STATE");
            world.calculate(YEAR, &world.id()).await.unwrap();
            world.own_statement(YEAR, "OP02").await.unwrap().normative_share
        };
        assert_eq!(shares(3_000).await, "3/4");
        assert_eq!(shares(1_000).await, "1/2");
        for (table, rows) in [("turnovers", 4), ("turnover_lines", 4), ("runs", 2)] {
            assert_eq!(world.rows(table).await, rows, "{table}");
        }
        // Opened, declared four times, then twice declared and calculated.
        assert_eq!(world.rows("settlement_history").await, 9);
        assert_eq!(world.rows("rule_sets").await, 2);
    }
}

#[tokio::test]
async fn an_operator_that_is_registered_later_makes_the_draft_stale() {
    for world in World::each().await {
        world.ready().await;
        world.open(2022).await.unwrap();
        world.calculate(YEAR, &world.id()).await.unwrap();
        world.register_from("OP04", "2024-01-01").await;
        assert_eq!(world.own_statement(YEAR, "OP01").await.unwrap().normative_share, "");
        world.register_from("OP03", "2023-12-31").await;
        assert_eq!(reason(world.own_statement(YEAR, "OP01").await), "SETTLEMENT_STATE");
        assert_eq!(reason(world.calculate(YEAR, &world.id()).await), "DECLARATION_MISSING");
        world.declare_turnover(YEAR, "OP03", &[]).await.unwrap();
        world.declare_factors(YEAR, "OP03", "1", "1").await.unwrap();
        world.calculate(YEAR, &world.id()).await.unwrap();
        assert!(world.own_statement(YEAR, "OP03").await.is_ok());
        // Of one year: opened, declared four times, calculated, joined, declared twice, calculated.
        assert_eq!(world.rows("settlement_history").await, 10 + 1);
    }
}

#[tokio::test]
async fn an_operator_that_is_registered_while_it_is_calculated_takes_part() {
    for world in World::each().await {
        world.ready().await;
        let id = world.id();
        let ((), calculated) = tokio::join!(world.register("OP03"), world.calculate(YEAR, &id));
        // Whichever of the two comes first, no draft without the third operator stands.
        let draft = world.own_statement(YEAR, "OP01").await;
        assert_eq!(reason(draft), "SETTLEMENT_STATE", "{calculated:?}");
    }
}

#[tokio::test]
async fn internet_access_is_declared_and_not_counted() {
    for world in World::each().await {
        world.ready().await;
        let lines = [("FIXED_BUSINESS_ACCESS_PSTN", 5), ("INTERNET_ACCESS", 7)];
        let noted = world.declare_turnover(YEAR, "OP01", &lines).await.unwrap();
        assert_eq!(noted.counted_cents, 5);
    }
}

#[tokio::test]
async fn operators_that_declare_at_once_are_both_heard() {
    for world in World::each().await {
        world.ready().await;
        world.dossiers.grant([period("OP02", "CALLS_ONLY", "2023-01-01", None)]);
        let declared = |id| world.declare_turnover(YEAR, id, &[("MOBILE_PREPAID", 7)]);
        let (one, two) = tokio::join!(declared("OP01"), declared("OP02"));
        assert!(one.is_ok() && two.is_ok());
        // Opened, then six declarations: each made a version of its own.
        assert_eq!(world.rows("settlement_history").await, 7);
        world.calculate(YEAR, &world.id()).await.unwrap();
        assert_eq!(world.own_statement(YEAR, "OP01").await.unwrap().normative_share, "1/2");
    }
}

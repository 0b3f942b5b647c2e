//! The worked examples, settled by the service from the registration to the statements.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use stts_contracts::settlement::v1::Statement;
use stts_kernel::Formula;
use stts_settlement_domain::LineKind;
use tonic::Status;

use crate::dossiers::{installation, period};
use crate::world::{World, reason, sent};

#[derive(Deserialize)]
struct Example {
    input: Input,
    expected: Value,
}

#[derive(Deserialize)]
struct Input {
    year: i32,
    operators: Vec<Operator>,
    periods: Vec<Granted>,
    installations: Vec<Installed>,
}

#[derive(Deserialize)]
struct Operator {
    id: String,
    factor_subscription: Option<String>,
    factor_calls: Option<String>,
    turnover: Option<Vec<Line>>,
}

#[derive(Deserialize)]
struct Line {
    line: String,
    cents: i64,
}

#[derive(Deserialize)]
struct Granted {
    operator: String,
    formula: String,
    from: String,
    until: Option<String>,
}

#[derive(Deserialize)]
struct Installed {
    operator: String,
    line: String,
    normal_price_cents: i64,
    date: String,
}

fn examples() -> Vec<Example> {
    serde_json::from_str(include_str!("../vectors/settlement.json")).unwrap()
}

/// The other side grants what the example has.
fn grant(world: &World, input: &Input) {
    world.dossiers.grant(input.periods.iter().map(|granted| {
        period(&granted.operator, &granted.formula, &granted.from, granted.until.as_deref())
    }));
    world.dossiers.grant(input.installations.iter().map(|installed| {
        let line = if installed.line == "FIXED" { LineKind::Fixed } else { LineKind::Mobile };
        let Installed { operator, normal_price_cents, date, .. } = installed;
        installation(operator, line, *normal_price_cents, date)
    }));
}

async fn declare(world: &World, year: i32, operator: &Operator) -> Result<(), Status> {
    if let Some(lines) = &operator.turnover {
        let lines: Vec<_> = lines.iter().map(|line| (line.line.as_str(), line.cents)).collect();
        world.declare_turnover(year, &operator.id, &lines).await?;
    }
    if let (Some(subscription), Some(calls)) =
        (&operator.factor_subscription, &operator.factor_calls)
    {
        world.declare_factors(year, &operator.id, subscription, calls).await?;
    }
    Ok(())
}

/// The year's total and each operator's own statement.
async fn settled(world: &World, input: &Input) -> Result<(i64, Vec<Statement>), Status> {
    for operator in &input.operators {
        world.register(&operator.id).await;
    }
    world.open(input.year).await?;
    for operator in &input.operators {
        declare(world, input.year, operator).await?;
    }
    let answer = world.calculate(input.year, &world.id()).await?;
    let mut own = Vec::new();
    for statement in &answer.statements {
        own.push(world.own_statement(input.year, &statement.operator_id).await?);
    }
    let bytes = |statements: &[Statement]| statements.iter().map(sent).collect::<Vec<_>>();
    assert_eq!(bytes(&own), bytes(&answer.statements));
    Ok((answer.total_cents, own))
}

fn shown(statement: &Statement) -> Value {
    let granted: BTreeMap<&str, i64> =
        statement.days.iter().map(|days| (days.formula.as_str(), days.days)).collect();
    let days: Map<String, Value> = Formula::ALL
        .iter()
        .map(|formula| formula.name())
        .map(|name| (name.to_owned(), granted.get(name).copied().unwrap_or(0).into()))
        .collect();
    let share = |share: &str| if share.is_empty() { Value::Null } else { share.into() };
    json!({
        "id": statement.operator_id,
        "amount_cents": statement.amount_cents,
        "days": days,
        "installation_cents": statement.installation_cents,
        "subscription_cents": statement.subscription_cents,
        "calls_cents": statement.calls_cents,
        "actual_share": share(&statement.actual_share),
        "normative_share": share(&statement.normative_share),
        "compensation_cents": statement.compensation_cents,
    })
}

#[tokio::test]
async fn every_worked_example_comes_out() {
    let examples = examples();
    assert_eq!(examples.len(), 12);
    for example in examples {
        for world in World::each().await {
            grant(&world, &example.input);
            let outcome = match settled(&world, &example.input).await {
                Err(status) => json!({ "error": reason::<()>(Err(status)) }),
                Ok((total_cents, statements)) => {
                    let operators: Vec<Value> = statements.iter().map(shown).collect();
                    json!({ "total_cents": total_cents, "operators": operators })
                }
            };
            assert_eq!(
                outcome, example.expected,
                "{} {:?}",
                example.input.year, world.database.kind
            );
        }
    }
}

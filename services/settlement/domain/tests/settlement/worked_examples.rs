//! The worked examples of the settlement: whole years by hand and at random, and what is refused.

use std::collections::BTreeMap;

use crate::support::{date, operator, tariffs};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use stts_kernel::{Cents, Formula, Period};
use stts_settlement_domain::{
    Calculation, Declaration, Declarations, Factor, Installation, InvalidDeclaration, LineKind,
    OperatorCalculation, ReductionPeriod, SettlementYear, Totals, Turnover, calculate,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    input: Input,
    expected: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    year: i32,
    #[serde(default)]
    note: String,
    operators: Vec<Operator>,
    periods: Vec<Granted>,
    installations: Vec<Installed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Operator {
    id: String,
    factor_subscription: Option<String>,
    factor_calls: Option<String>,
    turnover: Option<Vec<Line>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    line: String,
    cents: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Granted {
    operator: String,
    formula: String,
    from: String,
    until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Installed {
    operator: String,
    line: String,
    normal_price_cents: i64,
    date: String,
}

fn turnover(lines: &[Line]) -> Result<Turnover, InvalidDeclaration> {
    let line = |line: &Line| Ok((line.line.parse()?, Cents(line.cents)));
    Turnover::declared(lines.iter().map(line).collect::<Result<Vec<_>, _>>()?)
}

fn declaration(operator: &Operator) -> Result<Declaration, InvalidDeclaration> {
    let factor = |text: &Option<String>| text.as_deref().map(str::parse::<Factor>).transpose();
    Ok(Declaration {
        turnover: operator.turnover.as_deref().map(turnover).transpose()?,
        factor_subscription: factor(&operator.factor_subscription)?,
        factor_calls: factor(&operator.factor_calls)?,
    })
}

fn totals(input: &Input) -> Totals {
    let mut totals = Totals::new(SettlementYear::new(input.year).unwrap(), &tariffs());
    for granted in &input.periods {
        let until = granted.until.as_deref().map(date);
        totals.add_period(&ReductionPeriod {
            operator: operator(&granted.operator),
            formula: Formula::from_name(&granted.formula).unwrap(),
            period: Period::new(date(&granted.from), until).unwrap(),
        });
    }
    for installed in &input.installations {
        let line = if installed.line == "FIXED" { LineKind::Fixed } else { LineKind::Mobile };
        let price = Cents(installed.normal_price_cents);
        let (operator, on) = (operator(&installed.operator), date(&installed.date));
        totals.add_installation(&Installation::new(operator, line, price, on).unwrap());
    }
    totals
}

fn result(input: &Input) -> Value {
    let declarations: Result<Declarations, _> = input
        .operators
        .iter()
        .map(|one| Ok((operator(&one.id), declaration(one)?)))
        .collect::<Result<BTreeMap<_, _>, InvalidDeclaration>>();
    match declarations {
        Err(invalid) => json!({ "error": invalid.kind().code() }),
        Ok(declarations) => match calculate(&totals(input), &declarations) {
            Err(error) => json!({ "error": error.kind().code() }),
            Ok(calculation) => shown(&calculation),
        },
    }
}

fn shown(calculation: &Calculation) -> Value {
    let operators: Vec<Value> = calculation.operators.iter().map(shown_operator).collect();
    json!({ "total_cents": calculation.total.cents().0, "operators": operators })
}

fn shown_operator(one: &OperatorCalculation) -> Value {
    let days: Map<String, Value> = Formula::ALL
        .iter()
        .map(|formula| (formula.name().to_owned(), one.days_of(*formula).into()))
        .collect();
    let shares = one.shares.as_ref();
    json!({
        "id": one.operator.as_str(),
        "amount_cents": one.amount.cents().0,
        "days": days,
        "installation_cents": one.installation.cents().0,
        "subscription_cents": one.subscription.cents().0,
        "calls_cents": one.calls.cents().0,
        "actual_share": shares.map(|shares| shares.actual.to_string()),
        "normative_share": shares.map(|shares| shares.normative.to_string()),
        "compensation_cents": one.compensation.cents().0,
    })
}

#[test]
fn every_worked_example_comes_out() {
    let examples: Vec<Example> =
        serde_json::from_str(include_str!("../vectors/settlement.json")).unwrap();
    assert_eq!(examples.len(), 12);
    for example in examples {
        let name = format!("{} {}", example.input.year, example.input.note);
        assert_eq!(result(&example.input), example.expected, "{name}");
    }
}

fn one_operator_input(turnover: &Value, factor: &str) -> Input {
    serde_json::from_value(json!({
        "year": 2023,
        "operators": [{
            "id": "OP01",
            "factor_subscription": factor,
            "factor_calls": "1",
            "turnover": turnover,
        }],
        "periods": [],
        "installations": [],
    }))
    .unwrap()
}

#[test]
fn a_declaration_is_refused_missing_or_taken() {
    let zero = json!([{ "line": "MOBILE_PREPAID", "cents": 0 }]);
    for (turnover, factor, error) in [
        (zero.clone(), "1", None),
        (zero.clone(), "0", None),
        (json!([]), "1", None),
        (Value::Null, "1", Some("DECLARATION_MISSING")),
        (zero.clone(), "1.1", Some("DECLARATION_INVALID")),
        (zero, "0.1234567", Some("DECLARATION_INVALID")),
        (json!([{ "line": "INTERNET", "cents": 1 }]), "1", Some("DECLARATION_INVALID")),
        (json!([{ "line": "MOBILE_PREPAID", "cents": -1 }]), "1", Some("DECLARATION_INVALID")),
    ] {
        let result = result(&one_operator_input(&turnover, factor));
        assert_eq!(result["error"].as_str(), error, "{turnover} {factor}");
    }
}

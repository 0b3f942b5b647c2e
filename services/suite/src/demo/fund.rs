//! The settlement of the year: registered, declared, calculated.

use chrono::NaiveDate;
use stts_chassis::fields::date_message;
use stts_contracts::settlement::v1::{
    CalculateRequest, CalculateResponse, DeclareFactorsRequest, DeclareTurnoverRequest,
    OpenSettlementRequest, Operator, RegisterOperatorRequest, TurnoverLine,
};

use super::YEAR;
use super::callers::{Callers, codes};
use super::draw::request_id;

/// The operators take part from this day on.
const PARTICIPATES_FROM: &str = "2020-01-01";

/// What an operator declares: turnover lines in euro cents, and the two correction factors.
struct Declared {
    turnover: &'static [(&'static str, i64)],
    factor_subscription: &'static str,
    factor_calls: &'static str,
}

const DECLARED: [Declared; 3] = [
    Declared {
        turnover: &[
            ("FIXED_RESIDENTIAL_GEOGRAPHIC_CALLS", 3_120_000_000),
            ("FIXED_RESIDENTIAL_ACCESS_PSTN", 4_875_000_000),
            ("MOBILE_POSTPAID", 9_640_000_000),
        ],
        factor_subscription: "0.98",
        factor_calls: "0.85",
    },
    Declared {
        turnover: &[
            ("FIXED_RESIDENTIAL_ACCESS_FIXED_VOB", 2_260_000_000),
            ("MOBILE_POSTPAID", 7_190_000_000),
        ],
        factor_subscription: "1",
        factor_calls: "0.9",
    },
    Declared {
        turnover: &[("MOBILE_PREPAID", 1_830_000_000), ("MOBILE_POSTPAID", 4_405_000_000)],
        factor_subscription: "0.95",
        factor_calls: "0.795",
    },
];

/// Brings the settlement of the year to its draft; done again, it gives the same one.
pub(super) async fn settle(callers: &Callers, seed: u64) -> anyhow::Result<CalculateResponse> {
    let participates_from: NaiveDate = PARTICIPATES_FROM.parse()?;
    for code in codes() {
        let operator = Operator {
            operator_id: code.to_owned(),
            name: format!("Operator {code}"),
            participates_from: Some(date_message(participates_from)),
            participates_until: None,
            reason: "turnover above the threshold".to_owned(),
            ..Operator::default()
        };
        let request_id = request_id(seed, &format!("register {code}"));
        let request = RegisterOperatorRequest { request_id, operator: Some(operator) };
        callers.registry().register_operator(request).await?;
    }
    let open = OpenSettlementRequest { request_id: request_id(seed, "open"), year: YEAR };
    callers.fund().open_settlement(open).await?;
    for ((code, mut office), declared) in callers.offices().zip(DECLARED) {
        let line = |(line, amount_cents): &(&str, i64)| TurnoverLine {
            line: (*line).to_owned(),
            amount_cents: *amount_cents,
        };
        let turnover = DeclareTurnoverRequest {
            request_id: request_id(seed, &format!("turnover {code}")),
            year: YEAR,
            lines: declared.turnover.iter().map(line).collect(),
        };
        office.declare_turnover(turnover).await?;
        let factors = DeclareFactorsRequest {
            request_id: request_id(seed, &format!("factors {code}")),
            year: YEAR,
            factor_subscription: declared.factor_subscription.to_owned(),
            factor_calls: declared.factor_calls.to_owned(),
        };
        office.declare_factors(factors).await?;
    }
    let calculate = CalculateRequest { request_id: request_id(seed, "calculate"), year: YEAR };
    Ok(callers.fund().calculate(calculate).await?.into_inner())
}

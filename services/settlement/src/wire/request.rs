//! Requests as the use cases take them, with every bad field named.

use prost::Message;
use stts_chassis::fields::{self, Fields};
use stts_chassis::request_content::content_hash;
use stts_contracts::settlement::v1::{
    CalculateRequest, CheckParticipationRequest, DeclareFactorsRequest, DeclareTurnoverRequest,
    GetOperatorRequest, GetStatementRequest, OpenSettlementRequest, RegisterOperatorRequest,
    TurnoverLine,
};
use stts_kernel::{Cents, OperatorId, Refusal};
use stts_settlement_domain::{RegisteredOperator, SettlementYear};

use super::operator;
use crate::app::DeclaredLine;
use crate::ports::RequestIdentity;

/// `RegisterOperator`.
pub type RegisterOperatorParsed = (RequestIdentity, RegisteredOperator);
/// `OpenSettlement`.
pub type OpenSettlementParsed = (RequestIdentity, SettlementYear);
/// `Calculate`.
pub type CalculateParsed = (RequestIdentity, SettlementYear);
/// `DeclareTurnover`.
pub type DeclareTurnoverParsed = (RequestIdentity, SettlementYear, Vec<DeclaredLine>);
/// `DeclareFactors`: the factor for the subscription, then the one for calls, as they were written.
pub type DeclareFactorsParsed = (RequestIdentity, SettlementYear, String, String);

/// `RegisterOperator`.
pub fn register_operator(
    message: &RegisterOperatorRequest,
) -> Result<RegisterOperatorParsed, Refusal> {
    const METHOD: &str = "stts.settlement.v1.OperatorService/RegisterOperator";
    let mut fields = Fields::of(message);
    let without_id = RegisterOperatorRequest { request_id: String::new(), ..message.clone() };
    let identity = identity(&mut fields, METHOD, &message.request_id, &without_id);
    let operator = fields.required("operator", message.operator.as_ref());
    let operator = operator.and_then(|operator| operator::parse(operator, &mut fields));
    fields.finish(|| Some((identity?, operator?)))
}

/// `OpenSettlement`.
pub fn open_settlement(message: &OpenSettlementRequest) -> Result<OpenSettlementParsed, Refusal> {
    const METHOD: &str = "stts.settlement.v1.SettlementService/OpenSettlement";
    let mut fields = Fields::of(message);
    let without_id = OpenSettlementRequest { request_id: String::new(), ..*message };
    let identity = identity(&mut fields, METHOD, &message.request_id, &without_id);
    let year = year(&mut fields, message.year);
    fields.finish(|| Some((identity?, year?)))
}

/// `DeclareTurnover`.
pub fn declare_turnover(
    message: &DeclareTurnoverRequest,
) -> Result<DeclareTurnoverParsed, Refusal> {
    const METHOD: &str = "stts.settlement.v1.SettlementService/DeclareTurnover";
    let mut fields = Fields::of(message);
    let without_id = DeclareTurnoverRequest { request_id: String::new(), ..message.clone() };
    let identity = identity(&mut fields, METHOD, &message.request_id, &without_id);
    let year = year(&mut fields, message.year);
    let line = |declared: &TurnoverLine| DeclaredLine {
        line: declared.line.clone(),
        amount: Cents(declared.amount_cents),
    };
    let lines = message.lines.iter().map(line).collect();
    fields.finish(|| Some((identity?, year?, lines)))
}

/// `DeclareFactors`.
pub fn declare_factors(message: &DeclareFactorsRequest) -> Result<DeclareFactorsParsed, Refusal> {
    const METHOD: &str = "stts.settlement.v1.SettlementService/DeclareFactors";
    let mut fields = Fields::of(message);
    let without_id = DeclareFactorsRequest { request_id: String::new(), ..message.clone() };
    let identity = identity(&mut fields, METHOD, &message.request_id, &without_id);
    let year = year(&mut fields, message.year);
    let (subscription, calls) = (&message.factor_subscription, &message.factor_calls);
    fields.finish(|| Some((identity?, year?, subscription.clone(), calls.clone())))
}

/// `Calculate`.
pub fn calculate(message: &CalculateRequest) -> Result<CalculateParsed, Refusal> {
    const METHOD: &str = "stts.settlement.v1.SettlementService/Calculate";
    let mut fields = Fields::of(message);
    let without_id = CalculateRequest { request_id: String::new(), ..*message };
    let identity = identity(&mut fields, METHOD, &message.request_id, &without_id);
    let year = year(&mut fields, message.year);
    fields.finish(|| Some((identity?, year?)))
}

/// `GetStatement`: the year, and the operator where one is named.
pub fn get_statement(
    message: &GetStatementRequest,
) -> Result<(SettlementYear, Option<OperatorId>), Refusal> {
    let mut fields = Fields::of(message);
    let year = year(&mut fields, message.year);
    let operator = named(&mut fields, &message.operator_id);
    fields.finish(|| Some((year?, operator)))
}

/// `GetOperator`: the operator where one is named.
pub fn get_operator(message: &GetOperatorRequest) -> Result<Option<OperatorId>, Refusal> {
    let mut fields = Fields::of(message);
    let operator = named(&mut fields, &message.operator_id);
    fields.finish(|| Some(operator))
}

/// `CheckParticipation`: the year, and the operator where one is named.
pub fn check_participation(
    message: &CheckParticipationRequest,
) -> Result<(SettlementYear, Option<OperatorId>), Refusal> {
    let mut fields = Fields::of(message);
    let year = year(&mut fields, message.year);
    let operator = named(&mut fields, &message.operator_id);
    fields.finish(|| Some((year?, operator)))
}

/// An operator that need not be named; a bad one is noted among the fields.
fn named(fields: &mut Fields, operator_id: &str) -> Option<OperatorId> {
    let named = Some(operator_id).filter(|id| !id.is_empty());
    fields.optional("operator_id", named.map(OperatorId::new)).flatten()
}

fn year(fields: &mut Fields, year: i32) -> Option<SettlementYear> {
    fields.take("year", SettlementYear::new(year))
}

fn identity(
    fields: &mut Fields,
    method: &'static str,
    request_id: &str,
    without_id: &impl Message,
) -> Option<RequestIdentity> {
    let request_id = fields.take("request_id", fields::uuid(request_id))?;
    Some(RequestIdentity { method, request_id, content_hash: content_hash(without_id) })
}

//! An operator as the contract has it.

use stts_chassis::fields::{self, Fields};
use stts_contracts::settlement::v1::Operator;
use stts_kernel::{OperatorId, Period, Refusal};
use stts_settlement_domain::{Participation, RegisteredOperator};

/// An operator with one participation; every bad field is noted.
pub(super) fn parse(message: &Operator, fields: &mut Fields) -> Option<RegisteredOperator> {
    let id = fields.take("operator.operator_id", OperatorId::new(&*message.operator_id));
    let from = message.participates_from.as_ref().map(fields::date);
    let from = from.and_then(|from| fields.take("operator.participates_from", from));
    let until = message.participates_until.as_ref().map(fields::date);
    let until = fields.optional("operator.participates_until", until);
    let period = Period::new(from?, until?);
    let period = fields.take("operator.participates_until", period)?;
    let participation = Participation { period, reason: message.reason.clone() };
    let registered =
        RegisteredOperator::new(id?, message.name.clone(), vec![participation], Vec::new());
    registered.map_err(|refusal| note(refusal, fields)).ok()
}

/// The domain names its own fields; the contract has one participation, spread over the operator.
fn note(refusal: Refusal, fields: &mut Fields) {
    for violation in refusal.violations {
        let field = match violation.field.as_str() {
            "participations[0].reason" => "reason",
            "participations[0].until" => "participates_until",
            other => other,
        };
        fields.add(format!("operator.{field}"), violation.description);
    }
}

pub(super) fn message(operator: &RegisteredOperator) -> Operator {
    let participation = operator.participations().first();
    let period = participation.map(|one| one.period);
    Operator {
        operator_id: operator.operator_id().to_string(),
        name: operator.name().to_owned(),
        participates_from: period.map(|period| fields::date_message(period.from())),
        participates_until: period.and_then(|period| period.until()).map(fields::date_message),
        reason: participation.map(|one| one.reason.clone()).unwrap_or_default(),
    }
}

//! An operator as the contract has it.

use stts_chassis::fields::{self, Fields, date_message};
use stts_contracts::common::v1::Date;
use stts_contracts::settlement::v1::{
    GrantingPractice as PracticeMessage, NumberAssignment, OfferedService as ServiceMessage,
    Operator, ServiceKind as KindMessage,
};
use stts_kernel::{OperatorId, Period, Refusal};
use stts_settlement_domain::{
    AssignedNumbers, GrantingPractice, OfferedService, Offering, Participation, RegisteredOperator,
    ServiceKind,
};

/// An operator with one participation; every bad field is noted.
pub(super) fn parse(message: &Operator, fields: &mut Fields) -> Option<RegisteredOperator> {
    let id = fields.take("operator.operator_id", OperatorId::new(&*message.operator_id));
    let dates = (message.participates_from.as_ref(), message.participates_until.as_ref());
    let period = period(fields, "operator.participates", dates);
    let offering = offering(message, fields);
    let practices = practices(message, fields);
    let participation = Participation { period: period?, reason: message.reason.clone() };
    let registered =
        RegisteredOperator::new(id?, message.name.clone(), vec![participation], practices?);
    let offering = offering?;
    let registered = registered.and_then(|registered| registered.offering_of(offering));
    registered.map_err(|refusal| note(refusal, fields)).ok()
}

/// The days between two fields, `<path>_from` and `<path>_until`.
fn period(
    fields: &mut Fields,
    path: &str,
    (from, until): (Option<&Date>, Option<&Date>),
) -> Option<Period> {
    let from = from.map(fields::date);
    let from = from.and_then(|from| fields.take(&format!("{path}_from"), from));
    let until_path = format!("{path}_until");
    let until = fields.optional(&until_path, until.map(fields::date));
    let period = Period::new(from?, until?);
    fields.take(&until_path, period)
}

fn offering(message: &Operator, fields: &mut Fields) -> Option<Offering> {
    let (mut services, mut numbers) = (Vec::new(), Vec::new());
    for (index, service) in message.services.iter().enumerate() {
        let path = format!("operator.services[{index}].offered");
        let dates = (service.offered_from.as_ref(), service.offered_until.as_ref());
        let days = period(fields, &path, dates);
        let kind = service.kind().as_str_name().strip_prefix("SERVICE_KIND_");
        let kind = kind.and_then(ServiceKind::from_name);
        services.push(kind.zip(days).map(|(kind, period)| OfferedService { kind, period }));
    }
    for (index, assigned) in message.numbers.iter().enumerate() {
        let path = format!("operator.numbers[{index}].assigned");
        let dates = (assigned.assigned_from.as_ref(), assigned.assigned_until.as_ref());
        let days = period(fields, &path, dates);
        let block = assigned.block.clone();
        numbers.push(days.map(|period| AssignedNumbers { block, period }));
    }
    let volunteered_on = message.volunteered_on.as_ref().map(fields::date);
    let volunteered_on = fields.optional("operator.volunteered_on", volunteered_on);
    let (services, numbers) =
        (services.into_iter().collect::<Option<_>>(), numbers.into_iter().collect::<Option<_>>());
    Some(Offering { services: services?, numbers: numbers?, volunteered_on: volunteered_on? })
}

/// Their order is judged only in a list that is not too long, which the contract has refused by then.
fn practices(message: &Operator, fields: &mut Fields) -> Option<Vec<GrantingPractice>> {
    const MOST: usize = 50;
    if message.practices.len() > MOST {
        return None;
    }
    let practice = |(index, practice): (usize, &PracticeMessage)| {
        let date = practice.valid_from.as_ref().map(fields::date);
        let path = format!("operator.practices[{index}].valid_from");
        let valid_from = date.and_then(|date| fields.take(&path, date));
        valid_from.map(|valid_from| GrantingPractice {
            valid_from,
            grants_in_advance: practice.grants_in_advance,
        })
    };
    let read: Vec<_> = message.practices.iter().enumerate().map(practice).collect();
    read.into_iter().collect()
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

/// The operator in the words of the contract.
pub(super) fn message(operator: &RegisteredOperator) -> Operator {
    let participation = operator.participations().first();
    let period = participation.map(|one| one.period);
    let offering = operator.offering();
    Operator {
        operator_id: operator.operator_id().to_string(),
        name: operator.name().to_owned(),
        participates_from: period.map(|period| date_message(period.from())),
        participates_until: period.and_then(|period| period.until()).map(date_message),
        reason: participation.map(|one| one.reason.clone()).unwrap_or_default(),
        services: offering.services.iter().map(service_message).collect(),
        numbers: offering.numbers.iter().map(numbers_message).collect(),
        volunteered_on: offering.volunteered_on.map(date_message),
        practices: operator.practices().iter().copied().map(practice_message).collect(),
    }
}

fn service_message(service: &OfferedService) -> ServiceMessage {
    let name = format!("SERVICE_KIND_{}", service.kind.name());
    ServiceMessage {
        kind: KindMessage::from_str_name(&name).unwrap_or_default().into(),
        offered_from: Some(date_message(service.period.from())),
        offered_until: service.period.until().map(date_message),
    }
}

fn numbers_message(numbers: &AssignedNumbers) -> NumberAssignment {
    NumberAssignment {
        block: numbers.block.clone(),
        assigned_from: Some(date_message(numbers.period.from())),
        assigned_until: numbers.period.until().map(date_message),
    }
}

fn practice_message(practice: GrantingPractice) -> PracticeMessage {
    PracticeMessage {
        valid_from: Some(date_message(practice.valid_from)),
        grants_in_advance: practice.grants_in_advance,
    }
}

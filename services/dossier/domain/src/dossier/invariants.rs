//! What holds of every dossier, whatever was done to it.

use chrono::NaiveDate;

use super::{Dossier, LineKind, Status};
use crate::dates::reduction_begin;
use stts_kernel::Cents;

/// An invariant that a dossier does not keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Broken {
    /// The field of a [`Correction`](super::Correction) that could mend it.
    pub field: &'static str,
    /// The invariant.
    pub rule: &'static str,
}

/// Whether an invariant is kept, by which field, and which it is.
type Check = (bool, &'static str, &'static str);

/// The invariants that a dossier does not keep on a day; none of what the table leads to.
pub fn invariants(dossier: &Dossier, today: NaiveDate) -> Vec<Broken> {
    let checks = holding(dossier, today)
        .into_iter()
        .chain(right(dossier, today))
        .chain(waiting(dossier))
        .chain(application(dossier, today))
        .chain(reduction(dossier))
        .chain(periods(dossier));
    let broken = checks.filter(|(kept, ..)| !kept);
    broken.map(|(_, field, rule)| Broken { field, rule }).collect()
}

fn holding(dossier: &Dossier, today: NaiveDate) -> [Check; 5] {
    let Dossier { status, operator, application, transfer, .. } = dossier;
    let incoming = dossier.incoming_operator();
    [
        (
            status.is_held() == operator.is_some(),
            "operator_id",
            "an operator holds the dossier in every status but SUSPENDED and CLOSED",
        ),
        (
            operator.as_ref().is_none_or(|operator| *operator == application.operator),
            "operator_id",
            "the holder is the operator of the application",
        ),
        (
            incoming.is_none() || incoming != operator.as_ref(),
            "operator_id",
            "a dossier is transferred to another operator than its holder",
        ),
        (
            (*status == Status::AwaitingTransfer) == transfer.is_some(),
            "status",
            "a transfer is under way in AWAITING_TRANSFER, and nowhere else",
        ),
        (application.date <= today, "application_date", "does not lie in the future"),
    ]
}

fn right(dossier: &Dossier, today: NaiveDate) -> [Check; 7] {
    let Dossier { status, granted, right_begin_date, right_end_date, .. } = dossier;
    let begun = right_begin_date.is_some();
    let established = !matches!(status, Status::AwaitingDocuments | Status::Closed);
    let undecided = *status == Status::AwaitingDocuments;
    [
        (!established || !granted.is_empty(), "granted", "this status needs a granted category"),
        (!established || begun, "right_begin_date", "this status needs a right that has begun"),
        (
            !undecided || (granted.is_empty() && !begun),
            "granted",
            "in AWAITING_DOCUMENTS no right is established",
        ),
        (
            right_end_date.is_none() || *status == Status::Closed,
            "right_end_date",
            "a right has ended in CLOSED, and is going to end in AWAITING_STOP",
        ),
        (
            *status != Status::Closed || !begun || right_end_date.is_some(),
            "right_end_date",
            "in CLOSED a right that had begun has ended",
        ),
        (
            right_begin_date.is_none_or(|date| date <= today),
            "right_begin_date",
            "does not lie in the future",
        ),
        (
            dossier.last_check_date.is_none_or(|date| date <= today),
            "last_check_date",
            "does not lie in the future",
        ),
    ]
}

/// What waits, and for what.
fn waiting(dossier: &Dossier) -> [Check; 5] {
    let Dossier { status, stops, pending_change, .. } = dossier;
    let stopping = *status == Status::AwaitingStop;
    let changing = *status == Status::AwaitingModification;
    [
        (
            !stopping || !stops.is_empty(),
            "reduction_end_date",
            "AWAITING_STOP needs an end of the reduction or of the right",
        ),
        (
            stops.is_empty() || stopping || *status == Status::AwaitingTransfer,
            "status",
            "an end is waited for in AWAITING_STOP",
        ),
        (
            !changing || pending_change.is_some(),
            "status",
            "AWAITING_MODIFICATION needs a change that waits for its date",
        ),
        (
            pending_change.is_none() || changing || stopping,
            "status",
            "no change waits for its date in this status",
        ),
        (
            status.awaits_verification_documents() == dossier.verification.is_some(),
            "status",
            "only a two-yearly check brings a dossier to wait for its documents",
        ),
    ]
}

fn application(dossier: &Dossier, today: NaiveDate) -> [Check; 6] {
    let Dossier { status, application, .. } = dossier;
    let data = application.activation_data.as_ref();
    let days = application.date..=application.activation_deadline();
    let runs = status.runs_reduction();
    let activated_on = "activation_data.activation_date";
    [
        (!runs || data.is_some(), "activation_data", "a running reduction needs its data"),
        (
            data.is_none() || application.confirmed,
            "confirmed",
            "activation data are those of a confirmed application",
        ),
        (
            data.is_none() || *status != Status::AwaitingDocuments,
            "activation_data",
            "in AWAITING_DOCUMENTS there are none",
        ),
        (
            data.is_none_or(|data| days.contains(&data.activation_date)),
            activated_on,
            "lies between the application date and the activation deadline",
        ),
        (
            !runs || data.is_none_or(|data| data.activation_date <= today),
            activated_on,
            "is reached once the reduction runs",
        ),
        (
            data.is_none_or(|data| {
                data.line_kind != LineKind::Mobile || data.installation_cost == Cents::ZERO
            }),
            "activation_data.installation_cost_cents",
            "is 0 for a mobile line",
        ),
    ]
}

fn reduction(dossier: &Dossier) -> [Check; 5] {
    let Dossier { status, application, reduction, .. } = dossier;
    let runs = status.runs_reduction();
    let end = reduction.as_ref().and_then(|reduction| reduction.end);
    let data = application.activation_data.as_ref();
    let begins_after_activation = reduction.as_ref().zip(data).is_none_or(|(reduction, data)| {
        let first_day = reduction.billing.first_day();
        reduction.begin() == reduction_begin(data.activation_date, first_day)
    });
    [
        (!runs || reduction.is_some(), "status", "in this status a reduction runs"),
        (
            runs || reduction.is_none() || end.is_some(),
            "reduction_end_date",
            "in this status no reduction runs",
        ),
        (
            !runs || end.is_none() || *status == Status::AwaitingTransfer,
            "reduction_end_date",
            "in this status the reduction has no end in effect",
        ),
        (
            !runs || begins_after_activation,
            "reduction_begin_date",
            "is the first billing date after the activation date",
        ),
        (
            reduction.as_ref().is_none_or(|one| end.is_none_or(|end| one.begin() <= end)),
            "reduction_end_date",
            "is not before the reduction begin date",
        ),
    ]
}

/// At most one operator grants on any day, and the period under way is the holder's.
fn periods(dossier: &Dossier) -> [Check; 3] {
    let granted: Vec<_> =
        dossier.periods.iter().filter(|granted| !granted.period.is_empty()).collect();
    let apart = granted.windows(2).all(|pair| match pair {
        [one, next] => one.period.until().is_some_and(|until| until <= next.period.from()),
        _ => true,
    });
    let runs = dossier.status.runs_reduction();
    let open = granted.last().filter(|granted| granted.period.until().is_none());
    let reduction = dossier.reduction.as_ref().filter(|reduction| reduction.end.is_none());
    let as_granted = open.zip(dossier.application.activation_data.as_ref());
    [
        (apart, "reduction_begin_date", "no two periods have a day in common"),
        (
            open.is_some() == (runs && reduction.is_some()),
            "reduction_end_date",
            "a period is open exactly while a reduction runs",
        ),
        (
            as_granted.is_none_or(|(open, data)| {
                open.formula == data.formula && open.operator == dossier.application.operator
            }),
            "activation_data.formula",
            "the period under way has the holder's operator and formula",
        ),
    ]
}

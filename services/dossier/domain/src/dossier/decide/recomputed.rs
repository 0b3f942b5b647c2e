//! The dossier as a correction makes it: what it sets, and what follows from that.

use chrono::NaiveDate;
use stts_kernel::Period;

use super::ending::undue;
use crate::dates::{reduction_begin, reduction_end};
use crate::dossier::{
    ActivationData, Context, Correction, Dossier, Ends, Reduction, ReductionPeriod, Status, Stop,
    StopCause, Undue,
};

/// The dossier, and whether a reduction begins by it that was not there before. Whether it may be so
/// is another question.
pub(super) fn recomputed(
    before: &Dossier,
    correction: &Correction,
    context: &Context<'_>,
) -> (Dossier, bool) {
    let mut next = before.clone();
    set(&mut next, correction);
    hold(&mut next, correction);
    settle_right(&mut next, correction, context.today);
    drop_what_does_not_wait(&mut next);
    let begins = if next.status.runs_reduction() {
        run(&mut next, before, correction)
    } else {
        stand_still(&mut next, before, correction, context.today);
        false
    };
    if next.status == Status::AwaitingStop {
        stop(&mut next, correction, context);
    }
    (next, begins)
}

fn set(next: &mut Dossier, correction: &Correction) {
    let Correction {
        status,
        right_begin_date,
        granted,
        last_check_date,
        application_date,
        confirmed,
        activation_data,
        ..
    } = correction;
    next.status = status.unwrap_or(next.status);
    next.right_begin_date = right_begin_date.or(next.right_begin_date);
    next.last_check_date = last_check_date.or(next.last_check_date);
    if let Some(granted) = granted {
        next.granted.clone_from(granted);
    }
    let application = &mut next.application;
    application.date = application_date.unwrap_or(application.date);
    application.confirmed = confirmed.unwrap_or(application.confirmed);
    if activation_data.is_some() {
        application.activation_data.clone_from(activation_data);
    }
}

/// Who holds it: the operator that is named, else the one that did.
fn hold(next: &mut Dossier, correction: &Correction) {
    if !next.status.is_held() {
        next.operator.clone_from(&correction.operator);
        return;
    }
    if let Some(operator) = &correction.operator {
        next.application.operator = operator.clone();
    }
    next.operator = Some(next.application.operator.clone());
}

fn settle_right(next: &mut Dossier, correction: &Correction, today: NaiveDate) {
    match next.status {
        Status::AwaitingDocuments => {
            next.granted = correction.granted.clone().unwrap_or_default();
            next.right_begin_date = correction.right_begin_date;
            next.right_end_date = correction.right_end_date;
            next.application.activation_data.clone_from(&correction.activation_data);
        }
        Status::Closed => {
            let begun = next.right_begin_date.map(|_| today);
            let ended = correction.right_end_date.or(next.right_end_date);
            next.right_end_date = ended.or(next.end_of_right()).or(begun);
        }
        Status::AwaitingStop => next.right_end_date = None,
        _ => next.right_end_date = correction.right_end_date,
    }
}

fn drop_what_does_not_wait(next: &mut Dossier) {
    if next.status != Status::AwaitingTransfer {
        next.transfer = None;
    }
    if !next.status.awaits_verification_documents() {
        next.verification = None;
    }
    if !matches!(next.status, Status::AwaitingModification | Status::AwaitingStop) {
        next.pending_change = None;
    }
    match next.status {
        Status::AwaitingStop => {}
        Status::AwaitingTransfer => next.stops.retain(|stop| stop.ends == Ends::Reduction),
        _ => next.stops = Vec::new(),
    }
}

/// No reduction runs: one that did ends, and where the dossier waits to begin there was none.
fn stand_still(next: &mut Dossier, before: &Dossier, correction: &Correction, today: NaiveDate) {
    let Some(reduction) = before.reduction.as_ref() else { return };
    let waits = next.status.is_held();
    let end = correction.reduction_end_date.or(reduction.end).unwrap_or_else(|| {
        if waits { reduction.begin() } else { reduction_end(&reduction.billing, today) }
    });
    next.reduction = Some(Reduction { end: Some(end), ..reduction.clone() }).filter(|_| !waits);
    let (begin, formula) = (reduction.begin(), None);
    lay(next, before, begin, formula);
    // What was granted before the present reduction is not touched.
    for period in next.periods.iter_mut().filter(|period| period.period.from() >= begin) {
        *period = period.cut(end);
    }
}

/// A reduction runs: the one that did, from its begin on, or a new one; whether it is new.
fn run(next: &mut Dossier, before: &Dossier, correction: &Correction) -> bool {
    let Some(data) = next.application.activation_data.clone() else { return false };
    let had = before.reduction.as_ref();
    // The holder's reduction may have ended already while another operator's is still to come.
    if next.status == Status::AwaitingTransfer && had.is_some_and(|had| had.end.is_some()) {
        return false;
    }
    let begin = correction
        .reduction_begin_date
        .or_else(|| had.filter(|_| !begins_anew(before, &data)).map(Reduction::begin))
        .unwrap_or_else(|| reduction_begin(data.activation_date, data.billing_day));
    let Some(had) = had.filter(|had| had.end.is_none_or(|end| begin < end.max(had.begin()))) else {
        let (operator, formula) = (next.application.operator.clone(), data.formula);
        let period = Period::open(begin);
        next.reduction = Some(Reduction::beginning(begin, data.billing_day));
        next.periods.push(ReductionPeriod { operator, formula, period });
        return true;
    };
    let moved = begin != had.begin() || begins_anew(before, &data);
    let kept = Reduction { end: correction.reduction_end_date, ..had.clone() };
    let mut reduction = if moved { Reduction::beginning(begin, data.billing_day) } else { kept };
    reduction.last_change_date = had.last_change_date.max(begin);
    if next.status != Status::AwaitingStop {
        reduction.end = correction.reduction_end_date;
    }
    next.reduction = Some(reduction);
    lay(next, before, begin, Some(data.formula));
    false
}

/// Other days of activation or billing than those by which the reduction began.
fn begins_anew(before: &Dossier, data: &ActivationData) -> bool {
    let had = before.application.activation_data.as_ref();
    had.is_none_or(|had| {
        (had.activation_date, had.billing_day) != (data.activation_date, data.billing_day)
    })
}

/// Lays the periods of the present reduction from its begin on, one after the other and the last one
/// open; they keep their places.
fn lay(
    next: &mut Dossier,
    before: &Dossier,
    begin: NaiveDate,
    formula: Option<stts_kernel::Formula>,
) {
    let Some(old_begin) = before.reduction.as_ref().map(Reduction::begin) else { return };
    let own = |granted: &ReductionPeriod| {
        granted.operator == before.application.operator && granted.period.from() >= old_begin
    };
    let Some(first) = before.periods.iter().position(own) else { return };
    let operator = next.application.operator.clone();
    let mut until = None;
    for (index, granted) in next.periods.iter_mut().enumerate().skip(first).rev() {
        let from = if index == first { begin } else { granted.period.from().max(begin) };
        let from = until.map_or(from, |until| from.min(until));
        granted.period = Period::new(from, until).unwrap_or(Period::open(from));
        granted.operator = operator.clone();
        until = Some(from);
    }
    if let Some((granted, formula)) = next.periods.last_mut().zip(formula) {
        granted.formula = formula;
    }
}

/// An end that is named takes the place of the one of its kind that was waited for.
fn stop(next: &mut Dossier, correction: &Correction, context: &Context<'_>) {
    let named = [
        (Ends::Reduction, correction.reduction_end_date),
        (Ends::Right, correction.right_end_date),
    ];
    for (ends, date) in named {
        let Some(date) = date else { continue };
        next.stops.retain(|stop| stop.ends != ends);
        let mut stop = Stop { ends, date, cause: StopCause::Authority, undue: Undue::default() };
        if let Some(reduction) = next.reduction.as_ref().filter(|_| ends == Ends::Right) {
            stop.undue = undue(next, stop.end(reduction), context);
        }
        next.stops.push(stop);
    }
}

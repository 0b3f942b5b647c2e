//! An end is asked for or found: what follows at once (domain, sections 3 and 5).

use chrono::NaiveDate;
use stts_kernel::{Cents, OperatorId};

use super::draft::Draft;
use crate::dates::right_end;
use crate::dossier::formula::monthly;
use crate::dossier::{
    Context, Dossier, Ends, Event, OpenTask, RightEnding, Status, Stop, StopCause, TaskKind,
    TaskParty, Undue,
};

/// Registers an end of a running reduction. It takes effect in the night run of the computed end;
/// what can be told or asked of others is told and asked at once.
pub(super) fn register(
    draft: &mut Draft<'_>,
    (ends, date): (Ends, NaiveDate),
    cause: StopCause,
    context: &Context<'_>,
) {
    let mut stop = Stop { ends, date, cause, undue: Undue::default() };
    if let Some(reduction) = draft.next.reduction.as_ref().filter(|_| ends == Ends::Right) {
        stop.undue = undue(&draft.next, stop.end(reduction), context);
    }
    draft.next.stops.push(stop);
    if draft.next.status != Status::AwaitingTransfer {
        draft.leave_verification();
        draft.next.status = Status::AwaitingStop;
    } else if ends == Ends::Right {
        lapse_transfer(draft);
        draft.next.status = Status::AwaitingStop;
    }
    follow_the_end(draft);
    if ends == Ends::Right && cause != StopCause::Death {
        let undue = draft.next.undue();
        tell_the_person(draft, undue);
    }
}

/// The incoming operator is told that nothing comes of its transfer.
fn lapse_transfer(draft: &mut Draft<'_>) {
    let Some(transfer) = draft.next.transfer.take() else { return };
    draft.withdraw(TaskKind::EnterMissingData);
    draft.close_file(transfer.operator);
}

/// A right that is found to have ended when no reduction runs any more: on that day or, where a
/// reduction still ran then, at the end of its month; what was granted beyond it is cut off. Gives that
/// end, and what is undue.
pub(super) fn end_in_the_past(
    draft: &mut Draft<'_>,
    lost: NaiveDate,
    context: &Context<'_>,
) -> (NaiveDate, Option<Undue>) {
    let ended = draft.next.reduction.as_ref().and_then(|reduction| {
        let end = reduction.end.filter(|end| lost < *end)?;
        Some(right_end(Some(&reduction.billing), lost).min(end))
    });
    let Some(end) = ended else { return (lost, None) };
    let undue = undue(&draft.next, end, context);
    draft.end_reduction(end);
    (end, Some(undue).filter(|undue| undue.months > 0))
}

/// The person hears that the right ends.
pub(super) fn tell_the_person(draft: &mut Draft<'_>, undue: Option<Undue>) {
    let Some(right_end_date) = draft.next.end_of_right() else { return };
    let told = RightEnding {
        dossier_number: draft.next.number,
        person_id: draft.next.person_id,
        language: draft.next.person.language,
        right_end_date,
        reduction_end_date: draft.next.reduction_end_date(),
        undue,
        version: draft.next.version,
    };
    draft.event(Event::RightEnds(told));
}

/// The operator that waits for an activation, of a transfer or of its own application.
pub(super) fn not_granting(dossier: &Dossier) -> Option<OperatorId> {
    dossier.incoming_operator().or(dossier.operator.as_ref()).cloned()
}

/// What depends on the end of the running reduction follows it, wherever it has moved: a change on a
/// later day is dropped, and the holder is asked for the end unless it asked for it itself.
pub(super) fn follow_the_end(draft: &mut Draft<'_>) {
    if !draft.next.reduction_runs() {
        return;
    }
    let Some(end) = draft.next.reduction_end_date() else {
        return withdraw_terminations_but(draft, None);
    };
    draft.next.pending_change = draft.next.pending_change.filter(|change| change.date < end);
    announce(draft, end);
}

/// Asks the holder to end its reduction on a day, unless it asked for that day itself; an earlier
/// request for another day is withdrawn. A request for that very day stands, whoever asks besides.
pub(super) fn announce(draft: &mut Draft<'_>, end: NaiveDate) {
    withdraw_terminations_but(draft, Some(end));
    if terminations(&draft.next).next().is_none() && !holder_asked(&draft.next, end) {
        let (operator, undue) = (draft.next.application.operator.clone(), draft.next.undue());
        draft.terminate(operator, end, undue);
    }
}

fn holder_asked(dossier: &Dossier, end: NaiveDate) -> bool {
    dossier.reduction.as_ref().is_some_and(|reduction| {
        let mut own = dossier.stops.iter().filter(|stop| stop.cause == StopCause::Holder);
        own.any(|stop| stop.end(reduction) == end)
    })
}

/// Another end that was announced to the holder is not the end any more.
fn withdraw_terminations_but(draft: &mut Draft<'_>, end: Option<NaiveDate>) {
    let stale = terminations(&draft.next).filter(|task| end.is_none() || task.end_date != end);
    let stale: Vec<OpenTask> = stale.cloned().collect();
    for task in &stale {
        draft.withdraw_task(task);
    }
}

/// What the present holder was asked to end.
fn terminations(dossier: &Dossier) -> impl Iterator<Item = &OpenTask> {
    let holder = &dossier.application.operator;
    let tasks = dossier.open_tasks.iter();
    tasks.filter(move |task| {
        task.kind == TaskKind::TerminateReduction
            && matches!(&task.to, TaskParty::Operator(to) if to == holder)
    })
}

/// The billing months that began between the end of a right and today: granted, and not due (annex
/// art. 22 §1, 1.6 2°).
pub(super) fn undue(dossier: &Dossier, end: NaiveDate, context: &Context<'_>) -> Undue {
    let Some(reduction) = dossier.reduction.as_ref() else { return Undue::default() };
    let months = reduction.billing.dates().skip_while(|date| *date < end);
    let granted = months.take_while(|date| *date < context.today).filter_map(|date| {
        let period = dossier.periods.iter().find(|period| period.period.contains(date))?;
        Some(monthly(period.formula, &context.rules.tariff.on(date).value))
    });
    granted.fold(Undue::default(), |sum, amount| Undue {
        months: sum.months + 1,
        amount: Cents(sum.amount.0.saturating_add(amount.0)),
    })
}

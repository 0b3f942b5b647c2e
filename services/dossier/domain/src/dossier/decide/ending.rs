//! An end is asked for or found: what follows at once (domain, sections 3 and 5).

use chrono::NaiveDate;
use stts_kernel::Cents;

use super::draft::Draft;
use crate::dossier::formula::monthly;
use crate::dossier::{
    Context, Dossier, Ends, Event, OpenTask, RightEnding, Status, Stop, StopCause, TaskKind, Undue,
};

/// Registers an end of a running reduction. It takes effect in the night run of the computed end;
/// what can be told or asked of others is told and asked at once.
pub(super) fn register(
    draft: &mut Draft<'_>,
    (ends, date): (Ends, NaiveDate),
    cause: StopCause,
    context: &Context<'_>,
) {
    let asked_before = draft.next.reduction_end_date();
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
    let Some(end) = draft.next.reduction_end_date() else { return };
    draft.next.pending_change = draft.next.pending_change.filter(|change| change.date < end);
    if asked_before != Some(end) {
        let undue = draft.next.undue();
        withdraw_terminations(draft);
        if cause != StopCause::Holder {
            ask_to_terminate(draft, end, undue);
        }
    }
    if ends == Ends::Right && cause != StopCause::Death {
        tell_the_person(draft);
    }
}

/// The incoming operator is told that nothing comes of its transfer.
fn lapse_transfer(draft: &mut Draft<'_>) {
    let Some(transfer) = draft.next.transfer.take() else { return };
    draft.withdraw(TaskKind::EnterMissingData);
    draft.close_file(transfer.operator);
}

/// The person hears that the right ends.
pub(super) fn tell_the_person(draft: &mut Draft<'_>) {
    let Some(right_end_date) = draft.next.end_of_right() else { return };
    let told = RightEnding {
        dossier_number: draft.next.number,
        person_id: draft.next.person_id,
        language: draft.next.person.language,
        right_end_date,
        reduction_end_date: draft.next.reduction_end_date(),
        undue: draft.next.undue(),
    };
    draft.event(Event::RightEnds(told));
}

/// Asks the holder to end its reduction on a day for which it did not ask; an earlier request for
/// another day is withdrawn.
pub(super) fn ask_to_terminate(draft: &mut Draft<'_>, end: NaiveDate, undue: Option<Undue>) {
    let asked = terminations(&draft.next).any(|task| task.end_date == Some(end));
    if asked {
        return;
    }
    withdraw_terminations(draft);
    let operator = draft.next.application.operator.clone();
    draft.terminate(operator, end, undue);
}

/// The end that was announced to the holder is not the end any more.
pub(super) fn withdraw_terminations(draft: &mut Draft<'_>) {
    let asked: Vec<OpenTask> = terminations(&draft.next).cloned().collect();
    for task in &asked {
        draft.withdraw_task(task);
    }
}

/// What the present holder was asked to end; a request to an earlier one stands for good.
fn terminations(dossier: &Dossier) -> impl Iterator<Item = &OpenTask> {
    let holder = &dossier.application.operator;
    let tasks = dossier.open_tasks.iter();
    tasks.filter(move |task| {
        task.kind == TaskKind::TerminateReduction
            && matches!(&task.to, crate::dossier::TaskParty::Operator(to) if to == holder)
    })
}

/// Once the activation at the incoming operator is known, so is the holder's last day.
pub(super) fn end_follows_from_the_transfer(draft: &mut Draft<'_>) {
    let running = draft.next.reduction.as_ref().is_some_and(|reduction| reduction.end.is_none());
    if draft.next.transfer.is_none() || !running {
        return;
    }
    let Some(end) = draft.next.reduction_end_date() else { return };
    let own = draft
        .next
        .reduction
        .as_ref()
        .and_then(|reduction| draft.next.stops.iter().map(|stop| stop.end(reduction)).min());
    if own == Some(end) {
        withdraw_terminations(draft);
    } else {
        ask_to_terminate(draft, end, None);
    }
}

/// The billing months that began between the end of a right and today: granted, and not due (annex
/// art. 22 §1, 1.6 2°).
fn undue(dossier: &Dossier, end: NaiveDate, context: &Context<'_>) -> Undue {
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

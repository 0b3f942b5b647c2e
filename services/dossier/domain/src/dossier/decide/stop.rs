//! `StopReduction` and `StopRight`.

use chrono::NaiveDate;
use stts_kernel::{ErrorKind, Refusal, add_months};

use super::draft::Draft;
use super::ending::{end_in_the_past, not_granting, register, tell_the_person};
use crate::dossier::{
    CommandName, Context, Decision, Dossier, Ends, Involvement, Refused, Status, StopCause,
};

/// Months ahead that an end date may lie (domain, section 5).
const MOST_MONTHS_AHEAD: u32 = 12;

/// The reduction ends on the last billing date that closes a full month; the right stays.
pub(super) fn reduction(
    dossier: &Dossier,
    date: NaiveDate,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    check_date(date, dossier, add_months(context.today, MOST_MONTHS_AHEAD))?;
    let mut draft = Draft::of(dossier, context);
    register(&mut draft, (Ends::Reduction, date), cause(dossier, context), context);
    Ok(draft.decided(CommandName::StopReduction, None))
}

/// The right ends: on the first billing date after it where a reduction runs, else at once.
pub(super) fn right(
    dossier: &Dossier,
    date: NaiveDate,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let running = dossier.reduction_runs();
    let latest = if running { add_months(context.today, MOST_MONTHS_AHEAD) } else { context.today };
    check_date(date, dossier, latest)?;
    let mut draft = Draft::of(dossier, context);
    if running {
        register(&mut draft, (Ends::Right, date), cause(dossier, context), context);
    } else {
        close(&mut draft, date, cause(dossier, context), context);
    }
    Ok(draft.decided(CommandName::StopRight, None))
}

/// Without a running reduction there is no billing date to wait for.
fn close(draft: &mut Draft<'_>, date: NaiveDate, cause: StopCause, context: &Context<'_>) {
    let established = draft.next.right_begin_date.is_some();
    let told = not_granting(&draft.next);
    let asked = cause == StopCause::Holder && draft.next.transfer.is_none();
    let (end, undue) = end_in_the_past(draft, date, context);
    draft.leave(Status::Closed);
    draft.next.right_end_date = Some(end);
    if let Some(operator) = told.filter(|_| !asked) {
        draft.close_file(operator);
    }
    if established {
        tell_the_person(draft, undue);
    }
}

fn cause(dossier: &Dossier, context: &Context<'_>) -> StopCause {
    match dossier.involvement(context.caller) {
        Involvement::Holder => StopCause::Holder,
        Involvement::Incoming
        | Involvement::Former
        | Involvement::Authority
        | Involvement::System
        | Involvement::Stranger => StopCause::Authority,
    }
}

fn check_date(date: NaiveDate, dossier: &Dossier, latest: NaiveDate) -> Result<(), Refusal> {
    let earliest = dossier.application.date;
    if (earliest..=latest).contains(&date) {
        return Ok(());
    }
    let metadata =
        vec![("earliest_date", earliest.to_string()), ("latest_date", latest.to_string())];
    Err(Refusal::with(ErrorKind::EndDateOutOfRange, metadata))
}

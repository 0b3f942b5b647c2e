//! The register says that the person died (domain, section 3).

use chrono::NaiveDate;

use super::draft::Draft;
use super::ending::{end_in_the_past, not_granting, register};
use crate::dossier::{CommandName, Context, Decision, Dossier, Ends, Status, StopCause};

/// The right ends by itself: at the computed end where a reduction runs, else on the day of death.
/// Nobody writes to the dead.
pub(super) fn decide(dossier: &Dossier, date: NaiveDate, context: &Context<'_>) -> Decision {
    let mut draft = Draft::of(dossier, context);
    if dossier.reduction_runs() {
        register(&mut draft, (Ends::Right, date), StopCause::Death, context);
    } else {
        let (end, _) = end_in_the_past(&mut draft, date, context);
        draft.leave(Status::Closed);
        draft.next.right_end_date = Some(end);
        if let Some(operator) = not_granting(dossier) {
            draft.close_file(operator);
        }
    }
    draft.decided(CommandName::Death, None)
}

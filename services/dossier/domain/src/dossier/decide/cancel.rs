//! `CancelApplication`.

use super::draft::Draft;
use crate::dates::reduction_end;
use crate::dossier::{
    CommandName, Context, Decision, Dossier, PeriodChange, Status, TaskKind, TaskParty,
};

/// Takes the application under way back. An established right remains, suspended.
pub(super) fn decide(dossier: &Dossier, context: &Context<'_>) -> Decision {
    let mut draft = Draft::of(dossier, context);
    if dossier.transfer.is_some() {
        end_at_the_other_operator(&mut draft, context);
    }
    draft.leave(where_it_ends(dossier.status));
    draft.decided(CommandName::CancelApplication, None)
}

/// Where a dossier goes when its application ends without success.
pub(super) fn where_it_ends(status: Status) -> Status {
    if status == Status::AwaitingDocuments { Status::Closed } else { Status::Suspended }
}

/// A cancelled transfer ends the reduction of the operator that still grants (manual, chapter 6.5).
fn end_at_the_other_operator(draft: &mut Draft<'_>, context: &Context<'_>) {
    let (Some(operator), Some(reduction)) =
        (draft.next.operator.clone(), draft.next.reduction.as_mut())
    else {
        return;
    };
    let computed = reduction_end(&reduction.billing, context.today);
    let until = reduction.end.map_or(computed, |end| end.min(computed));
    reduction.end = Some(until);
    let from = reduction.begin();
    draft.period(PeriodChange::Ended { operator: operator.clone(), from, until });
    let party = TaskParty::Operator(operator);
    draft.raise(TaskKind::TerminateReduction, party, None, Some(until));
}

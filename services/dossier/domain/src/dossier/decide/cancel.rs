//! `CancelApplication`.

use super::draft::Draft;
use super::ending::announce;
use crate::dates::reduction_end;
use crate::dossier::{CommandName, Context, Decision, Dossier};

/// Takes the application under way back. An established right remains, suspended.
pub(super) fn decide(dossier: &Dossier, context: &Context<'_>) -> Decision {
    let mut draft = Draft::of(dossier, context);
    if dossier.transfer.is_some() {
        end_at_the_holder(&mut draft, context);
    }
    draft.leave(dossier.status.without_success());
    draft.decided(CommandName::CancelApplication, None)
}

/// A cancelled transfer ends the reduction of the operator that still grants (manual, chapter 6.5).
fn end_at_the_holder(draft: &mut Draft<'_>, context: &Context<'_>) {
    let Some(reduction) = draft.next.reduction.as_ref().filter(|running| running.end.is_none())
    else {
        return;
    };
    let stopped = reduction_end(&reduction.billing, context.today);
    draft.next.transfer = None;
    let end = draft.next.reduction_end_date().map_or(stopped, |asked| asked.min(stopped));
    announce(draft, end);
    draft.end_reduction(end);
}

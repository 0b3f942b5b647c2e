//! Applying on a dossier that is there already, and that nobody holds.

use super::draft::Draft;
use crate::dossier::{
    ApplicationKind, ChangeReason, CommandName, Context, Dossier, Refused, Status,
};

/// An application on a suspended right is a reactivation; after CLOSED everything begins anew.
pub(super) fn kind(state: Option<&Dossier>) -> ApplicationKind {
    match state.map(|dossier| dossier.status) {
        Some(Status::Suspended) => ApplicationKind::Reactivation,
        _ => ApplicationKind::New,
    }
}

/// A suspended right that turns out to be denied is over: the dossier is closed, although the
/// application is refused (domain, section 3).
pub(super) fn closing_what_was_suspended(
    state: Option<&Dossier>,
    mut refused: Refused,
    command: CommandName,
    context: &Context<'_>,
) -> Refused {
    let Some(suspended) = state.filter(|dossier| dossier.status == Status::Suspended) else {
        return refused;
    };
    let mut draft = Draft::of(suspended, context);
    draft.next.status = Status::Closed;
    draft.next.granted = Vec::new();
    draft.next.right_end_date = Some(context.today);
    draft.next.last_check_date = Some(context.today);
    let decision = draft.decided(command, Some(ChangeReason::NotEntitled));
    refused.events.extend(decision.events);
    refused.next = Some(Box::new(decision.next));
    refused
}

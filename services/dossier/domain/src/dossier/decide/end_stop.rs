//! Night: a computed end is reached.

use super::draft::Draft;
use crate::dossier::allowed_actions::not_allowed;
use crate::dossier::night::is_due;
use crate::dossier::{Command, CommandName, Context, Decision, Dossier, Ends, Refused, Status};

/// The reduction ends; nobody holds the dossier any longer, unless it is being transferred. The right
/// ends too when any of the stops ends it.
pub(super) fn decide(dossier: &Dossier, context: &Context<'_>) -> Result<Decision, Refused> {
    let due = is_due(&Command::EndStop, dossier, context);
    let Some(end) = dossier.end_by_stops().filter(|_| due) else {
        return Err(not_allowed(dossier, context.caller).into());
    };
    let mut draft = Draft::of(dossier, context);
    let right_end = dossier.stops.iter().any(|stop| stop.ends == Ends::Right);
    draft.next.right_end_date = dossier.end_of_right().filter(|_| right_end);
    draft.end_reduction(end);
    if dossier.status == Status::AwaitingTransfer {
        draft.next.stops = Vec::new();
    } else if right_end {
        draft.leave(Status::Closed);
    } else {
        draft.leave(Status::Suspended);
    }
    Ok(draft.decided(CommandName::EndStop, None))
}

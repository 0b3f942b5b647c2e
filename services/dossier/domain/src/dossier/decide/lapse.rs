//! Night: an application waited too long.

use super::draft::Draft;
use crate::dossier::allowed_actions::not_allowed;
use crate::dossier::night::is_due;
use crate::dossier::{ChangeReason, Command, Context, Decision, Dossier, Refused};

/// Ends the application, and asks the operator to close its file. An established right remains,
/// suspended.
pub(super) fn decide(
    dossier: &Dossier,
    command: &Command,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let Some(reason) = reason(command).filter(|_| is_due(command, dossier, context)) else {
        return Err(not_allowed(dossier, context.caller).into());
    };
    let mut draft = Draft::of(dossier, context);
    draft.leave(dossier.status.without_success());
    draft.close_file(dossier.application.operator.clone());
    Ok(draft.decided(command.name(), Some(reason)))
}

const fn reason(command: &Command) -> Option<ChangeReason> {
    match command {
        Command::LapseActivation => Some(ChangeReason::ActivationDeadlinePassed),
        Command::LapseDocuments => Some(ChangeReason::DocumentsNotReceived),
        Command::LapseConfirmation => Some(ChangeReason::NeverConfirmed),
        _ => None,
    }
}

//! Whether the table lets this caller do this to this dossier.

use stts_kernel::ErrorKind;

use crate::dossier::allowed_actions::not_allowed;
use crate::dossier::{Caller, Command, CommandName, Context, Dossier, Refused, transitions_of};

/// The caller's profile may give the command to some dossier.
pub(super) fn admit_profile(command: CommandName, caller: &Caller) -> Result<(), Refused> {
    if transitions_of(command).any(|row| row.profiles.contains(&caller.profile)) {
        Ok(())
    } else {
        Err(ErrorKind::ProfileNotAllowed.into())
    }
}

/// The dossier exists for the caller, and the table has a row for the command.
pub(super) fn admit<'a>(
    state: Option<&'a Dossier>,
    command: &Command,
    context: &Context<'_>,
) -> Result<&'a Dossier, Refused> {
    let caller = context.caller;
    admit_profile(command.name(), caller)?;
    let dossier = state.filter(|dossier| dossier.involvement(caller).is_present());
    let dossier = dossier.ok_or(ErrorKind::DossierNotFound)?;
    admit_row(dossier, command.name(), caller)?;
    if let Command::Modify(modification) = command
        && modification.undated != crate::dossier::Undated::default()
    {
        admit_row(dossier, CommandName::ModifyUndated, caller)?;
    }
    Ok(dossier)
}

/// The table has a row for the command, this caller and this dossier.
pub(super) fn admit_row(
    dossier: &Dossier,
    command: CommandName,
    caller: &Caller,
) -> Result<(), Refused> {
    if transitions_of(command).any(|row| row.admits(Some(dossier), caller)) {
        Ok(())
    } else {
        Err(not_allowed(dossier, caller).into())
    }
}

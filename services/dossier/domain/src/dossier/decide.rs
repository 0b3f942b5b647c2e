//! From a dossier and a command to what must be written. One file per command.

mod access;
mod activate;
mod activation_data;
mod apply;
mod apply_again;
mod cancel;
mod complete;
mod confirm;
mod draft;
mod lapse;
mod right;

use super::{Command, Context, Decision, Dossier, Refused};

pub use apply::{RightCheck, check_right};

/// Decides a command. It is total and deterministic: the same arguments (identifiers included) give
/// the same answer. A decision whose version or place was lost to another commit is decided again on
/// what is then found.
pub fn decide(
    state: Option<&Dossier>,
    command: &Command,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let admitted = || access::admit(state, command, context);
    match command {
        Command::Apply(apply) => apply::decide(state, apply, context),
        Command::ConfirmApplication { activation_data } => {
            confirm::decide(admitted()?, activation_data.as_deref(), context)
        }
        Command::CompleteActivationData { activation_data } => {
            complete::decide(admitted()?, activation_data, context)
        }
        Command::CancelApplication => Ok(cancel::decide(admitted()?, context)),
        Command::Activate => activate::decide(admitted()?, context),
        Command::LapseActivation | Command::LapseDocuments | Command::LapseConfirmation => {
            lapse::decide(admitted()?, command, context)
        }
    }
}

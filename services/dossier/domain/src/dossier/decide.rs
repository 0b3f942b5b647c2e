//! From a dossier and a command to what must be written. One file per command, or per few that are
//! alike.

mod access;
mod activate;
mod activation_data;
mod apply;
mod apply_again;
mod cancel;
mod cancel_last;
mod complete;
mod confirm;
mod correct;
mod death;
mod documents;
mod draft;
mod end_stop;
mod ending;
mod judge;
mod lapse;
mod modify;
mod recomputed;
mod refresh;
mod right;
mod stop;
pub(super) mod transfer;
mod verification;

use super::{Command, Context, Decision, Dossier, Refused};

pub use apply::{RightCheck, check_right};
pub use transfer::can_take_over;
pub use verification::verify;

/// Decides a command. It is total and deterministic: the same arguments (identifiers included) give
/// the same answer. A decision whose version or place was lost to another commit is decided again on
/// what is then found.
pub fn decide(
    state: Option<&Dossier>,
    command: &Command,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let on = || access::admit(state, command, context);
    match command {
        Command::Apply(application) => apply::decide(state, application, context),
        Command::ApplyFor { apply, operator } => apply::decide_for(state, apply, operator, context),
        Command::ConfirmApplication { activation_data } => {
            confirm::decide(on()?, activation_data.as_deref(), context)
        }
        Command::CompleteActivationData { activation_data } => {
            complete::decide(on()?, activation_data, context)
        }
        Command::CancelApplication => Ok(cancel::decide(on()?, context)),
        Command::ConfirmTransfer { activation_data } => {
            transfer::decide(state, activation_data.as_deref(), context)
        }
        Command::Modify(modification) => modify::decide(on()?, modification, context),
        Command::StopReduction { date } => stop::reduction(on()?, *date, context),
        Command::StopRight { date } => stop::right(on()?, *date, context),
        Command::RefreshPersonData { person, taking_over: true } => {
            refresh::before_transfer(state, person, context)
        }
        Command::RefreshPersonData { person, taking_over: false } => {
            Ok(refresh::by_operator(on()?, person, context))
        }
        Command::CancelLastAction { before } => {
            cancel_last::decide(state, before.as_deref(), context)
        }
        Command::RecordDocuments { kinds, received_on } => {
            judge::received(on()?, (kinds, *received_on), context)
        }
        Command::DecideRight { name, judgement } => judge::decide(on()?, *name, judgement, context),
        Command::ResolveDocuments(judgement) => verification::judge(on()?, judgement, context),
        Command::ResolveKeep | Command::LeaveMultiple => {
            Ok(verification::keep(on()?, command.name(), context))
        }
        Command::ResolveDrop => Ok(verification::drop(on()?, context)),
        Command::CorrectDossier(correction) => correct::decide(on()?, correction, context),
        Command::JoinMultiple { carries_task } => {
            Ok(verification::join_multiple(on()?, *carries_task, context))
        }
        Command::Activate => activate::decide(on()?, context),
        Command::ActivateTransfer => transfer::activate(on()?, context),
        Command::ApplyModification => modify::apply(on()?, context),
        Command::EndStop => end_stop::decide(on()?, context),
        Command::LapseTransfer => transfer::lapse(on()?, context),
        Command::LapseActivation | Command::LapseDocuments | Command::LapseConfirmation => {
            lapse::decide(on()?, command, context)
        }
        Command::RemindVerification => verification::remind(on()?, context),
        Command::Death { date } => Ok(death::decide(on()?, *date, context)),
        Command::PersonInDoubt => Ok(refresh::in_doubt(on()?, context)),
        Command::PersonDataChanged { person } => Ok(refresh::by_register(on()?, person, context)),
        Command::HouseholdChanged { household_id } => {
            refresh::household(on()?, *household_id, context)
        }
    }
}

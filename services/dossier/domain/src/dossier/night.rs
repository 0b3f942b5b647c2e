//! What a night run has to do to one dossier: the rows of the table in their order, with the date of
//! the run, never today.

use chrono::{Days, NaiveDate};

use super::{Command, Context, Decision, Dossier, decide, transitions_of};

/// The implemented rows of the night run, in the order of the table.
const ROWS: [Command; 4] = [
    Command::Activate,
    Command::LapseActivation,
    Command::LapseDocuments,
    Command::LapseConfirmation,
];

/// The first row that is due on the run's date, if one is. The context's caller is
/// [`Caller::system`](super::Caller::system).
pub fn night_command(dossier: &Dossier, context: &Context<'_>) -> Option<Command> {
    ROWS.into_iter().find(|command| {
        transitions_of(command.name()).any(|row| row.admits(Some(dossier), context.caller))
            && is_due(command, dossier, context)
    })
}

/// Decides the first row that is due. Asked again with the next state it gives the next row, until
/// nothing is due, so that a repeated run changes nothing.
pub fn night(dossier: &Dossier, context: &Context<'_>) -> Option<Decision> {
    let command = night_command(dossier, context)?;
    decide(Some(dossier), &command, context).ok()
}

/// Whether the date of a row has come. A last day still belongs to its operator: a row is due when
/// the run's date lies after it.
pub(super) fn is_due(command: &Command, dossier: &Dossier, context: &Context<'_>) -> bool {
    let application = dossier.open_application();
    let rules = &context.rules.application.on(context.today).value;
    let passed = |from: NaiveDate, days: u32| {
        from.checked_add_days(Days::new(days.into())).is_some_and(|last| last < context.today)
    };
    match command {
        Command::Activate => application
            .activation_data
            .as_ref()
            .is_some_and(|data| data.activation_date <= context.today),
        Command::LapseActivation => application.activation_deadline() < context.today,
        Command::LapseDocuments => {
            application.documents_received_on.is_none()
                && application
                    .documents_letter_date
                    .is_some_and(|letter| passed(letter, rules.documents_days))
        }
        Command::LapseConfirmation => passed(application.date, rules.confirmation_days),
        Command::Apply(_)
        | Command::ConfirmApplication { .. }
        | Command::CompleteActivationData { .. }
        | Command::CancelApplication => false,
    }
}

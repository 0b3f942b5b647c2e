//! What happens to a dossier by itself, and when: the night run's rows of the table, in their order.

use chrono::{Days, NaiveDate};

use super::decide::transfer::after_lapse;
use super::{
    Application, Caller, Command, Context, Decision, Dossier, Ends, Refused, Rules, Status, decide,
    transitions_of,
};

/// The rows of the night run, in the order of the table.
const ROWS: [Command; 9] = [
    Command::Activate,
    Command::ActivateTransfer,
    Command::ApplyModification,
    Command::EndStop,
    Command::LapseActivation,
    Command::LapseTransfer,
    Command::LapseDocuments,
    Command::LapseConfirmation,
    Command::RemindVerification,
];

/// A change that comes by itself, unless something is done before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upcoming {
    /// The row of the night run.
    pub command: Command,
    /// The night run of this date makes it, or the first one after it.
    pub date: NaiveDate,
    /// The status to which it leads; for an activation, if the household's place is not taken.
    pub status: Status,
    /// Whether it is what happens because nobody acted.
    pub lapse: bool,
}

/// What the night run will do to a dossier as it stands, in the order of the table.
pub fn upcoming(dossier: &Dossier, rules: &Rules) -> Vec<Upcoming> {
    let system = Caller::system();
    let listed = |command: &Command| {
        transitions_of(command.name()).any(|row| row.admits(Some(dossier), &system))
    };
    let foreseen = |command: Command| {
        let date = due_date(&command, dossier, rules)?;
        let status = status_after(&command, dossier);
        Some(Upcoming { lapse: is_lapse(&command), command, date, status })
    };
    ROWS.into_iter().filter(listed).filter_map(foreseen).collect()
}

const fn is_lapse(command: &Command) -> bool {
    matches!(
        command,
        Command::LapseActivation
            | Command::LapseTransfer
            | Command::LapseDocuments
            | Command::LapseConfirmation
    )
}

/// Where a row of the night run leads; an activation, if the household's place is not taken.
fn status_after(command: &Command, dossier: &Dossier) -> Status {
    match (command, dossier.status) {
        (Command::Activate | Command::ActivateTransfer, _)
        | (Command::ApplyModification, Status::AwaitingModification) => Status::Active,
        (Command::EndStop, Status::AwaitingStop) => {
            let right_ends = dossier.stops.iter().any(|stop| stop.ends == Ends::Right);
            if right_ends { Status::Closed } else { Status::Suspended }
        }
        (Command::LapseTransfer, _) => after_lapse(dossier),
        (lapse, status) if is_lapse(lapse) => status.without_success(),
        (_, status) => status,
    }
}

/// The first date on which a night run has something to do to a dossier as it stands.
pub fn next_due_date(dossier: &Dossier, rules: &Rules) -> Option<NaiveDate> {
    upcoming(dossier, rules).into_iter().map(|upcoming| upcoming.date).min()
}

/// Decides the first row that is due on the run's date, which is the context's `today`; its caller
/// is [`Caller::system`]. Asked again with the next state it gives the next row, until nothing is
/// due: so a repeated run changes nothing. A row that is due and refused all the same is told: the
/// table and the rule of its date contradict each other, and somebody has to look.
pub fn night(dossier: &Dossier, context: &Context<'_>) -> Result<Option<Decision>, Refused> {
    let mut upcoming = upcoming(dossier, context.rules).into_iter();
    match upcoming.find(|upcoming| upcoming.date <= context.today) {
        Some(due) => decide(Some(dossier), &due.command, context).map(Some),
        None => Ok(None),
    }
}

/// Whether the date of a row has come.
pub(super) fn is_due(command: &Command, dossier: &Dossier, context: &Context<'_>) -> bool {
    due_date(command, dossier, context.rules).is_some_and(|due| due <= context.today)
}

/// The date of a row, if it has one. A last day still belongs to the operator: what lapses after it
/// is due on the next one. The waiting time is that of the day on which the waiting began.
fn due_date(command: &Command, dossier: &Dossier, rules: &Rules) -> Option<NaiveDate> {
    let application = dossier.open_application();
    let waiting = rules.application.on(application.date).value;
    match command {
        Command::Activate | Command::ActivateTransfer => {
            application.activation_data.as_ref().map(|data| data.activation_date)
        }
        Command::ApplyModification => dossier.modification_date(),
        // An end that a transfer brings takes effect with the activation at the incoming operator.
        Command::EndStop => dossier.end_by_stops(),
        Command::LapseActivation => application.activation_deadline().succ_opt(),
        Command::LapseTransfer if application.confirmed => {
            application.activation_deadline().succ_opt()
        }
        Command::LapseTransfer => after(application.date, waiting.transfer_confirmation_days),
        Command::LapseDocuments => documents_due(application, rules),
        Command::LapseConfirmation => after(application.date, waiting.confirmation_days),
        Command::RemindVerification => reminder_due(dossier, rules),
        // Nothing else comes by itself on a date that the dossier knows.
        _ => None,
    }
}

/// Once, unless something has arrived.
fn reminder_due(dossier: &Dossier, rules: &Rules) -> Option<NaiveDate> {
    let waiting = dossier.verification.as_ref()?;
    let silent = waiting.documents_received_on.is_none() && waiting.reminded_on.is_none();
    documents_answer_by(waiting.letter_date, rules).succ_opt().filter(|_| silent)
}

fn documents_due(application: &Application, rules: &Rules) -> Option<NaiveDate> {
    if application.documents_received_on.is_some() {
        return None;
    }
    documents_answer_by(application.documents_letter_date?, rules).succ_opt()
}

/// The last day on which BIPT must have some of the documents that a letter of that day names
/// (domain, section 3, night run).
pub fn documents_answer_by(letter: NaiveDate, rules: &Rules) -> NaiveDate {
    let days = rules.application.on(letter).value.documents_days;
    letter.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

fn after(date: NaiveDate, days: u32) -> Option<NaiveDate> {
    date.checked_add_days(Days::new(u64::from(days) + 1))
}

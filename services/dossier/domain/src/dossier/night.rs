//! What happens to a dossier by itself, and when: the night run's rows of the table, in their order.

use chrono::{Days, NaiveDate};

use super::{
    Application, Caller, Command, Context, Decision, Dossier, Refused, Rules, Status, decide,
    transitions_of,
};

/// The implemented rows of the night run, in the order of the table.
const ROWS: [Command; 4] = [
    Command::Activate,
    Command::LapseActivation,
    Command::LapseDocuments,
    Command::LapseConfirmation,
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

/// What the night run will do to a dossier as it stands, in the order of the table; what is not
/// implemented is not foreseen.
pub fn upcoming(dossier: &Dossier, rules: &Rules) -> Vec<Upcoming> {
    let system = Caller::system();
    let listed = |command: &Command| {
        transitions_of(command.name()).any(|row| row.admits(Some(dossier), &system))
    };
    let foreseen = |command: Command| {
        let date = due_date(&command, dossier, rules)?;
        let lapse = command != Command::Activate;
        let status = if lapse { dossier.status.without_success() } else { Status::Active };
        Some(Upcoming { command, date, status, lapse })
    };
    ROWS.into_iter().filter(listed).filter_map(foreseen).collect()
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
    match command {
        Command::Activate => application.activation_data.as_ref().map(|data| data.activation_date),
        Command::LapseActivation => application.activation_deadline().succ_opt(),
        Command::LapseDocuments => documents_due(application, rules),
        Command::LapseConfirmation => {
            let days = rules.application.on(application.date).value.confirmation_days;
            after(application.date, days)
        }
        Command::Apply(_)
        | Command::ConfirmApplication { .. }
        | Command::CompleteActivationData { .. }
        | Command::CancelApplication => None,
    }
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

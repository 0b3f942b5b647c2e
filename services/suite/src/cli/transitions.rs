//! `stts transitions`.

use std::io::{self, Write};

use clap::Args;
use stts_dossier_domain::dossier::{By, Guard, Status, TRANSITIONS, To, Transition};

use super::Failure;
use super::standard_output::write;

/// Print everything that may happen to a dossier, as a table in Markdown
#[derive(Debug, Args)]
#[command(after_help = "\
Each row says who may do what, from which statuses, and where it may lead, and whether that can
happen today or comes later. What is not listed is refused with ACTION_NOT_ALLOWED.

Examples:
  stts transitions > transitions.md
  stts transitions | grep STOP_RIGHT")]
pub(super) struct Transitions {}

impl Transitions {
    #[expect(clippy::unused_self, reason = "every command runs itself")]
    pub(super) fn run(self) -> Result<(), Failure> {
        write(write_rows)
    }
}

fn write_rows(to: &mut impl Write) -> io::Result<()> {
    let reached = reached();
    writeln!(to, "| command | from | if | by | profiles | to | today |")?;
    writeln!(to, "|---|---|---|---|---|---|---|")?;
    TRANSITIONS.into_iter().flatten().try_for_each(|row| {
        let Transition { command, guard, by, .. } = row;
        let from = listed(row.from.iter().map(|from| from.map_or("none", Status::name)));
        let profiles = listed(row.profiles.iter().map(|profile| profile.name()));
        let leads = listed(row.to.iter().map(|end| end_name(*end)));
        let (command, guard, by) = (command.name(), conditions(*guard), by_name(*by));
        let today = if happens(row, &reached) { "yes" } else { "later" };
        writeln!(to, "| {command} | {from} | {guard} | {by} | {profiles} | {leads} | {today} |")
    })
}

/// Whether a row can happen today: its command is implemented, and a dossier can come to a status from
/// which it leads on.
fn happens(row: &Transition, reached: &[Option<Status>]) -> bool {
    row.command.is_implemented() && row.from.iter().any(|from| reached.contains(from))
}

/// The statuses to which the rows that can happen lead, from no dossier on.
fn reached() -> Vec<Option<Status>> {
    let mut reached = vec![None];
    loop {
        let rows = TRANSITIONS.into_iter().flatten().filter(|row| happens(row, &reached));
        let ends = rows.flat_map(|row| row.to).filter_map(|end| match end {
            To::Status(status) => Some(Some(*status)),
            To::Same | To::Any => None,
        });
        let new: Vec<_> = ends.filter(|end| !reached.contains(end)).collect();
        if new.is_empty() {
            return reached;
        }
        reached.extend(new);
    }
}

fn listed(names: impl Iterator<Item = &'static str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn conditions(guard: Guard) -> String {
    let confirmed = guard.confirmed.map(|yes| if yes { "confirmed" } else { "unconfirmed" });
    let data = guard.activation_data;
    let data = data.map(|yes| if yes { "with activation data" } else { "no activation data" });
    listed(confirmed.into_iter().chain(data))
}

const fn by_name(by: By) -> &'static str {
    match by {
        By::AnyOperator => "any operator",
        By::Holder => "holder",
        By::Incoming => "incoming operator",
        By::Authority => "BIPT",
        By::System => "system",
    }
}

const fn end_name(end: To) -> &'static str {
    match end {
        To::Same => "same",
        To::Status(status) => status.name(),
        To::Any => "any",
    }
}

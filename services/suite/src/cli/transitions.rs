//! `stts transitions`.

use std::io::{self, Write};

use clap::Args;
use stts_dossier_domain::dossier::{By, Guard, Status, TRANSITIONS, To, Transition};

use super::Failure;
use super::standard_output::write;

/// Print everything that may happen to a dossier, as a table in Markdown
#[derive(Debug, Args)]
#[command(after_help = "\
Each row says who may do what, from which statuses, and where it may lead. What is not listed is
refused with ACTION_NOT_ALLOWED.

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
    writeln!(to, "| command | from | if | by | profiles | to |")?;
    writeln!(to, "|---|---|---|---|---|---|")?;
    TRANSITIONS.into_iter().flatten().try_for_each(|row| {
        let Transition { command, guard, by, .. } = row;
        let from = listed(row.from.iter().map(|from| from.map_or("none", Status::name)));
        let profiles = listed(row.profiles.iter().map(|profile| profile.name()));
        let leads = listed(row.to.iter().map(|end| end_name(*end)));
        let (command, guard, by) = (command.name(), conditions(*guard), by_name(*by));
        writeln!(to, "| {command} | {from} | {guard} | {by} | {profiles} | {leads} |")
    })
}

fn listed(names: impl Iterator<Item = &'static str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn conditions(guard: Guard) -> String {
    let confirmed = guard.confirmed.map(|yes| if yes { "confirmed" } else { "unconfirmed" });
    let data = guard.activation_data;
    let data = data.map(|yes| if yes { "with activation data" } else { "no activation data" });
    let refused =
        guard.right_refused.map(|yes| if yes { "refused by BIPT" } else { "not refused" });
    let ending = guard.right_ending;
    let ending =
        ending.map(|yes| if yes { "the right ends, not by death" } else { "no end of the right" });
    let running = guard.reduction_running;
    let running = running.map(|yes| if yes { "a reduction runs" } else { "no reduction runs" });
    listed(confirmed.into_iter().chain(data).chain(refused).chain(ending).chain(running))
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

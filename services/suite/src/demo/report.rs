//! What is shown of the story.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use ring::digest::{SHA256, digest};
use stts_kernel::Cents;

use super::Audience;
use super::callers::{code, codes};
use super::checks::Check;
use super::folder::DemoFolder;
use super::plan::Plan;
use super::story::{Action, Story};
use super::survey::Survey;
use super::words;
use crate::calculators::Sheet;

/// How many violations of a check are shown.
const SHOWN: usize = 5;

/// What is going to be played.
pub(super) fn plan(
    plan: &Plan,
    folder: &DemoFolder,
    persons: u64,
    audience: &mut dyn Audience,
) -> anyhow::Result<()> {
    let asked = folder.settings();
    let in_time = plan.applications_before(asked.days);
    audience.heading("The plan")?;
    audience.line(&format!(
        "{} applications for {} people at {} operators, seed {}, of which {in_time} fall in the \
         story's {} days from {}; a register of {persons} persons. The data are in {}.",
        asked.applications,
        plan.characters.len(),
        codes().count(),
        asked.seed,
        asked.days,
        super::FIRST_DAY,
        folder.path().display(),
    ))?;
    let mut stories: BTreeMap<Story, u64> = BTreeMap::new();
    for character in &plan.characters {
        *stories.entry(character.story).or_default() += 1;
    }
    let row = |(story, people): (&Story, &u64)| vec![people.to_string(), story.text().to_owned()];
    audience.table(&Sheet {
        title: String::new(),
        columns: vec!["people", "what becomes of their application"],
        rows: stories.iter().map(row).collect(),
    })?;
    audience.heading("The year")
}

/// What came of it.
pub(super) fn year(
    plan: &Plan,
    folder: &DemoFolder,
    survey: &Survey,
    audience: &mut dyn Audience,
) -> anyhow::Result<()> {
    audience.table(&months(survey))?;
    audience.heading("The applications")?;
    audience.table(&outcomes(plan, folder))?;
    audience.heading("The dossiers")?;
    audience.table(&statuses(survey))?;
    audience.heading("The tasks")?;
    audience.table(&tasks(survey))?;
    audience.heading("The letters")?;
    audience.table(&letters(survey))?;
    audience.line(&format!("To be read in {}.", folder.path().join("mailbox").display()))?;
    audience.heading(&format!(
        "The settlement of {}, in euros, its reductions counted to the last day of the year",
        super::YEAR
    ))?;
    audience.table(&settlement(survey))
}

/// A table of counts: a row for each of the first, a column for each of the second.
fn crossed(
    what: &'static str,
    columns: &[&'static str],
    counts: &BTreeMap<(String, &'static str), u64>,
) -> Sheet {
    let names: BTreeSet<&String> = counts.keys().map(|(row, _)| row).collect();
    let row = |name: &String| {
        let count = |column: &&'static str| counts.get(&(name.clone(), *column)).copied();
        let cells: Vec<u64> =
            columns.iter().map(|column| count(column).unwrap_or_default()).collect();
        let total: u64 = cells.iter().sum();
        let cells = cells.into_iter().chain([total]).map(|count| count.to_string());
        std::iter::once(name.clone()).chain(cells).collect()
    };
    let rows = names.into_iter().map(row).collect();
    let columns = [&[what], columns, &["all"]].concat();
    Sheet { title: String::new(), columns, rows }
}

fn months(survey: &Survey) -> Sheet {
    const COMMANDS: [(&str, &str); 8] = [
        ("APPLY", "applied"),
        ("CONFIRM_APPLICATION", "confirmed"),
        ("COMPLETE_ACTIVATION_DATA", "completed"),
        ("CANCEL_APPLICATION", "cancelled"),
        ("ACTIVATE", "activated"),
        ("LAPSE_CONFIRMATION", "not confirmed"),
        ("LAPSE_DOCUMENTS", "no documents"),
        ("LAPSE_ACTIVATION", "no data"),
    ];
    let mut counts = BTreeMap::new();
    for entry in survey.dossiers.values().flat_map(|found| &found.history) {
        let column = COMMANDS.iter().find(|(command, _)| *command == entry.command);
        let at = entry.occurred_at.as_ref();
        let at = at.and_then(|at| chrono::DateTime::from_timestamp(at.seconds, 0));
        if let (Some((_, column)), Some(at)) = (column, at) {
            *counts.entry((at.format("%Y-%m").to_string(), *column)).or_default() += 1;
        }
    }
    crossed("month", &COMMANDS.map(|(_, column)| column), &counts)
}

fn outcomes(plan: &Plan, folder: &DemoFolder) -> Sheet {
    let mut counts = BTreeMap::new();
    for note in folder.notes() {
        let step = plan.steps.get(note.step);
        if let Some(step) = step.filter(|step| matches!(step.action, Action::Apply(..))) {
            *counts.entry((note.answer.clone(), code(step.operator))).or_default() += 1;
        }
    }
    crossed("answer", &codes().collect::<Vec<_>>(), &counts)
}

fn statuses(survey: &Survey) -> Sheet {
    let mut counts = BTreeMap::new();
    for found in survey.dossiers.values() {
        let holder = codes().find(|code| *code == found.dossier.operator_id).unwrap_or("nobody");
        let status = words::status(found.dossier.status()).to_owned();
        *counts.entry((status, holder)).or_default() += 1;
    }
    crossed("status", &codes().chain(["nobody"]).collect::<Vec<_>>(), &counts)
}

fn tasks(survey: &Survey) -> Sheet {
    let mut counts = BTreeMap::new();
    for (assignee, task) in &survey.tasks {
        let (kind, state) = (words::task_type(task.r#type()), words::task_state(task.state()));
        *counts.entry((format!("{kind} {}", state.to_lowercase()), *assignee)).or_default() += 1;
    }
    crossed("task", &codes().chain(["BIPT"]).collect::<Vec<_>>(), &counts)
}

fn letters(survey: &Survey) -> Sheet {
    let mut counts = BTreeMap::new();
    for letter in &survey.letters {
        let language = words::language(letter.language());
        *counts.entry((words::letter(letter.kind()).to_owned(), language)).or_default() += 1;
    }
    crossed("letter", &["NL", "FR", "DE"], &counts)
}

fn settlement(survey: &Survey) -> Sheet {
    let euros = |cents: i64| Cents(cents).to_string();
    let statements = &survey.settlement.statements;
    let mut rows: Vec<Vec<String>> = statements
        .iter()
        .map(|one| {
            let days: i64 = one.days.iter().map(|days| days.days).sum();
            vec![
                one.operator_id.clone(),
                days.to_string(),
                euros(one.installation_cents),
                euros(one.subscription_cents),
                euros(one.calls_cents),
                euros(one.amount_cents),
                euros(one.compensation_cents),
            ]
        })
        .collect();
    let sum = |part: fn(&stts_contracts::settlement::v1::Statement) -> i64| {
        euros(statements.iter().map(part).sum())
    };
    let days: i64 = statements.iter().flat_map(|one| &one.days).map(|days| days.days).sum();
    rows.push(vec![
        "all".to_owned(),
        days.to_string(),
        sum(|one| one.installation_cents),
        sum(|one| one.subscription_cents),
        sum(|one| one.calls_cents),
        sum(|one| one.amount_cents),
        sum(|one| one.compensation_cents),
    ]);
    let columns =
        vec!["operator", "days", "installations", "subscriptions", "calls", "cost", "compensation"];
    Sheet { title: String::new(), columns, rows }
}

/// Whether everything holds that must.
pub(super) fn checks(checks: &[Check], audience: &mut dyn Audience) -> anyhow::Result<()> {
    audience.heading("The checks")?;
    for check in checks {
        let mark = if check.violations.is_empty() { "✓" } else { "✗" };
        audience.line(&format!("{mark} {} ({})", check.what, check.looked_at))?;
        for violation in check.violations.iter().take(SHOWN) {
            audience.line(&format!("    {violation}"))?;
        }
        if check.violations.len() > SHOWN {
            audience.line(&format!("    and {} more", check.violations.len() - SHOWN))?;
        }
    }
    Ok(())
}

/// Where the canonical result is, and by what it is known.
pub(super) fn canonical(
    text: &str,
    file: &Path,
    audience: &mut dyn Audience,
) -> anyhow::Result<()> {
    let digest = digest(&SHA256, text.as_bytes());
    let hexadecimal = digest.as_ref().iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    audience.heading("The canonical result")?;
    audience.line(&format!("{}\nSHA-256 {hexadecimal}", file.display()))
}

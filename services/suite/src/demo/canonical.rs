//! What is the same whenever the same story is played, on whatever database and however often it was
//! cut off: nothing that is drawn at random, and no instant.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::callers::code;
use super::folder::DemoFolder;
use super::plan::Plan;
use super::survey::{Found, Survey};
use super::words;

/// Sorted lines: one for each person, one for each step, and those that are about nobody in
/// particular.
pub(super) fn text(plan: &Plan, folder: &DemoFolder, survey: &Survey) -> String {
    let mut lines = Vec::new();
    for person in 0..plan.characters.len() {
        let found = survey.dossiers.get(&person);
        let outcome = found.map_or_else(|| "no dossier".to_owned(), |found| told(found, survey));
        lines.push(format!("person {:05}: {outcome}", person + 1));
    }
    for (place, step) in plan.steps.iter().enumerate() {
        let answer = folder.note(place).map_or("not made", |note| note.answer.as_str());
        let (person, operator) = (step.person + 1, code(step.operator));
        lines.push(format!(
            "step {place:05}: day {} {operator} person {person:05} {answer}",
            step.day
        ));
    }
    let mut without_dossier: BTreeMap<String, usize> = BTreeMap::new();
    for letter in survey.letters_of("") {
        let kind = words::letter(letter.kind());
        *without_dossier
            .entry(format!("{kind} {}", words::language(letter.language())))
            .or_default() += 1;
    }
    lines.extend(without_dossier.iter().map(|(kind, count)| format!("letters {kind}: {count}")));
    for statement in &survey.settlement.statements {
        let (operator, amount) = (&statement.operator_id, statement.amount_cents);
        let compensation = statement.compensation_cents;
        lines.push(format!("settlement {operator}: {amount} {compensation}"));
    }
    lines.sort();
    lines.into_iter().fold(String::new(), |mut text, line| {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{line}");
        text
    })
}

fn told(found: &Found, survey: &Survey) -> String {
    let dossier = &found.dossier;
    let number = dossier.dossier_number.as_str();
    let history: Vec<String> = found
        .history
        .iter()
        .map(|entry| format!("{}>{}", entry.command, words::status(entry.status_after())))
        .collect();
    let mut tasks: Vec<String> = survey
        .tasks_of(number)
        .map(|(assignee, task)| {
            let (kind, state) = (words::task_type(task.r#type()), words::task_state(task.state()));
            format!("{assignee}:{kind}:{state}")
        })
        .collect();
    tasks.sort();
    let mut letters: Vec<String> = survey
        .letters_of(number)
        .map(|letter| {
            format!("{}:{}", words::letter(letter.kind()), words::language(letter.language()))
        })
        .collect();
    letters.sort();
    let holder = if dossier.operator_id.is_empty() { "-" } else { &dossier.operator_id };
    format!(
        "{} at {holder} applied {} right {}..{} reduction {}..{} {} history [{}] tasks [{}] letters [{}]",
        words::status(dossier.status()),
        words::date(dossier.application_date.as_ref()),
        words::date(dossier.right_begin_date.as_ref()),
        words::date(dossier.right_end_date.as_ref()),
        words::date(dossier.reduction_begin_date.as_ref()),
        words::date(dossier.reduction_end_date.as_ref()),
        words::formula_of(dossier),
        history.join(" "),
        tasks.join(" "),
        letters.join(" "),
    )
}

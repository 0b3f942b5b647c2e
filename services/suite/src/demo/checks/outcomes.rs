//! What was answered.

use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use crate::demo::folder::DemoFolder;
use crate::demo::plan::Plan;
use crate::demo::play::DONE;
use crate::demo::story::Action;
use crate::demo::survey::Survey;

/// Each step was answered as the rules say of somebody like this (domain, section 4).
pub(super) fn every_answer_is_the_planned_one(plan: &Plan, folder: &DemoFolder) -> Check {
    let mut check = Check::new("every answer is the one that the rules give");
    for note in folder.notes() {
        let expected = match plan.steps.get(note.step).map(|step| &step.action) {
            Some(Action::Apply(_, expected)) => expected,
            Some(Action::Confirm(_) | Action::Complete(..) | Action::Cancel) => DONE,
            None => "nothing",
        };
        check.look(note.answer == expected, || {
            format!("step {}: {} instead of {expected}", note.step, note.answer)
        });
    }
    check
}

/// Invariant 3: the number is the person's for life, kept when another operator takes over.
pub(super) fn a_person_keeps_one_dossier(plan: &Plan, folder: &DemoFolder) -> Check {
    let mut check = Check::new("a person keeps one dossier number for life");
    let mut numbers: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for note in folder.notes() {
        if let (Some(step), Some(number)) = (plan.steps.get(note.step), &note.dossier_number) {
            numbers.entry(step.person).or_default().insert(number);
        }
    }
    for (person, numbers) in &numbers {
        check.look(numbers.len() == 1, || format!("person {person} has {}", numbers.len()));
    }
    check
}

/// Invariants 1 and 3.
pub(super) fn no_two_persons_share_a_dossier(survey: &Survey) -> Check {
    let mut check = Check::new("no two persons share a dossier");
    let mut seen = BTreeSet::new();
    for (person, found) in &survey.dossiers {
        let new = seen.insert(found.dossier.dossier_number.as_str());
        check.look(new, || format!("person {person} has somebody else's"));
    }
    check
}

//! Tasks (domain, section 8) and letters (domain, section 10).

use std::collections::BTreeMap;

use stts_contracts::dossier::v1::Status;
use stts_contracts::events::v1::TaskType;
use stts_contracts::notifications::v1::{MessageKind, MessageState};
use stts_contracts::tasks::v1::TaskState;

use super::Check;
use crate::demo::folder::DemoFolder;
use crate::demo::survey::{Found, Survey};
use crate::demo::words;

fn times(found: &Found, commands: &[&str]) -> usize {
    let done = found.history.iter().filter(|entry| commands.contains(&entry.command.as_str()));
    done.count()
}

fn open(survey: &Survey, found: &Found, kind: TaskType) -> Vec<&'static str> {
    let tasks = survey.tasks_of(&found.dossier.dossier_number);
    let open = tasks.filter(|(_, task)| task.r#type() == kind && task.state() == TaskState::Open);
    open.map(|(assignee, _)| assignee).collect()
}

/// Invariant 12, for the tasks that the state of a dossier decides on.
pub(super) fn tasks_are_open_exactly_when_something_is_to_do(survey: &Survey) -> Check {
    let mut check = Check::new("a task is open exactly while something is to do");
    for (person, found) in &survey.dossiers {
        let dossier = &found.dossier;
        let missing = dossier.status() == Status::AwaitingActivation
            && dossier.confirmed
            && dossier.activation_data.is_none();
        let expected = if missing { vec![dossier.operator_id.as_str()] } else { Vec::new() };
        let data = open(survey, found, TaskType::EnterMissingData);
        check.look(data == expected, || format!("person {person}: data to enter"));

        let review = dossier.status() == Status::AwaitingDocuments && dossier.confirmed;
        let expected = if review { vec!["BIPT"] } else { Vec::new() };
        let documents = open(survey, found, TaskType::ReviewDocuments);
        check.look(documents == expected, || format!("person {person}: documents to review"));
    }
    check
}

/// Invariant 12: what ended without the operator's asking is a file for it to close.
pub(super) fn every_lapse_asks_to_close_the_file(survey: &Survey) -> Check {
    let mut check = Check::new("whatever lapsed asks its operator to close the file");
    for (person, found) in &survey.dossiers {
        let lapsed = times(found, &["LAPSE_ACTIVATION", "LAPSE_DOCUMENTS", "LAPSE_CONFIRMATION"]);
        let asked = open(survey, found, TaskType::CloseFile).len();
        check.look(asked == lapsed, || format!("person {person}: {asked} for {lapsed}"));
    }
    check
}

/// Invariant 13: as many letters of each kind as there were events that ask for one.
pub(super) fn one_letter_for_an_event_and_kind(folder: &DemoFolder, survey: &Survey) -> Check {
    let mut check = Check::new("one letter for each event that asks for one");
    for (person, found) in &survey.dossiers {
        let asked = found.history.iter().filter(|entry| {
            entry.command == "CONFIRM_APPLICATION"
                && entry.status_after() == Status::AwaitingDocuments
        });
        let expected = [
            (MessageKind::DocumentsNeeded, asked.count()),
            (MessageKind::SuspendedForLateness, times(found, &["LAPSE_ACTIVATION"])),
            (MessageKind::ClosedForLateness, times(found, &["LAPSE_DOCUMENTS"])),
        ];
        for (kind, expected) in expected {
            let letters = survey.letters_of(&found.dossier.dossier_number);
            let written = letters.filter(|letter| letter.kind() == kind).count();
            let name = words::letter(kind);
            check.look(written == expected, || format!("person {person}: {written} {name}"));
        }
    }
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for note in folder.notes() {
        *refused.entry(note.answer.as_str()).or_default() += 1;
    }
    let refusals = [
        (MessageKind::HouseholdRefusal, "HOUSEHOLD_ALREADY_BENEFITS"),
        (MessageKind::NotEntitled, "NOT_ENTITLED"),
    ];
    for (kind, answer) in refusals {
        let expected = refused.get(answer).copied().unwrap_or_default();
        let written = survey.letters.iter().filter(|letter| letter.kind() == kind).count();
        check.look(written == expected, || format!("{written} letters for {expected} {answer}"));
    }
    check
}

/// Nothing waits when the story is over.
pub(super) fn every_letter_is_delivered(survey: &Survey) -> Check {
    let mut check = Check::new("every letter is delivered");
    for letter in &survey.letters {
        let delivered = letter.state() == MessageState::Delivered;
        check.look(delivered, || words::letter_state(letter.state()).to_owned());
    }
    check
}

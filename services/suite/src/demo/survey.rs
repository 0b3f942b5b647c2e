//! Everything that came of the story, as BIPT and the operators read it.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::NaiveDate;
use stts_contracts::dossier::v1::{Dossier, GetDossierRequest, HistoryEntry, ListHistoryRequest};
use stts_contracts::notifications::v1::{ListMessagesRequest, Message};
use stts_contracts::settlement::v1::CalculateResponse;
use stts_contracts::tasks::v1::{ListTasksRequest, Task, TaskState};

use super::callers::Callers;
use super::folder::DemoFolder;
use super::plan::Plan;

const PAGE_SIZE: i32 = 1_000;

/// A dossier, with what happened to it.
pub(super) struct Found {
    /// The dossier.
    pub(super) dossier: Dossier,
    /// What happened, oldest first.
    pub(super) history: Vec<HistoryEntry>,
}

/// What was found when the story was over.
pub(super) struct Survey {
    /// The last day of the story.
    pub(super) last_day: NaiveDate,
    /// The dossiers, by the person's place in the plan.
    pub(super) dossiers: BTreeMap<usize, Found>,
    /// The tasks, with who has to do them.
    pub(super) tasks: Vec<(&'static str, Task)>,
    /// The letters.
    pub(super) letters: Vec<Message>,
    /// The draft of the settlement.
    pub(super) settlement: CalculateResponse,
}

/// Reads it all.
pub(super) async fn read(
    callers: &Callers,
    plan: &Plan,
    folder: &DemoFolder,
    last_day: NaiveDate,
    settlement: CalculateResponse,
) -> anyhow::Result<Survey> {
    let mut dossiers = BTreeMap::new();
    for note in folder.notes() {
        let step = plan.steps.get(note.step).context("a note of a step that is not planned")?;
        if let Some(number) = &note.dossier_number
            && !dossiers.contains_key(&step.person)
        {
            dossiers.insert(step.person, found(callers, number).await?);
        }
    }
    let tasks = tasks(callers).await?;
    let letters = letters(callers).await?;
    Ok(Survey { last_day, dossiers, tasks, letters, settlement })
}

async fn found(callers: &Callers, number: &str) -> anyhow::Result<Found> {
    let mut agent = callers.agent();
    let request = GetDossierRequest { dossier_number: number.to_owned() };
    let dossier = agent.get_dossier(request).await?.into_inner().dossier;
    let mut request = ListHistoryRequest {
        dossier_number: number.to_owned(),
        page_size: PAGE_SIZE,
        ..ListHistoryRequest::default()
    };
    let mut history = Vec::new();
    loop {
        let page = agent.list_history(request.clone()).await?.into_inner();
        history.extend(page.entries);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let dossier = dossier.context("a dossier was answered without one")?;
    Ok(Found { dossier, history })
}

async fn tasks(callers: &Callers) -> anyhow::Result<Vec<(&'static str, Task)>> {
    let mut tasks = Vec::new();
    for (assignee, mut office) in callers.tasks() {
        for state in [TaskState::Open, TaskState::Done, TaskState::Withdrawn] {
            let mut request = ListTasksRequest {
                state: state.into(),
                page_size: PAGE_SIZE,
                ..ListTasksRequest::default()
            };
            loop {
                let page = office.list_tasks(request.clone()).await?.into_inner();
                tasks.extend(page.tasks.into_iter().map(|task| (assignee, task)));
                if page.next_page_token.is_empty() {
                    break;
                }
                request.page_token = page.next_page_token;
            }
        }
    }
    Ok(tasks)
}

async fn letters(callers: &Callers) -> anyhow::Result<Vec<Message>> {
    let mut client = callers.letters();
    let mut request =
        ListMessagesRequest { page_size: PAGE_SIZE, ..ListMessagesRequest::default() };
    let mut letters = Vec::new();
    loop {
        let page = client.list_messages(request.clone()).await?.into_inner();
        letters.extend(page.messages);
        if page.next_page_token.is_empty() {
            return Ok(letters);
        }
        request.page_token = page.next_page_token;
    }
}

impl Survey {
    /// The tasks of a dossier, with who has to do them.
    pub(super) fn tasks_of<'a>(
        &'a self,
        number: &'a str,
    ) -> impl Iterator<Item = (&'static str, &'a Task)> {
        let own = self.tasks.iter().filter(move |(_, task)| task.dossier_number == number);
        own.map(|(assignee, task)| (*assignee, task))
    }

    /// The letters about a dossier; an empty number stands for those about none.
    pub(super) fn letters_of<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a Message> {
        self.letters.iter().filter(move |letter| letter.dossier_number == number)
    }
}

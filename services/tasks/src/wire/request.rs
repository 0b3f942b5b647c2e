//! Requests, read: every bad field is named.

use stts_chassis::fields::{self, Fields};
use stts_contracts::tasks::v1::{GetTaskRequest, ListTasksRequest, TaskState};
use stts_kernel::{Refusal, TaskId};
use stts_store::{SealBroken, Vault, page_token};
use stts_tasks_domain::{Assignee, Closing};
use uuid::Uuid;

use super::task::task_type;
use crate::ports::{Cursor, Filter};

const DEFAULT_PAGE_SIZE: u32 = 50;

/// A page of tasks to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListTasks {
    /// Which tasks.
    pub filter: Filter,
    /// After which place.
    pub after: Option<Cursor>,
    /// How many at most.
    pub size: u32,
}

/// Reads the request of a caller that has to do those tasks; its page token must be one of the same
/// list.
pub fn list(
    message: &ListTasksRequest,
    assignee: Assignee,
    vault: &Vault,
) -> Result<ListTasks, Refusal> {
    let mut fields = Fields::of(message);
    let number = Some(&message.dossier_number).filter(|number| !number.is_empty());
    let number = fields.optional("dossier_number", number.map(|number| number.parse()));
    let closing = match message.state() {
        TaskState::Unspecified | TaskState::Open => None,
        TaskState::Done => Some(Closing::Done),
        TaskState::Withdrawn => Some(Closing::Withdrawn),
    };
    let filter = number.map(|dossier_number| Filter {
        assignee,
        closing,
        task_type: task_type(message.r#type()),
        dossier_number,
    });
    let after = match (&filter, message.page_token.as_str()) {
        (None, _) | (_, "") => Some(None),
        (Some(filter), token) => fields.optional("page_token", Some(cursor(vault, filter, token))),
    };
    fields.finish(|| Some(ListTasks { filter: filter?, after: after?, size: size(message) }))
}

/// Reads which task is asked for.
pub fn get(message: &GetTaskRequest) -> Result<TaskId, Refusal> {
    let mut fields = Fields::of(message);
    let task_id = fields.take("task_id", fields::uuid(&message.task_id));
    fields.finish(|| Some(TaskId::from(task_id?)))
}

/// The token of the page after a place in this list.
pub fn page_token(vault: &Vault, filter: &Filter, after: Cursor) -> Result<String, SealBroken> {
    let mut key = after.raised_at.timestamp_micros().to_be_bytes().to_vec();
    key.extend(after.task_id.uuid().as_bytes());
    page_token::seal(vault, &query(filter), &key)
}

fn cursor(vault: &Vault, filter: &Filter, token: &str) -> Result<Cursor, &'static str> {
    let key = page_token::open(vault, &query(filter), token).ok();
    let place = key.as_deref().and_then(|key| {
        let (micros, id) = key.split_first_chunk()?;
        let raised_at = chrono::DateTime::from_timestamp_micros(i64::from_be_bytes(*micros))?;
        let task_id = TaskId::from(Uuid::from_slice(id).ok()?);
        Some(Cursor { raised_at, task_id })
    });
    place.ok_or("is not a token of this list")
}

/// The list as one text, to which its page tokens are bound.
fn query(filter: &Filter) -> String {
    let Filter { assignee, closing, task_type, dossier_number } = filter;
    format!("ListTasks {assignee} {closing:?} {task_type:?} {dossier_number:?}")
}

fn size(message: &ListTasksRequest) -> u32 {
    match u32::try_from(message.page_size) {
        Ok(size) if size > 0 => size,
        _ => DEFAULT_PAGE_SIZE,
    }
}

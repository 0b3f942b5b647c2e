//! Requests, read: every bad field is named.

use stts_chassis::fields::{self, Fields};
use stts_contracts::tasks::v1::{GetTaskRequest, ListTasksRequest, TaskState};
use stts_kernel::{Refusal, TaskId};
use stts_store::{SealBroken, Vault, page, page_token};
use stts_tasks_domain::{Assignee, Closing};
use uuid::Uuid;

use super::task::task_type;
use crate::ports::{Cursor, Filter};

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
    let after = filter.as_ref().and_then(|filter| {
        page::after(&mut fields, (vault, &query(filter)), &message.page_token, cursor)
    });
    let size = page::size(message.page_size);
    fields.finish(|| Some(ListTasks { filter: filter?, after: after?, size }))
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

fn cursor(key: &[u8]) -> Option<Cursor> {
    let (micros, id) = key.split_first_chunk()?;
    let raised_at = chrono::DateTime::from_timestamp_micros(i64::from_be_bytes(*micros))?;
    Some(Cursor { raised_at, task_id: TaskId::from(Uuid::from_slice(id).ok()?) })
}

/// The list as one text, to which its page tokens are bound.
fn query(filter: &Filter) -> String {
    let Filter { assignee, closing, task_type, dossier_number } = filter;
    format!("ListTasks {assignee} {closing:?} {task_type:?} {dossier_number:?}")
}

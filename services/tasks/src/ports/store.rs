//! The tasks as they are kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_kernel::{DossierNumber, ErrorKind, TaskId};
use stts_tasks_domain::{Assignee, Closing, Task, TaskType};

/// Which tasks to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Whose; nobody sees another's.
    pub assignee: Assignee,
    /// How they ended; absent for open ones.
    pub closing: Option<Closing>,
    /// Only of this type.
    pub task_type: Option<TaskType>,
    /// Only of this dossier.
    pub dossier_number: Option<DossierNumber>,
}

/// A task's place in a list, oldest first. It never changes, so that tasks which come or go
/// meanwhile move no other from one page to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// When it arose.
    pub raised_at: DateTime<Utc>,
    /// Which it is, among those of that instant.
    pub task_id: TaskId,
}

impl From<&Task> for Cursor {
    fn from(task: &Task) -> Self {
        Self { raised_at: task.raised_at, task_id: task.task_id }
    }
}

/// The tasks of this service's database.
#[async_trait]
pub trait TaskStore: Send + Sync {
    /// A task of this assignee.
    async fn task(&self, assignee: &Assignee, task_id: TaskId) -> Result<Option<Task>, ErrorKind>;

    /// Tasks that pass the filter, oldest first, after a place, at most `limit`.
    async fn tasks(
        &self,
        filter: &Filter,
        after: Option<Cursor>,
        limit: u64,
    ) -> Result<Vec<Task>, ErrorKind>;
}

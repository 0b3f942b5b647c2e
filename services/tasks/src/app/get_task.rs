//! One task, for the one who has to do it.

use stts_kernel::{ErrorKind, Refusal, TaskId};
use stts_tasks_domain::{Assignee, Task};

use super::App;

impl App {
    /// The task. One that is unknown and one of somebody else cannot be told apart.
    pub async fn get_task(&self, assignee: &Assignee, task_id: TaskId) -> Result<Task, Refusal> {
        let task = self.store.task(assignee, task_id).await?;
        task.ok_or_else(|| ErrorKind::TaskNotFound.into())
    }
}

//! The tasks while an event is applied.

use async_trait::async_trait;
use stts_kernel::TaskId;
use stts_queue::log::HandlerError;
use stts_tasks_domain::Task;

/// The tasks inside the transaction of an event.
#[async_trait]
pub trait TaskLedger: Send + Sync {
    /// A task.
    async fn load(&self, task_id: TaskId) -> Result<Option<Task>, HandlerError>;

    /// Writes a task as it has become.
    async fn save(&self, task: &Task) -> Result<(), HandlerError>;
}

//! What an operator or BIPT has to do: the rules of a task's life, without I/O.
//!
//! The dossier service decides which tasks exist and says so in events; a task here only opens and
//! closes as it is told (domain, section 8). To add a type, give [`TaskType`] a variant: the
//! compiler names what else has to know it. What an event does to a task is a [`TaskChange`], and
//! [`decide`] tells the task that comes of it.

mod change;
mod task;
mod task_type;

pub use change::{Inapplicable, TaskChange, decide};
pub use task::{Assignee, Closing, Task, TaskState, Undue};
pub use task_type::TaskType;

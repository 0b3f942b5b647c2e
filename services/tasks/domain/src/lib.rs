//! What an operator or BIPT has to do: the rules of a task's life, without I/O.
//!
//! The dossier service decides which tasks exist and says so in events; a task here only opens and
//! closes as it is told (domain, section 8). To add a type, give [`TaskType`] a variant: the
//! compiler names what else has to know it.

mod task;

pub use task::{Assignee, Closing, Task, TaskState, TaskType};

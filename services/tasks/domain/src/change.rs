//! What an event of the dossier service does to a task.

use chrono::{DateTime, Utc};
use stts_kernel::TaskId;

use crate::{Closing, Task, TaskState};

/// A change to one task, as the dossier service tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskChange {
    /// It arose.
    Raised(Task),
    /// It was done, or has become pointless.
    Closed {
        /// The task.
        task_id: TaskId,
        /// How it ended.
        closing: Closing,
        /// When.
        at: DateTime<Utc>,
    },
}

impl TaskChange {
    /// The task that it is about.
    pub const fn task_id(&self) -> TaskId {
        match self {
            Self::Raised(task) => task.task_id,
            Self::Closed { task_id, .. } => *task_id,
        }
    }
}

/// A change that cannot follow from what was told before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inapplicable {
    /// A task is closed that was never raised.
    NeverRaised,
    /// A task is raised under the identifier of another.
    IdentifierTaken,
}

/// The task as it is after a change. Told twice, a change changes nothing the second time, and of
/// two closings the first counts.
pub fn decide(existing: Option<Task>, change: TaskChange) -> Result<Task, Inapplicable> {
    match (existing, change) {
        (None, TaskChange::Raised(task)) => Ok(task),
        (Some(existing), TaskChange::Raised(task)) => {
            let as_raised = Task { state: TaskState::Open, ..existing.clone() };
            if as_raised == task { Ok(existing) } else { Err(Inapplicable::IdentifierTaken) }
        }
        (Some(existing), TaskChange::Closed { closing, at, .. }) => {
            Ok(existing.closed(closing, at))
        }
        (None, TaskChange::Closed { .. }) => Err(Inapplicable::NeverRaised),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assignee, TaskType};

    fn raised() -> Task {
        Task {
            task_id: TaskId::from(uuid::Uuid::from_u64_pair(0, 1)),
            task_type: TaskType::ReviewDocuments,
            assignee: Assignee::Bipt,
            dossier_number: "1234567894".parse().unwrap(),
            raised_at: instant("2024-03-01T10:00:00Z"),
            due_date: Some("2024-04-30".parse().unwrap()),
            end_date: None,
            undue: None,
            state: TaskState::Open,
        }
    }

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn closed(closing: Closing, at: &str) -> TaskChange {
        TaskChange::Closed { task_id: raised().task_id, closing, at: instant(at) }
    }

    #[test]
    fn a_task_opens_and_closes_as_it_is_told() {
        let task = decide(None, TaskChange::Raised(raised())).unwrap();
        assert_eq!(task, raised());
        for closing in [Closing::Done, Closing::Withdrawn] {
            let at = "2024-03-02T10:00:00Z";
            let ended = decide(Some(task.clone()), closed(closing, at)).unwrap();
            assert_eq!(ended.state, TaskState::Closed(closing, instant(at)));
        }
    }

    #[test]
    fn the_first_closing_counts_and_raising_again_opens_nothing() {
        let done = closed(Closing::Done, "2024-03-02T10:00:00Z");
        let done = decide(Some(raised()), done).unwrap();
        let withdrawn = closed(Closing::Withdrawn, "2024-03-03T10:00:00Z");
        assert_eq!(decide(Some(done.clone()), withdrawn), Ok(done.clone()));
        assert_eq!(decide(Some(done.clone()), TaskChange::Raised(raised())), Ok(done));
    }

    #[test]
    fn what_contradicts_what_was_told_is_refused() {
        let other = Task { task_type: TaskType::CloseFile, ..raised() };
        assert_eq!(
            decide(Some(raised()), TaskChange::Raised(other)),
            Err(Inapplicable::IdentifierTaken)
        );
        let done = closed(Closing::Done, "2024-03-02T10:00:00Z");
        assert_eq!(decide(None, done), Err(Inapplicable::NeverRaised));
    }
}

//! One task, from its raising to its end.

use chrono::{DateTime, Utc};
use stts_kernel::{DossierNumber, OperatorId, TaskId};

/// What a task asks for (domain, section 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskType {
    /// Give the activation data.
    EnterMissingData,
    /// Close the file in the operator's own system.
    CloseFile,
    /// Look at the documents that establish the right.
    ReviewDocuments,
}

impl TaskType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::EnterMissingData, Self::CloseFile, Self::ReviewDocuments];

    /// The name used in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EnterMissingData => "ENTER_MISSING_DATA",
            Self::CloseFile => "CLOSE_FILE",
            Self::ReviewDocuments => "REVIEW_DOCUMENTS",
        }
    }

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Who has to do it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Assignee {
    /// An operator.
    Operator(OperatorId),
    /// BIPT.
    Bipt,
}

/// Whether a task is still to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// To do.
    Open,
    /// Done, or pointless by now, since the instant.
    Closed(Closing, DateTime<Utc>),
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Closing {
    /// It was done; it leaves the list and stays in the history.
    Done,
    /// It had become pointless.
    Withdrawn,
}

/// Something to do on a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its identifier, made by the dossier service.
    pub task_id: TaskId,
    /// What it asks for.
    pub task_type: TaskType,
    /// Who has to do it.
    pub assignee: Assignee,
    /// The dossier on which it is to be done.
    pub dossier_number: DossierNumber,
    /// When it arose.
    pub raised_at: DateTime<Utc>,
    /// Whether it is still to do.
    pub state: TaskState,
}

impl Task {
    /// The task closed; one that is closed already stays as it was.
    #[must_use]
    pub fn closed(self, closing: Closing, at: DateTime<Utc>) -> Self {
        match self.state {
            TaskState::Open => Self { state: TaskState::Closed(closing, at), ..self },
            TaskState::Closed(..) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raised() -> Task {
        Task {
            task_id: TaskId::from(uuid::Uuid::from_u64_pair(0, 1)),
            task_type: TaskType::ReviewDocuments,
            assignee: Assignee::Bipt,
            dossier_number: "1234567894".parse().unwrap(),
            raised_at: instant("2024-03-01T10:00:00Z"),
            state: TaskState::Open,
        }
    }

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_first_closing_counts() {
        let done = raised().closed(Closing::Done, instant("2024-03-02T10:00:00Z"));
        let again = done.clone().closed(Closing::Withdrawn, instant("2024-03-03T10:00:00Z"));
        assert_eq!(again, done);
        assert_eq!(
            done.state,
            TaskState::Closed(Closing::Done, instant("2024-03-02T10:00:00Z"))
        );
    }

    #[test]
    fn names_lead_back_to_their_type() {
        for task_type in TaskType::ALL {
            assert_eq!(TaskType::from_name(task_type.name()), Some(task_type));
        }
    }
}

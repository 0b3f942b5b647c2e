//! One task, from its raising to its end.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use stts_kernel::{Cents, DossierNumber, InvalidOperatorId, OperatorId, TaskId};

use crate::TaskType;

const BIPT: &str = "BIPT";

/// Who has to do it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Assignee {
    /// An operator.
    Operator(OperatorId),
    /// BIPT.
    Bipt,
}

impl Assignee {
    /// The one that is written so: an operator's code, or `BIPT`.
    pub fn from_name(name: &str) -> Result<Self, InvalidOperatorId> {
        if name == BIPT { Ok(Self::Bipt) } else { Ok(Self::Operator(OperatorId::new(name)?)) }
    }
}

impl fmt::Display for Assignee {
    /// The operator's code, or `BIPT`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator(operator) => operator.fmt(formatter),
            Self::Bipt => formatter.write_str(BIPT),
        }
    }
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
    /// The last day on which acting still helps; absent where nothing lapses.
    pub due_date: Option<NaiveDate>,
    /// The first day without reduction; only of [`TaskType::TerminateReduction`].
    pub end_date: Option<NaiveDate>,
    /// What was granted beyond that day; only of [`TaskType::TerminateReduction`], and absent where
    /// nothing was.
    pub undue: Option<Undue>,
    /// Whether it is still to do.
    pub state: TaskState,
}

/// Reductions that were granted after the right had ended (annex art. 22 §1, 1.6 2°).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Undue {
    /// How many billing months.
    pub months: u32,
    /// What they are worth, VAT included.
    pub amount: Cents,
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

    #[test]
    fn an_assignee_is_an_operator_or_bipt() {
        for (name, assignee) in [
            ("BIPT", Assignee::Bipt),
            ("OP01", Assignee::Operator(OperatorId::new("OP01").unwrap())),
        ] {
            assert_eq!(Assignee::from_name(name).as_ref(), Ok(&assignee));
            assert_eq!(assignee.to_string(), name);
        }
        assert!(Assignee::from_name("").is_err());
    }
}

//! A task in the words of the contract.

use stts_chassis::fields;
use stts_contracts::dossier::v1::Undue as UndueMessage;
use stts_contracts::events::v1::TaskType as TypeMessage;
use stts_contracts::tasks::v1::{Task as TaskMessage, TaskState as StateMessage};
use stts_tasks_domain::{Closing, Task, TaskState, TaskType, Undue};

/// The type of a task; none for the unspecified one.
pub(super) const fn task_type(message: TypeMessage) -> Option<TaskType> {
    match message {
        TypeMessage::Unspecified => None,
        TypeMessage::EnterMissingData => Some(TaskType::EnterMissingData),
        TypeMessage::CloseFile => Some(TaskType::CloseFile),
        TypeMessage::ReviewDocuments => Some(TaskType::ReviewDocuments),
        TypeMessage::TerminateReduction => Some(TaskType::TerminateReduction),
        TypeMessage::ReviewVerification => Some(TaskType::ReviewVerification),
        TypeMessage::ResolveMultiple => Some(TaskType::ResolveMultiple),
        TypeMessage::ReviewPerson => Some(TaskType::ReviewPerson),
    }
}

const fn type_message(task_type: TaskType) -> TypeMessage {
    match task_type {
        TaskType::EnterMissingData => TypeMessage::EnterMissingData,
        TaskType::CloseFile => TypeMessage::CloseFile,
        TaskType::ReviewDocuments => TypeMessage::ReviewDocuments,
        TaskType::TerminateReduction => TypeMessage::TerminateReduction,
        TaskType::ReviewVerification => TypeMessage::ReviewVerification,
        TaskType::ResolveMultiple => TypeMessage::ResolveMultiple,
        TaskType::ReviewPerson => TypeMessage::ReviewPerson,
    }
}

/// A task as it is answered.
pub fn message(task: &Task) -> TaskMessage {
    let (state, closed_at) = match task.state {
        TaskState::Open => (StateMessage::Open, None),
        TaskState::Closed(Closing::Done, at) => (StateMessage::Done, Some(at)),
        TaskState::Closed(Closing::Withdrawn, at) => (StateMessage::Withdrawn, Some(at)),
    };
    TaskMessage {
        task_id: task.task_id.to_string(),
        r#type: type_message(task.task_type).into(),
        state: state.into(),
        dossier_number: task.dossier_number.to_string(),
        raised_at: Some(fields::timestamp(task.raised_at)),
        closed_at: closed_at.map(fields::timestamp),
        due_date: task.due_date.map(fields::date_message),
        end_date: task.end_date.map(fields::date_message),
        undue: task.undue.map(undue),
    }
}

fn undue(undue: Undue) -> UndueMessage {
    UndueMessage {
        // A count of months beyond this is nobody's.
        months: i32::try_from(undue.months).unwrap_or(i32::MAX),
        amount_cents: undue.amount.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_go_both_ways() {
        for one in TaskType::ALL {
            assert_eq!(task_type(type_message(one)), Some(one));
        }
    }
}

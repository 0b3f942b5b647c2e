//! The dossier service's events, read.

use prost::Message;
use stts_chassis::fields;
use stts_contracts::common::v1::Date;
use stts_contracts::dossier::v1::Undue as UndueMessage;
use stts_contracts::events::v1::{TaskDone, TaskRaised, TaskWithdrawn};
use stts_kernel::{Cents, TaskId};
use stts_queue::log::{Event, HandlerError};
use stts_tasks_domain::{Assignee, Closing, Task, TaskChange, TaskState, Undue};

use super::task::task_type;

/// The version of the events' meaning that is known here.
const VERSION: u32 = 1;

/// The change to a task that an event tells. Anything but the three events about tasks, or another
/// version of them, is unknown; one that cannot be read is poison, named by its field.
pub fn change(event: &Event) -> Result<TaskChange, HandlerError> {
    if event.version != VERSION {
        return Err(HandlerError::UnknownType);
    }
    match event.type_name.as_str() {
        "stts.events.v1.TaskRaised" => raised(event),
        "stts.events.v1.TaskDone" => {
            let TaskDone { task_id, .. } = decode(event)?;
            closed(event, &task_id, Closing::Done)
        }
        "stts.events.v1.TaskWithdrawn" => {
            let TaskWithdrawn { task_id, .. } = decode(event)?;
            closed(event, &task_id, Closing::Withdrawn)
        }
        _ => Err(HandlerError::UnknownType),
    }
}

fn raised(event: &Event) -> Result<TaskChange, HandlerError> {
    let message: TaskRaised = decode(event)?;
    let assignee = Assignee::from_name(&message.assignee);
    let number = message.dossier_number.parse();
    Ok(TaskChange::Raised(Task {
        task_id: identifier(&message.task_id)?,
        task_type: task_type(message.r#type()).ok_or(HandlerError::Poison("TYPE"))?,
        assignee: assignee.map_err(|_| HandlerError::Poison("ASSIGNEE"))?,
        dossier_number: number.map_err(|_| HandlerError::Poison("DOSSIER_NUMBER"))?,
        raised_at: event.occurred_at,
        due_date: date(message.due_date.as_ref(), "DUE_DATE")?,
        end_date: date(message.end_date.as_ref(), "END_DATE")?,
        undue: message.undue.as_ref().map(undue).transpose()?,
        state: TaskState::Open,
    }))
}

fn closed(event: &Event, task_id: &str, closing: Closing) -> Result<TaskChange, HandlerError> {
    Ok(TaskChange::Closed { task_id: identifier(task_id)?, closing, at: event.occurred_at })
}

fn decode<M: Message + Default>(event: &Event) -> Result<M, HandlerError> {
    M::decode(event.payload.as_slice()).map_err(|_| HandlerError::Poison("MALFORMED_MESSAGE"))
}

fn identifier(text: &str) -> Result<TaskId, HandlerError> {
    fields::uuid(text).map(TaskId::from).map_err(|_| HandlerError::Poison("TASK_ID"))
}

fn undue(message: &UndueMessage) -> Result<Undue, HandlerError> {
    let months = u32::try_from(message.months).map_err(|_| HandlerError::Poison("UNDUE"))?;
    Ok(Undue { months, amount: Cents(message.amount_cents) })
}

fn date(
    date: Option<&Date>,
    field: &'static str,
) -> Result<Option<chrono::NaiveDate>, HandlerError> {
    let date = date.map(fields::date).transpose();
    date.map_err(|_| HandlerError::Poison(field))
}

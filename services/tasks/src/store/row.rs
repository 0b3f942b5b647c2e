//! A task as a row, and back.

use std::num::TryFromIntError;

use sea_orm::ActiveValue::Set;
use stts_kernel::{Cents, DossierNumber, TaskId};
use stts_store::StoreError;
use stts_tasks_domain::{Assignee, Closing, Task, TaskState, TaskType, Undue};

use super::entity::{ActiveModel, Model};

const OPEN: &str = "OPEN";
const DONE: &str = "DONE";
const WITHDRAWN: &str = "WITHDRAWN";

/// The state of open tasks, or of those that ended so, as it is stored.
pub(super) const fn state_name(closing: Option<Closing>) -> &'static str {
    match closing {
        None => OPEN,
        Some(Closing::Done) => DONE,
        Some(Closing::Withdrawn) => WITHDRAWN,
    }
}

/// A dossier number as it is stored.
pub(super) fn stored_number(number: DossierNumber) -> i64 {
    number.get().cast_signed()
}

pub(super) fn write(task: &Task) -> ActiveModel {
    let (closing, closed_at) = match task.state {
        TaskState::Open => (None, None),
        TaskState::Closed(closing, at) => (Some(closing), Some(at.into())),
    };
    ActiveModel {
        task_id: Set(task.task_id.uuid()),
        task_type: Set(task.task_type.name().to_owned()),
        assignee: Set(task.assignee.to_string()),
        dossier_number: Set(stored_number(task.dossier_number)),
        raised_at: Set(task.raised_at.into()),
        due_date: Set(task.due_date),
        end_date: Set(task.end_date),
        state: Set(state_name(closing).to_owned()),
        closed_at: Set(closed_at),
        undue_months: Set(task.undue.map(|undue| undue.months.into())),
        undue_cents: Set(task.undue.map(|undue| undue.amount.0)),
    }
}

pub(super) fn read(row: &Model) -> Result<Task, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("tasks.{column}"));
    let closed = |closing| {
        let at = row.closed_at.ok_or_else(|| corrupt("closed_at"))?;
        Ok::<_, StoreError>(TaskState::Closed(closing, at.instant()))
    };
    let state = match row.state.as_str() {
        OPEN => TaskState::Open,
        DONE => closed(Closing::Done)?,
        WITHDRAWN => closed(Closing::Withdrawn)?,
        _ => return Err(corrupt("state")),
    };
    let number: Result<DossierNumber, _> = format!("{:010}", row.dossier_number).parse();
    Ok(Task {
        task_id: TaskId::from(row.task_id),
        task_type: TaskType::from_name(&row.task_type).ok_or_else(|| corrupt("task_type"))?,
        assignee: Assignee::from_name(&row.assignee).map_err(|_| corrupt("assignee"))?,
        dossier_number: number.map_err(|_| corrupt("dossier_number"))?,
        raised_at: row.raised_at.instant(),
        due_date: row.due_date,
        end_date: row.end_date,
        undue: undue(row).map_err(|_| corrupt("undue_months"))?,
        state,
    })
}

fn undue(row: &Model) -> Result<Option<Undue>, TryFromIntError> {
    let (Some(months), Some(cents)) = (row.undue_months, row.undue_cents) else { return Ok(None) };
    Ok(Some(Undue { months: u32::try_from(months)?, amount: Cents(cents) }))
}

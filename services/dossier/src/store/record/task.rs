//! A task as the dossier knows it.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dossier::{OpenTask, TaskParty, Undue};
use stts_kernel::{OperatorId, TaskId};
use uuid::Uuid;

use super::corrupt::{CorruptRecord, checked};
use super::reduction::UndueRecord;
use super::{date, name};

/// Mirrors [`OpenTask`]; the operator is absent when BIPT is asked.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenTaskRecord {
    id: Uuid,
    kind: String,
    operator: Option<String>,
    #[serde(default)]
    due: Option<String>,
    #[serde(default)]
    end_date: Option<String>,
    #[serde(default)]
    undue: Option<UndueRecord>,
}

impl From<&OpenTask> for OpenTaskRecord {
    fn from(task: &OpenTask) -> Self {
        let OpenTask { id, kind, to, due, end_date, undue } = task;
        let operator = match to {
            TaskParty::Operator(operator) => Some(operator.to_string()),
            TaskParty::Bipt => None,
        };
        Self {
            id: id.uuid(),
            kind: name::write(*kind),
            operator,
            due: due.map(date::write),
            end_date: end_date.map(date::write),
            undue: undue.as_ref().map(UndueRecord::from),
        }
    }
}

impl TryFrom<OpenTaskRecord> for OpenTask {
    type Error = CorruptRecord;

    fn try_from(record: OpenTaskRecord) -> Result<Self, CorruptRecord> {
        let operator = record.operator.map(OperatorId::new).transpose();
        Ok(Self {
            id: TaskId::from(record.id),
            kind: name::read("kind", &record.kind)?,
            to: checked("operator", operator)?.map_or(TaskParty::Bipt, TaskParty::Operator),
            due: date::read_optional("due", record.due.as_deref())?,
            end_date: date::read_optional("end_date", record.end_date.as_deref())?,
            undue: record.undue.map(Undue::from),
        })
    }
}

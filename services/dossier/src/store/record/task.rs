//! A task as the dossier knows it.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dossier::{OpenTask, TaskParty};
use stts_kernel::{OperatorId, TaskId};
use uuid::Uuid;

use super::corrupt::{CorruptRecord, checked};
use super::name;

/// Mirrors [`OpenTask`]; the operator is absent when BIPT is asked.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenTaskRecord {
    id: Uuid,
    kind: String,
    operator: Option<String>,
}

impl From<&OpenTask> for OpenTaskRecord {
    fn from(task: &OpenTask) -> Self {
        let OpenTask { id, kind, to } = task;
        let operator = match to {
            TaskParty::Operator(operator) => Some(operator.to_string()),
            TaskParty::Bipt => None,
        };
        Self { id: id.uuid(), kind: name::write(*kind), operator }
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
        })
    }
}

//! The tasks inside the transaction of an event.

use async_trait::async_trait;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;
use stts_kernel::TaskId;
use stts_queue::log::HandlerError;
use stts_store::{StoreError, Transaction};
use stts_tasks_domain::Task;

use super::{entity, row};
use crate::ports::TaskLedger;

/// The tasks as a transaction sees them. The consumer's lock on the partition keeps two events of one
/// dossier from being applied at once.
pub struct LedgerIn<'a>(pub &'a Transaction);

#[async_trait]
impl TaskLedger for LedgerIn<'_> {
    async fn load(&self, task_id: TaskId) -> Result<Option<Task>, HandlerError> {
        let found = entity::Entity::find_by_id(task_id.uuid()).one(self.0.connection()).await;
        Ok(found.map_err(StoreError::from)?.as_ref().map(row::read).transpose()?)
    }

    async fn save(&self, task: &Task) -> Result<(), HandlerError> {
        let closing = OnConflict::column(entity::Column::TaskId)
            .update_columns([entity::Column::State, entity::Column::ClosedAt])
            .to_owned();
        entity::Entity::insert(row::write(task))
            .on_conflict(closing)
            .exec_without_returning(self.0.connection())
            .await
            .map_err(StoreError::from)?;
        Ok(())
    }
}

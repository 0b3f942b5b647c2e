//! Reading tasks: always those of one assignee, so that no query can reach another's.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use stts_chassis::guard_is_on;
use stts_kernel::{ErrorKind, TaskId};
use stts_store::{StoreError, StoredInstant};
use stts_tasks_domain::{Assignee, Task};

use super::entity::{Column, Entity};
use super::{TaskTables, row};
use crate::ports::{Cursor, Filter, TaskStore};

fn of(assignee: &Assignee) -> Select<Entity> {
    if !guard_is_on!("tenant_filter") {
        return Entity::find();
    }
    Entity::find().filter(Column::Assignee.eq(assignee.to_string()))
}

fn after(cursor: Cursor) -> Condition {
    let raised_at = StoredInstant::from(cursor.raised_at);
    let later = Column::RaisedAt.gt(raised_at);
    let next = Condition::all()
        .add(Column::RaisedAt.eq(raised_at))
        .add(Column::TaskId.gt(cursor.task_id.uuid()));
    Condition::any().add(later).add(next)
}

impl TaskTables {
    async fn one(&self, assignee: &Assignee, id: TaskId) -> Result<Option<Task>, StoreError> {
        let query = of(assignee).filter(Column::TaskId.eq(id.uuid()));
        query.one(self.store.reader().connection()).await?.as_ref().map(row::read).transpose()
    }

    async fn some(
        &self,
        filter: &Filter,
        place: Option<Cursor>,
        limit: u64,
    ) -> Result<Vec<Task>, StoreError> {
        let mut query = of(&filter.assignee)
            .filter(Column::State.eq(row::state_name(filter.closing)))
            .order_by_asc(Column::RaisedAt)
            .order_by_asc(Column::TaskId)
            .limit(limit);
        if let Some(task_type) = filter.task_type {
            query = query.filter(Column::TaskType.eq(task_type.name()));
        }
        if let Some(number) = filter.dossier_number {
            query = query.filter(Column::DossierNumber.eq(row::stored_number(number)));
        }
        if let Some(place) = place {
            query = query.filter(after(place));
        }
        let rows = query.all(self.store.reader().connection()).await?;
        rows.iter().map(row::read).collect()
    }
}

#[async_trait]
impl TaskStore for TaskTables {
    async fn task(&self, assignee: &Assignee, task_id: TaskId) -> Result<Option<Task>, ErrorKind> {
        self.one(assignee, task_id).await.map_err(StoreError::told)
    }

    async fn tasks(
        &self,
        filter: &Filter,
        after: Option<Cursor>,
        limit: u64,
    ) -> Result<Vec<Task>, ErrorKind> {
        self.some(filter, after, limit).await.map_err(StoreError::told)
    }
}

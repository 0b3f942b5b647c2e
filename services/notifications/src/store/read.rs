//! Reading messages.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use stts_kernel::ErrorKind;
use stts_store::{StoreError, StoredInstant};

use super::entity::{Column, Entity};
use super::{MessageTables, row};
use crate::ports::{Cursor, Filter, Message, MessageId, MessageStore};

fn after(cursor: Cursor) -> Condition {
    let created_at = StoredInstant::from(cursor.created_at);
    let next = Condition::all()
        .add(Column::CreatedAt.eq(created_at))
        .add(Column::MessageId.lt(cursor.message_id.0));
    Condition::any().add(Column::CreatedAt.lt(created_at)).add(next)
}

impl MessageTables {
    async fn one(&self, id: MessageId) -> Result<Option<(Message, Option<String>)>, StoreError> {
        let reader = self.store.reader();
        let found = Entity::find_by_id(id.0).one(reader.connection()).await?;
        let Some(found) = found else { return Ok(None) };
        Ok(Some((row::read(&found)?, row::content(reader.vault(), &found)?)))
    }

    async fn some(
        &self,
        filter: Filter,
        place: Option<Cursor>,
        limit: u64,
    ) -> Result<Vec<Message>, StoreError> {
        let mut query = Entity::find()
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::MessageId)
            .limit(limit);
        if let Some(kind) = filter.kind {
            query = query.filter(Column::Kind.eq(kind.name()));
        }
        if let Some(stage) = filter.stage {
            query = query.filter(Column::Stage.eq(stage.name()));
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
impl MessageStore for MessageTables {
    async fn message(&self, id: MessageId) -> Result<Option<(Message, Option<String>)>, ErrorKind> {
        self.one(id).await.map_err(StoreError::told)
    }

    async fn messages(
        &self,
        filter: Filter,
        after: Option<Cursor>,
        limit: u64,
    ) -> Result<Vec<Message>, ErrorKind> {
        self.some(filter, after, limit).await.map_err(StoreError::told)
    }
}

#[cfg(test)]
mod tests {
    use stts_store::StoreError;
    use stts_testkit::Databases;

    use super::super::migrations;

    static DATABASES: Databases = Databases::of("notifications", migrations);

    /// What SQLite would do for the list of one value of a column.
    async fn plan(column: &str) -> Result<String, StoreError> {
        use sea_orm::{ConnectionTrait, DbBackend, Statement};
        let database = DATABASES.sqlite().await;
        let explained = format!(
            "EXPLAIN QUERY PLAN SELECT * FROM messages WHERE {column} = 1 \
             ORDER BY created_at DESC, message_id DESC LIMIT 51"
        );
        let statement = Statement::from_string(DbBackend::Sqlite, explained);
        let reader = database.store.reader();
        let rows = reader.connection().query_all_raw(statement).await?;
        Ok(rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap() + "; ").collect())
    }

    #[tokio::test]
    async fn a_list_is_read_in_its_order_from_an_index() {
        for column in ["stage", "kind", "dossier_number"] {
            let plan = plan(column).await.unwrap();
            assert!(plan.contains(&format!("({column}=?)")), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}

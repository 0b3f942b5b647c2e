//! Writing messages: with the event that asks for them, and with the job that delivers them.

use async_trait::async_trait;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use stts_notifications_domain::{Details, MessageKind, Stage};
use stts_queue::jobs::{Claim, JobError};
use stts_store::{StoreError, Transaction, jobs};

use super::entity::{Column, Entity};
use super::{MessageTables, details, row};
use crate::ports::{Deliveries, Message, MessageId, NewMessage, Outcome};

/// Adds a message in the transaction of its event; false when there is one of that event, recipient
/// and kind already.
pub async fn add_message(
    transaction: &Transaction,
    message: &NewMessage,
) -> Result<bool, StoreError> {
    let once = OnConflict::columns([Column::EventId, Column::PersonId, Column::Kind])
        .do_nothing()
        .to_owned();
    let added = Entity::insert(row::added(transaction.vault(), message)?)
        .on_conflict(once)
        .exec_without_returning(transaction.connection())
        .await?;
    Ok(added > 0)
}

impl MessageTables {
    async fn waiting(&self, id: MessageId) -> Result<Option<(Message, Details)>, StoreError> {
        let reader = self.store.reader();
        let found = Entity::find_by_id(id.0)
            .filter(Column::Stage.eq(Stage::Pending.name()))
            .one(reader.connection())
            .await?;
        let Some(found) = found else { return Ok(None) };
        let details = details::open(reader.vault(), id, &found.details)?;
        Ok(Some((row::read(&found)?, details)))
    }

    /// A message is withdrawn or begun, whichever comes first: both look at the row and change it in
    /// one statement.
    async fn mark_begun(&self, id: MessageId) -> Result<bool, StoreError> {
        let transaction = self.store.begin().await?;
        let marked = Entity::update_many()
            .col_expr(Column::Begun, Expr::value(true))
            .filter(Column::MessageId.eq(id.0))
            .filter(Column::Stage.eq(Stage::Pending.name()))
            .exec(transaction.connection())
            .await?;
        transaction.commit().await?;
        Ok(marked.rows_affected > 0)
    }

    async fn write(
        &self,
        claim: Claim,
        id: MessageId,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        let settled = row::settled(self.store.vault(), id, outcome)?;
        let transaction = self.store.begin().await?;
        jobs::complete(&transaction, claim).await?;
        Entity::update_many()
            .set(settled)
            .filter(Column::MessageId.eq(id.0))
            .filter(Column::Stage.eq(Stage::Pending.name()))
            .exec(transaction.connection())
            .await?;
        transaction.commit().await
    }
}

#[async_trait]
impl Deliveries for MessageTables {
    async fn pending(&self, id: MessageId) -> Result<Option<(Message, Details)>, JobError> {
        let Some((message, details)) = self.waiting(id).await? else { return Ok(None) };
        if message.kind == MessageKind::Recall && self.recalls_what_waits(&message).await? {
            return Err(JobError::Retry("RECALLED_LETTER_ON_ITS_WAY"));
        }
        Ok(Some((message, details)))
    }

    async fn begin(&self, id: MessageId) -> Result<bool, JobError> {
        Ok(self.mark_begun(id).await?)
    }

    async fn settle(&self, claim: Claim, id: MessageId, outcome: Outcome) -> Result<(), JobError> {
        Ok(self.write(claim, id, &outcome).await?)
    }
}

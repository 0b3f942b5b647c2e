//! Taking back the letters of an action that was taken back (domain, section 9).

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use stts_kernel::{DossierNumber, brussels_date};
use stts_notifications_domain::{RecalledLetter, Stage};
use stts_store::{StoreError, Transaction};

use super::entity::{Column, Entity};
use super::{MessageTables, row};
use crate::ports::{Message, MessageId};

/// Takes back the messages of a dossier that follow from versions after the restored one: those of
/// which the handing over has not begun are withdrawn. The others are marked as recalled by the
/// message `recall`, and given back, oldest first.
pub async fn take_back(
    transaction: &Transaction,
    dossier_number: DossierNumber,
    restored_version: u64,
    recall: MessageId,
) -> Result<Vec<RecalledLetter>, StoreError> {
    let number = row::stored_number(dossier_number);
    let version = restored_version.cast_signed();
    Entity::update_many()
        .col_expr(Column::Stage, Expr::value(Stage::Withdrawn.name()))
        .filter(Column::DossierNumber.eq(number))
        .filter(Column::DossierVersion.gt(version))
        .filter(Column::Stage.eq(Stage::Pending.name()))
        .filter(Column::Begun.is_null())
        .exec(transaction.connection())
        .await?;
    Entity::update_many()
        .col_expr(Column::RecalledBy, Expr::value(recall.0))
        .filter(Column::DossierNumber.eq(number))
        .filter(Column::DossierVersion.gt(version))
        .filter(Column::Stage.is_in([Stage::Pending.name(), Stage::Delivered.name()]))
        .filter(Column::RecalledBy.is_null())
        .exec(transaction.connection())
        .await?;
    let recalled = recalled_by(dossier_number, recall).all(transaction.connection()).await?;
    let letter = |row| {
        let Message { kind, created_at, .. } = row::read(&row)?;
        Ok(RecalledLetter { kind, written_on: brussels_date(created_at) })
    };
    recalled.into_iter().map(letter).collect()
}

fn recalled_by(dossier_number: DossierNumber, recall: MessageId) -> Select<Entity> {
    Entity::find()
        .filter(Column::DossierNumber.eq(row::stored_number(dossier_number)))
        .filter(Column::RecalledBy.eq(recall.0))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::MessageId)
}

impl MessageTables {
    /// Whether a letter that this one recalls is still on its way: it must not come after its recall.
    pub(super) async fn recalls_what_waits(&self, recall: &Message) -> Result<bool, StoreError> {
        let Some(number) = recall.dossier_number else { return Ok(false) };
        let waiting = recalled_by(number, recall.message_id)
            .filter(Column::Stage.eq(Stage::Pending.name()))
            .one(self.store.reader().connection())
            .await?;
        Ok(waiting.is_some())
    }
}

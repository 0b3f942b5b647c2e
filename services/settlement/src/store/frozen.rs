//! The frozen inputs: how far each has come.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use stts_kernel::ErrorKind;
use stts_settlement_domain::SettlementYear;
use stts_store::{StoreError, StoredInstant, Transaction};
use uuid::Uuid;

use super::entity::{frozen_input, frozen_row, run};
use super::{SettlementTables, corrupt, count};
use crate::ports::{ExportSummary, FrozenInput, FrozenInputs, Granted};

/// So long an input may wait for its run; the copy that it comes from lasts no longer.
const KEPT: TimeDelta = TimeDelta::days(30);

#[async_trait]
impl FrozenInputs for SettlementTables {
    async fn begin(
        &self,
        export_id: Uuid,
        year: SettlementYear,
        at: DateTime<Utc>,
    ) -> Result<FrozenInput, ErrorKind> {
        self.begin_input(export_id, year, at).await.map_err(StoreError::told)
    }

    async fn append(&self, export_id: Uuid, rows: &[Granted]) -> Result<(), ErrorKind> {
        self.append_rows(export_id, rows).await.map_err(StoreError::told)
    }

    async fn count(&self, export_id: Uuid) -> Result<u64, ErrorKind> {
        self.count_rows(export_id).await.map_err(StoreError::told)
    }

    async fn complete(&self, export_id: Uuid, summary: &ExportSummary) -> Result<(), ErrorKind> {
        self.complete_input(export_id, summary).await.map_err(StoreError::told)
    }

    async fn rows(
        &self,
        export_id: Uuid,
        after_key: u64,
        limit: u64,
    ) -> Result<Vec<Granted>, ErrorKind> {
        self.read_rows(export_id, after_key, limit).await.map_err(StoreError::told)
    }

    async fn discard(&self, export_id: Uuid) -> Result<(), ErrorKind> {
        self.discard_input(export_id).await.map_err(StoreError::told)
    }
}

impl SettlementTables {
    async fn begin_input(
        &self,
        export_id: Uuid,
        year: SettlementYear,
        at: DateTime<Utc>,
    ) -> Result<FrozenInput, StoreError> {
        let transaction = self.store.begin().await?;
        forget(&transaction, export_id, at - KEPT).await?;
        let row = frozen_input::ActiveModel {
            export_id: Set(export_id),
            year: Set(i64::from(year.number())),
            begun_at: Set(StoredInstant::from(at)),
            rows: Set(None),
            sha256: Set(None),
        };
        frozen_input::Entity::insert(row)
            .on_conflict_do_nothing_on([frozen_input::Column::ExportId])
            .exec_without_returning(transaction.connection())
            .await?;
        transaction.commit().await?;
        self.input(export_id).await
    }

    async fn input(&self, export_id: Uuid) -> Result<FrozenInput, StoreError> {
        let reader = self.store.reader();
        let begun = frozen_input::Entity::find_by_id(export_id).one(reader.connection()).await?;
        let begun = begun.ok_or_else(|| corrupt("frozen_inputs"))?;
        let last: Option<i64> = frozen_row::Entity::find()
            .select_only()
            .column(frozen_row::Column::RowKey)
            .filter(frozen_row::Column::ExportId.eq(export_id))
            .order_by_desc(frozen_row::Column::RowKey)
            .limit(1)
            .into_tuple()
            .one(reader.connection())
            .await?;
        let after_key = u64::try_from(last.unwrap_or(0)).map_err(|_| corrupt("row_key"))?;
        Ok(FrozenInput { after_key, complete: summary_of(begun)? })
    }

    async fn count_rows(&self, export_id: Uuid) -> Result<u64, StoreError> {
        let rows = frozen_row::Entity::find().filter(frozen_row::Column::ExportId.eq(export_id));
        Ok(rows.count(self.store.reader().connection()).await?)
    }

    async fn complete_input(
        &self,
        export_id: Uuid,
        summary: &ExportSummary,
    ) -> Result<(), StoreError> {
        let transaction = self.store.begin().await?;
        let row = frozen_input::ActiveModel {
            rows: Set(Some(count(summary.rows))),
            sha256: Set(summary.sha256.map(|sha256| sha256.to_vec())),
            ..Default::default()
        };
        frozen_input::Entity::update_many()
            .set(row)
            .filter(frozen_input::Column::ExportId.eq(export_id))
            .exec(transaction.connection())
            .await?;
        transaction.commit().await
    }

    async fn discard_input(&self, export_id: Uuid) -> Result<(), StoreError> {
        let transaction = self.store.begin().await?;
        frozen_row::Entity::delete_many()
            .filter(frozen_row::Column::ExportId.eq(export_id))
            .exec(transaction.connection())
            .await?;
        frozen_input::Entity::delete_by_id(export_id).exec(transaction.connection()).await?;
        transaction.commit().await
    }
}

/// Deletes the other inputs that were begun before an instant and that no run rests on, since the
/// calculation was refused or never finished. The inputs of runs are kept with them, stale or not:
/// they explain the amounts.
async fn forget(
    transaction: &Transaction,
    but: Uuid,
    before: DateTime<Utc>,
) -> Result<(), StoreError> {
    let connection = transaction.connection();
    let of_runs = run::Entity::find().select_only().column(run::Column::ExportId).into_query();
    let old: Vec<Uuid> = frozen_input::Entity::find()
        .select_only()
        .column(frozen_input::Column::ExportId)
        .filter(frozen_input::Column::BegunAt.lt(StoredInstant::from(before)))
        .filter(frozen_input::Column::ExportId.ne(but))
        .filter(frozen_input::Column::ExportId.not_in_subquery(of_runs))
        .into_tuple()
        .all(connection)
        .await?;
    let rows = frozen_row::Column::ExportId.is_in(old.clone());
    frozen_row::Entity::delete_many().filter(rows).exec(connection).await?;
    let inputs = frozen_input::Column::ExportId.is_in(old);
    frozen_input::Entity::delete_many().filter(inputs).exec(connection).await?;
    Ok(())
}

fn summary_of(row: frozen_input::Model) -> Result<Option<ExportSummary>, StoreError> {
    let Some(rows) = row.rows else { return Ok(None) };
    let rows = u64::try_from(rows).map_err(|_| corrupt("frozen_inputs.rows"))?;
    let sha256 = row.sha256.map(<[u8; 32]>::try_from).transpose();
    let sha256 = sha256.map_err(|_| corrupt("frozen_inputs.sha256"))?;
    Ok(Some(ExportSummary { rows, sha256 }))
}

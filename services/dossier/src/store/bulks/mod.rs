//! Bulks and their rows: sealed while they wait, erased when they are done, and their results sealed.
//!
//! Locks are taken in one order, so that nobody waits in a circle: the turn, the bulk, its rows.

mod submit;
mod turn;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement, Value,
};
use stts_kernel::{ErrorKind, OperatorId};
use stts_queue::Wake;
use stts_store::{SealBroken, StoreError, StoredInstant, Vault};
use uuid::Uuid;

use super::DossierTables;
use super::entity::{bulk, bulk_row};
use crate::ports::{Bulk, BulkCounts, Bulks, ClaimedRow, Page, RowResult};

pub(super) use submit::write as write_chunk;

/// One of the two sealed columns of a row.
#[derive(Clone, Copy)]
enum Sealed {
    Content,
    Result,
}

impl Sealed {
    fn owner(self, bulk: i64, line: i64) -> Vec<u8> {
        let column = match self {
            Self::Content => "content",
            Self::Result => "result",
        };
        format!("bulk_rows.{column}\0{bulk}\0{line}").into_bytes()
    }

    fn seal(
        self,
        vault: &Vault,
        (bulk, line): (i64, i64),
        open: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        vault.seal(&self.owner(bulk, line), open).map_err(broken)
    }

    fn open(
        self,
        vault: &Vault,
        (bulk, line): (i64, i64),
        sealed: Option<&[u8]>,
    ) -> Result<Vec<u8>, StoreError> {
        vault.open(&self.owner(bulk, line), sealed.unwrap_or_default()).map_err(broken)
    }
}

fn broken(_: SealBroken) -> StoreError {
    StoreError::Corrupt("bulk_rows: seal".to_owned())
}

#[derive(FromQueryResult)]
struct CountRow {
    outcome: Option<String>,
    rows: i64,
}

impl DossierTables {
    async fn read_bulk(
        &self,
        operator: &OperatorId,
        bulk_id: Uuid,
    ) -> Result<Option<Bulk>, StoreError> {
        let row = bulk::Entity::find()
            .filter(bulk::Column::OperatorId.eq(operator.as_str()))
            .filter(bulk::Column::BulkId.eq(bulk_id))
            .one(self.store.reader().connection())
            .await?;
        Ok(row.map(|row| Bulk {
            number: row.id,
            bulk_id: row.bulk_id,
            submitted_rows: row.submitted_rows.cast_unsigned(),
            done_rows: row.done_rows.cast_unsigned(),
            complete: row.is_complete,
        }))
    }

    async fn read_taken_lines(&self, bulk: &Bulk, lines: &[u64]) -> Result<Vec<u64>, StoreError> {
        let taken: Vec<i64> = bulk_row::Entity::find()
            .select_only()
            .column(bulk_row::Column::Line)
            .filter(bulk_row::Column::Bulk.eq(bulk.number))
            .filter(bulk_row::Column::Line.is_in(lines.iter().map(|line| line.cast_signed())))
            .into_tuple()
            .all(self.store.reader().connection())
            .await?;
        Ok(taken.into_iter().map(i64::cast_unsigned).collect())
    }

    async fn read_bulk_counts(&self, bulk: &Bulk) -> Result<BulkCounts, StoreError> {
        let count = "SELECT outcome, count(*) AS rows FROM bulk_rows \
             WHERE bulk = $1 AND result_number <= $2 GROUP BY outcome";
        let reader = self.store.reader();
        // No more than those that the bulk told of.
        let values = vec![bulk.number.into(), bulk.done_rows.cast_signed().into()];
        let rows = CountRow::find_by_statement(statement(reader.connection(), count, values));
        let rows = rows.all(reader.connection()).await?.into_iter();
        Ok(rows.map(|row| (row.outcome.unwrap_or_default(), row.rows.cast_unsigned())).collect())
    }

    async fn read_bulk_results(
        &self,
        bulk: &Bulk,
        page: Page,
    ) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let reader = self.store.reader();
        let rows = bulk_row::Entity::find()
            .filter(bulk_row::Column::Bulk.eq(bulk.number))
            .filter(bulk_row::Column::ResultNumber.gt(page.after.cast_signed()))
            .order_by_asc(bulk_row::Column::ResultNumber)
            .limit(page.size)
            .all(reader.connection())
            .await?;
        let opened = |row: bulk_row::Model| {
            let key = (row.bulk, row.line);
            let result = Sealed::Result.open(reader.vault(), key, row.result.as_deref())?;
            Ok((row.result_number.unwrap_or_default().cast_unsigned(), result))
        };
        rows.into_iter().map(opened).collect()
    }

    async fn delete_bulks(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let transaction = self.store.begin().await?;
        let deleted = async {
            let connection = transaction.connection();
            let old: Vec<i64> = bulk::Entity::find()
                .select_only()
                .column(bulk::Column::Id)
                .filter(bulk::Column::SubmittedAt.lt(StoredInstant::from(before)))
                .into_tuple()
                .all(connection)
                .await?;
            let bulks = bulk::Entity::delete_many().filter(bulk::Column::Id.is_in(old.clone()));
            let deleted = bulks.exec(connection).await?.rows_affected;
            let rows = bulk_row::Column::Bulk.is_in(old);
            bulk_row::Entity::delete_many().filter(rows).exec(connection).await?;
            Ok(deleted)
        };
        let deleted = deleted.await;
        transaction.end(deleted).await
    }
}

#[async_trait]
impl Bulks for DossierTables {
    fn new_rows(&self) -> Wake {
        self.bulk_rows.wake()
    }

    fn new_results(&self) -> Wake {
        self.bulk_results.wake()
    }

    async fn bulk(&self, operator: &OperatorId, bulk_id: Uuid) -> Result<Option<Bulk>, ErrorKind> {
        self.read_bulk(operator, bulk_id).await.map_err(StoreError::told)
    }

    async fn taken_lines(&self, bulk: &Bulk, lines: &[u64]) -> Result<Vec<u64>, ErrorKind> {
        self.read_taken_lines(bulk, lines).await.map_err(StoreError::told)
    }

    async fn bulk_counts(&self, bulk: &Bulk) -> Result<BulkCounts, ErrorKind> {
        self.read_bulk_counts(bulk).await.map_err(StoreError::told)
    }

    async fn bulk_results(
        &self,
        bulk: &Bulk,
        page: Page,
    ) -> Result<Vec<(u64, Vec<u8>)>, ErrorKind> {
        self.read_bulk_results(bulk, page).await.map_err(StoreError::told)
    }

    async fn claim_row(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<ClaimedRow>, ErrorKind> {
        self.claim_next_row(now, until).await.map_err(StoreError::told)
    }

    async fn finish_row(&self, row: &ClaimedRow, result: &RowResult) -> Result<bool, ErrorKind> {
        self.write_result(row, result).await.map_err(StoreError::told)
    }

    async fn put_back_row(
        &self,
        row: &ClaimedRow,
        not_before: DateTime<Utc>,
    ) -> Result<(), ErrorKind> {
        self.write_put_back(row, not_before).await.map_err(StoreError::told)
    }

    async fn forget_bulks(&self, before: DateTime<Utc>) -> Result<u64, ErrorKind> {
        self.delete_bulks(before).await.map_err(StoreError::told)
    }
}

fn statement(connection: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

//! Whose turn it is, and the end of a row.
//!
//! A claim first counts the turn, which is one row: claims of all replicas follow each other, and each
//! finds the bulk whose last turn is the longest ago. A row in hand is one that nobody may take before
//! its lease is over; how often it was taken tells apart who has it and who had it.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    Value,
};
use stts_store::{StoreError, StoredInstant, Transaction, guarded};

use super::{Sealed, statement};
use crate::ports::{ClaimedRow, RowResult};
use crate::store::DossierTables;
use crate::store::entity::{bulk, bulk_row};

const NEXT_TURN: &str = "INSERT INTO bulk_turns (id, turn) VALUES (1, 1) \
     ON CONFLICT (id) DO UPDATE SET turn = bulk_turns.turn + 1 RETURNING turn AS number";

/// The bulk whose turn it is, with the instant of the machine as `$1`.
const WHOSE_TURN: &str = "SELECT b.id AS number FROM bulks b WHERE b.turn IS NOT NULL \
     AND EXISTS (SELECT 1 FROM bulk_rows r WHERE r.bulk = b.id AND r.result_number IS NULL \
     AND r.not_before <= $1) ORDER BY b.turn, b.id LIMIT 1";

const ONE_MORE_DONE: &str = "UPDATE bulks SET done_rows = done_rows + 1, \
     turn = CASE WHEN done_rows + 1 = submitted_rows THEN NULL ELSE turn END \
     WHERE id = $1 RETURNING done_rows AS number";

#[derive(FromQueryResult)]
struct Number {
    number: i64,
}

impl DossierTables {
    /// Looked at first, so that no row costs no write.
    pub(super) async fn claim_next_row(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<ClaimedRow>, StoreError> {
        let reader = self.store.reader();
        if number(reader.connection(), WHOSE_TURN, vec![instant(now)]).await?.is_none() {
            return Ok(None);
        }
        let transaction = self.store.begin().await?;
        let claimed = claim(&transaction, now, until).await;
        transaction.end(claimed).await
    }

    pub(super) async fn write_result(
        &self,
        row: &ClaimedRow,
        result: &RowResult,
    ) -> Result<bool, StoreError> {
        let transaction = self.store.begin().await?;
        let written = finish(&transaction, row, result).await;
        match transaction.end(written).await {
            Ok(()) => {
                self.bulk_results.notify();
                Ok(true)
            }
            Err(StoreError::LostRace) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Nothing when it is in other hands.
    pub(super) async fn write_put_back(
        &self,
        row: &ClaimedRow,
        not_before: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let put_back =
            bulk_row::ActiveModel { not_before: Set(not_before.into()), ..Default::default() };
        let single = self.store.single();
        let update = bulk_row::Entity::update_many().set(put_back).filter(in_hand(row));
        single.run(update.exec(single.connection())).await?;
        Ok(())
    }

    /// Lets go of the rows that a process had in hand when it died, for the process that opens its
    /// database after it: a SQLite database belongs to one process at a time. On PostgreSQL, where
    /// another replica may have them, their leases end by themselves.
    pub async fn put_back_rows_of_the_dead(&self) -> Result<(), StoreError> {
        let single = self.store.single();
        if single.connection().get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        let row = bulk_row::ActiveModel {
            not_before: Set(DateTime::<Utc>::UNIX_EPOCH.into()),
            ..Default::default()
        };
        let waiting = bulk_row::Column::ResultNumber.is_null();
        let update = bulk_row::Entity::update_many().set(row).filter(waiting);
        single.run(update.exec(single.connection())).await?;
        Ok(())
    }
}

async fn claim(
    transaction: &Transaction,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<ClaimedRow>, StoreError> {
    let connection = transaction.connection();
    let turn = number(connection, NEXT_TURN, Vec::new()).await?;
    let Some(bulk) = number(connection, WHOSE_TURN, vec![instant(now)]).await? else {
        return Ok(None);
    };
    let taken = bulk::ActiveModel { turn: Set(turn), ..Default::default() };
    bulk::Entity::update_many()
        .set(taken)
        .filter(bulk::Column::Id.eq(bulk))
        .exec(connection)
        .await?;
    let row = bulk_row::Entity::find()
        .filter(bulk_row::Column::Bulk.eq(bulk))
        .filter(bulk_row::Column::ResultNumber.is_null())
        .order_by_asc(bulk_row::Column::NotBefore)
        .order_by_asc(bulk_row::Column::Line)
        .one(connection)
        .await?;
    // The last one was finished in this moment, by whoever had it in hand too long.
    let Some(row) = row.filter(|row| row.not_before.instant() <= now) else { return Ok(None) };
    let key = (row.bulk, row.line);
    // What cannot be opened is no application, and its worker says so: it stops nobody's turn.
    let content = Sealed::Content.open(transaction.vault(), key, row.content.as_deref());
    let mut claimed = ClaimedRow {
        bulk,
        line: row.line.cast_unsigned(),
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        content: content.unwrap_or_default(),
        traceparent: row.traceparent,
    };
    let updated = bulk_row::Entity::update_many()
        .col_expr(bulk_row::Column::NotBefore, Expr::value(instant(until)))
        .col_expr(bulk_row::Column::Attempts, Expr::value(row.attempts + 1))
        .filter(in_hand(&claimed))
        .exec(connection)
        .await?;
    claimed.attempts += 1;
    Ok((updated.rows_affected > 0).then_some(claimed))
}

async fn finish(
    transaction: &Transaction,
    row: &ClaimedRow,
    result: &RowResult,
) -> Result<(), StoreError> {
    let connection = transaction.connection();
    let key = (row.bulk, row.line.cast_signed());
    let result_number = number(connection, ONE_MORE_DONE, vec![row.bulk.into()]).await?;
    let done = bulk_row::ActiveModel {
        content: Set(None),
        result_number: Set(result_number),
        outcome: Set(Some(result.outcome.to_owned())),
        result: Set(Some(Sealed::Result.seal(transaction.vault(), key, &result.encoded.bytes)?)),
        ..Default::default()
    };
    let update = bulk_row::Entity::update_many().set(done).filter(in_hand(row));
    guarded(update.exec(connection).await?.rows_affected)
}

/// The row, while it is in these hands.
fn in_hand(row: &ClaimedRow) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(bulk_row::Column::Bulk.eq(row.bulk))
        .add(bulk_row::Column::Line.eq(row.line.cast_signed()))
        .add(bulk_row::Column::Attempts.eq(i64::from(row.attempts)))
        .add(bulk_row::Column::ResultNumber.is_null())
}

fn instant(instant: DateTime<Utc>) -> Value {
    StoredInstant::from(instant).into()
}

async fn number(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<i64>, StoreError> {
    let row = connection.query_one_raw(statement(connection, sql, values)).await?;
    let number = row.map(|row| Number::from_query_result(&row, "")).transpose()?;
    Ok(number.map(|row| row.number))
}

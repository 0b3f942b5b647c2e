//! Rows that come, with the answer to the request that brought them.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, Value};
use stts_store::{StoreError, StoredInstant, Transaction};

use super::{Sealed, statement};
use crate::ports::{BulkChunk, NewRow, RowContent};
use crate::store::entity::{bulk, bulk_row};

/// A bulk that has rows waiting gets its turn after those who wait already.
const CURRENT_TURN: &str = "coalesce((SELECT max(turn) FROM bulk_turns), 0)";

/// The bulk as it is with the new rows.
#[derive(FromQueryResult)]
struct Counted {
    id: i64,
    done_rows: i64,
}

/// Adds rows to a bulk that still has as many as when it was decided; else somebody was faster.
pub(in crate::store) async fn write(
    transaction: &Transaction,
    chunk: &BulkChunk,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let is_done = |row: &&NewRow| matches!(row.content, RowContent::Done(_));
    let done = chunk.rows.iter().filter(is_done).count();
    if chunk.before.is_none() {
        open(transaction, chunk, at).await?;
    }
    let counted = count(transaction, chunk, done, at).await?;
    let first_result = counted.done_rows - number(done) + 1;
    let rows = rows(transaction, chunk, counted.id, first_result)?;
    if !rows.is_empty() {
        let insert = bulk_row::Entity::insert_many(rows);
        insert.exec_without_returning(transaction.connection()).await?;
    }
    Ok(())
}

async fn open(
    transaction: &Transaction,
    chunk: &BulkChunk,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = bulk::ActiveModel {
        operator_id: Set(chunk.operator.to_string()),
        bulk_id: Set(chunk.bulk_id),
        submitted_rows: Set(0),
        done_rows: Set(0),
        is_complete: Set(false),
        turn: Set(None),
        submitted_at: Set(at.into()),
        ..Default::default()
    };
    bulk::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

async fn count(
    transaction: &Transaction,
    chunk: &BulkChunk,
    done: usize,
    at: DateTime<Utc>,
) -> Result<Counted, StoreError> {
    let new = chunk.rows.len();
    let turn =
        if done < new { format!("coalesce(turn, {CURRENT_TURN})") } else { "turn".to_owned() };
    let update = format!(
        "UPDATE bulks SET submitted_rows = submitted_rows + $1, done_rows = done_rows + $2, \
         is_complete = $3, submitted_at = $4, turn = {turn} \
         WHERE operator_id = $5 AND bulk_id = $6 AND submitted_rows = $7 AND NOT is_complete \
         RETURNING id, done_rows"
    );
    let before = chunk.before.as_ref().map_or(0, |bulk| bulk.submitted_rows);
    let values: Vec<Value> = vec![
        number(new).into(),
        number(done).into(),
        chunk.complete.into(),
        StoredInstant::from(at).into(),
        chunk.operator.as_str().into(),
        chunk.bulk_id.into(),
        before.cast_signed().into(),
    ];
    let connection = transaction.connection();
    let row = connection.query_one_raw(statement(connection, &update, values)).await?;
    let row = row.ok_or(StoreError::LostRace)?;
    Ok(Counted::from_query_result(&row, "")?)
}

fn rows(
    transaction: &Transaction,
    chunk: &BulkChunk,
    bulk: i64,
    first_result: i64,
) -> Result<Vec<bulk_row::ActiveModel>, StoreError> {
    let mut results = first_result..;
    let mut rows = Vec::with_capacity(chunk.rows.len());
    for NewRow { line, content } in &chunk.rows {
        let key = (bulk, line.cast_signed());
        let mut row = bulk_row::ActiveModel {
            bulk: Set(key.0),
            line: Set(key.1),
            content: Set(None),
            traceparent: Set(chunk.traceparent.clone()),
            not_before: Set(DateTime::<Utc>::UNIX_EPOCH.into()),
            attempts: Set(0),
            result_number: Set(None),
            outcome: Set(None),
            result: Set(None),
        };
        match content {
            RowContent::Waiting(content) => {
                row.content = Set(Some(Sealed::Content.seal(transaction.vault(), key, content)?));
            }
            RowContent::Done(result) => {
                let sealed =
                    Sealed::Result.seal(transaction.vault(), key, &result.encoded.bytes)?;
                row.result = Set(Some(sealed));
                row.outcome = Set(Some(result.outcome.to_owned()));
                row.result_number = Set(results.next());
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

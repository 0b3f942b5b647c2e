//! The inbox as the queue sees it: positions, failures and dead letters of a consuming service.

use std::collections::HashSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::{FromQueryResult, Value};
use stts_queue::QueueError;
use stts_queue::log::{
    DeadFrame, DeadLetter, Event, Failure, Inbox, Locked, NewDeadFrame, NewDeadLetter, Place, Wait,
};

use crate::outbox_store::{partition_number, signed, unsigned};
use crate::{Store, StoreError, StoredInstant, Transaction, dead_frames, partitions, sql};

const LETTER_COLUMNS: &str = "id, envelope, class, attempts, first_failed_at, last_failed_at";

#[async_trait]
impl Inbox for Store {
    type Transaction = Transaction;

    async fn places(&self, producer: &str) -> Result<Vec<(u32, Place)>, QueueError> {
        let select = "SELECT partition, epoch, sequence FROM positions WHERE producer = $1";
        let reader = self.reader();
        let rows: Vec<PositionRow> =
            sql::rows(reader.connection(), select, vec![producer.into()]).await?;
        Ok(rows.iter().map(|row| (partition_number(row.partition), row.place())).collect())
    }

    async fn lock(
        &self,
        producer: &str,
        partitions: &[u32],
        wait: Wait,
    ) -> Result<Locked<Transaction>, QueueError> {
        let transaction = self.begin().await?;
        let mut rows = lock_positions(&transaction, producer, partitions, wait).await?;
        let missing =
            |partition: &&u32| !rows.iter().any(|row| row.partition == i64::from(**partition));
        let missing: Vec<u32> = partitions.iter().filter(missing).copied().collect();
        if !missing.is_empty() {
            rows.extend(create_positions(&transaction, producer, &missing, wait).await?);
        }
        let places = rows.iter().map(|row| (partition_number(row.partition), row.place()));
        Ok(Locked { transaction, places: places.collect() })
    }

    async fn commit_at(
        &self,
        transaction: Transaction,
        producer: &str,
        places: &[(u32, Place)],
    ) -> Result<(), QueueError> {
        let update = format!(
            "UPDATE positions SET epoch = moved.column2, sequence = moved.column3 \
             FROM (VALUES {}) AS moved \
             WHERE positions.producer = $1 AND positions.partition = moved.column1",
            partitions::rows_of_places(2, 3)
        );
        let moved = |(partition, place): &(u32, Place)| {
            [i64::from(*partition), signed(place.epoch), signed(place.sequence)]
        };
        let mut values = vec![producer.into()];
        values.extend(partitions::values(places.iter().map(moved)));
        sql::execute(transaction.connection(), &update, values).await?;
        // What was applied in the end needs its failed attempts no more.
        let forget = "DELETE FROM event_failures WHERE producer = $1 AND sequence <= \
             (SELECT sequence FROM positions WHERE positions.producer = $1 \
              AND positions.partition = event_failures.partition)";
        sql::execute(transaction.connection(), forget, vec![producer.into()]).await?;
        Ok(transaction.commit().await?)
    }

    async fn commit(&self, transaction: Transaction) -> Result<(), QueueError> {
        Ok(transaction.commit().await?)
    }

    async fn roll_back(&self, transaction: Transaction) -> Result<(), QueueError> {
        Ok(transaction.roll_back().await?)
    }

    async fn dead_keys(
        &self,
        transaction: &Transaction,
        producer: &str,
        keys: &[&str],
    ) -> Result<HashSet<String>, QueueError> {
        if keys.is_empty() {
            return Ok(HashSet::new());
        }
        let select = format!(
            "SELECT DISTINCT key FROM dead_letters \
             WHERE producer = $1 AND redriven_at IS NULL AND key IN ({})",
            sql::places(2, keys.len())
        );
        let mut values: Vec<Value> = vec![producer.into()];
        values.extend(keys.iter().map(|key| Value::from(*key)));
        let rows: Vec<KeyRow> = sql::rows(transaction.connection(), &select, values).await?;
        Ok(rows.into_iter().map(|row| row.key).collect())
    }

    async fn record_failure(&self, failure: Failure<'_>) -> Result<u32, QueueError> {
        let upsert = "INSERT INTO event_failures (producer, partition, sequence, attempts, class, \
             first_failed_at, last_failed_at) VALUES ($1, $2, $3, 1, $4, $5, $5) \
             ON CONFLICT (producer, partition, sequence) DO UPDATE SET \
             attempts = event_failures.attempts + 1, class = excluded.class, \
             last_failed_at = excluded.last_failed_at RETURNING attempts";
        let mut values = place_values(failure.event);
        values.extend([failure.class.into(), StoredInstant::from(failure.failed_at).into()]);
        let transaction = self.begin().await?;
        let attempts: Option<i64> = sql::value(transaction.connection(), upsert, values).await?;
        transaction.commit().await?;
        Ok(u32::try_from(attempts.unwrap_or(1)).unwrap_or(u32::MAX))
    }

    async fn bury(
        &self,
        transaction: &Transaction,
        letter: NewDeadLetter<'_>,
    ) -> Result<(), QueueError> {
        let envelope = letter.event.encode();
        let envelope = envelope.map_err(|error| QueueError::Broken(error.to_string()))?;
        let insert = "INSERT INTO dead_letters (producer, partition, sequence, key, envelope, \
             class, attempts, last_failed_at, first_failed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
             coalesce((SELECT first_failed_at FROM event_failures \
                       WHERE producer = $1 AND partition = $2 AND sequence = $3), $8))";
        let mut values = place_values(letter.event);
        values.extend([
            letter.event.key.as_str().into(),
            envelope.into(),
            letter.class.into(),
            i64::from(letter.attempts).into(),
            StoredInstant::from(letter.failed_at).into(),
        ]);
        sql::execute(transaction.connection(), insert, values).await?;
        Ok(())
    }

    async fn dead_letters(&self, after_id: i64, limit: u32) -> Result<Vec<DeadLetter>, QueueError> {
        let select = format!(
            "SELECT {LETTER_COLUMNS} FROM dead_letters WHERE redriven_at IS NULL AND id > $1 \
             ORDER BY id LIMIT $2"
        );
        let values = vec![after_id.into(), i64::from(limit).into()];
        let reader = self.reader();
        let rows: Vec<LetterRow> = sql::rows(reader.connection(), &select, values).await?;
        Ok(rows.into_iter().map(LetterRow::letter).collect::<Result<_, _>>()?)
    }

    async fn count_dead_letters(&self) -> Result<u64, QueueError> {
        let select = "SELECT count(*) FROM dead_letters WHERE redriven_at IS NULL";
        let reader = self.reader();
        let count: Option<i64> = sql::value(reader.connection(), select, Vec::new()).await?;
        Ok(unsigned(count.unwrap_or_default()))
    }

    async fn dead_letter(&self, id: i64) -> Result<Option<DeadLetter>, QueueError> {
        let select = format!(
            "SELECT {LETTER_COLUMNS} FROM dead_letters WHERE redriven_at IS NULL AND id = $1"
        );
        let reader = self.reader();
        let row: Option<LetterRow> =
            sql::row(reader.connection(), &select, vec![id.into()]).await?;
        Ok(row.map(LetterRow::letter).transpose()?)
    }

    async fn first_dead_letter_of(
        &self,
        transaction: &Transaction,
        producer: &str,
        key: &str,
    ) -> Result<Option<DeadLetter>, QueueError> {
        let select = format!(
            "SELECT {LETTER_COLUMNS} FROM dead_letters \
             WHERE redriven_at IS NULL AND producer = $1 AND key = $2 ORDER BY sequence LIMIT 1"
        );
        let values = vec![producer.into(), key.into()];
        let row: Option<LetterRow> = sql::row(transaction.connection(), &select, values).await?;
        Ok(row.map(LetterRow::letter).transpose()?)
    }

    async fn mark_redriven(
        &self,
        transaction: &Transaction,
        id: i64,
        redriven_at: DateTime<Utc>,
    ) -> Result<(), QueueError> {
        let update = "UPDATE dead_letters SET redriven_at = $1 WHERE id = $2";
        let values = vec![StoredInstant::from(redriven_at).into(), id.into()];
        sql::execute(transaction.connection(), update, values).await?;
        Ok(())
    }

    async fn keep_frame(&self, frame: NewDeadFrame<'_>) -> Result<(), QueueError> {
        dead_frames::keep(self, frame).await
    }

    async fn dead_frames(&self, after_id: i64, limit: u32) -> Result<Vec<DeadFrame>, QueueError> {
        Ok(dead_frames::waiting(self, after_id, limit).await?)
    }

    async fn count_dead_frames(&self) -> Result<u64, QueueError> {
        Ok(dead_frames::count(self).await?)
    }

    async fn put_frame_away(&self, id: i64, seen_at: DateTime<Utc>) -> Result<bool, QueueError> {
        dead_frames::put_away(self, id, seen_at.into()).await
    }
}

async fn lock_positions(
    transaction: &Transaction,
    producer: &str,
    asked: &[u32],
    wait: Wait,
) -> Result<Vec<PositionRow>, StoreError> {
    let connection = transaction.connection();
    let lock = match wait {
        Wait::Skip => sql::skip_locked(connection),
        Wait::Block => sql::for_update(connection),
    };
    let select = format!(
        "SELECT partition, epoch, sequence FROM positions \
         WHERE producer = $1 AND partition IN ({}) ORDER BY partition{lock}",
        partitions::places(2)
    );
    let mut values = vec![producer.into()];
    values.extend(partitions::values(asked.iter().map(|partition| [i64::from(*partition)])));
    sql::rows(connection, &select, values).await
}

/// The first time, the rows are made, and by that held; those that somebody has already are not.
async fn create_positions(
    transaction: &Transaction,
    producer: &str,
    partitions: &[u32],
    wait: Wait,
) -> Result<Vec<PositionRow>, StoreError> {
    let insert = "INSERT INTO positions (producer, partition, epoch, sequence) \
         VALUES ($1, $2, 0, 0) ON CONFLICT (producer, partition) DO NOTHING";
    let mut created = Vec::new();
    for partition in partitions.iter().map(|partition| i64::from(*partition)) {
        let values = vec![producer.into(), partition.into()];
        if sql::execute(transaction.connection(), insert, values).await? == 1 {
            created.push(PositionRow { partition, epoch: 0, sequence: 0 });
        } else if wait == Wait::Block {
            let held = [partition_number(partition)];
            created.extend(lock_positions(transaction, producer, &held, wait).await?);
        }
    }
    Ok(created)
}

fn place_values(event: &Event) -> Vec<Value> {
    vec![
        event.producer.as_str().into(),
        i64::from(event.partition).into(),
        signed(event.place.sequence).into(),
    ]
}

#[derive(FromQueryResult)]
struct PositionRow {
    partition: i64,
    epoch: i64,
    sequence: i64,
}

impl PositionRow {
    fn place(&self) -> Place {
        Place { epoch: unsigned(self.epoch), sequence: unsigned(self.sequence) }
    }
}

#[derive(FromQueryResult)]
struct KeyRow {
    key: String,
}

#[derive(FromQueryResult)]
struct LetterRow {
    id: i64,
    envelope: Vec<u8>,
    class: String,
    attempts: i64,
    first_failed_at: i64,
    last_failed_at: i64,
}

impl LetterRow {
    fn letter(self) -> Result<DeadLetter, StoreError> {
        let event = Event::decode(&self.envelope)
            .map_err(|_| StoreError::Corrupt(format!("dead letter {}", self.id)))?;
        Ok(DeadLetter {
            id: self.id,
            event,
            class: self.class,
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            first_failed_at: StoredInstant(self.first_failed_at).instant(),
            last_failed_at: StoredInstant(self.last_failed_at).instant(),
        })
    }
}

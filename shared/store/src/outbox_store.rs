//! The outbox as the queue sees it: numbering, publishing, reading, pruning.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use stts_kernel::EventId;
use stts_queue::log::{Event, Frame, Head, LogPage, Outbox, Place, Step, Transport};
use stts_queue::{QueueError, Wake};
use uuid::Uuid;

use crate::{Store, StoreError, StoredInstant, Transaction, sql};

/// Far more events than a producer can have given out since its last backup.
const SEQUENCES_BETWEEN_EPOCHS: i64 = 1 << 32;

const EVENT_COLUMNS: &str = "partition, epoch, sequence, key, event_id, type_name, version, \
     payload, caused_by, traceparent, occurred_at";

/// The events of one service.
pub struct StoreOutbox {
    store: Store,
    producer: String,
}

impl StoreOutbox {
    /// The outbox of this service in its database.
    pub fn new(store: Store, producer: impl Into<String>) -> Self {
        Self { store, producer: producer.into() }
    }

    async fn relay_in(
        &self,
        transaction: &Transaction,
        partition: u32,
        limit: u32,
        transport: &dyn Transport,
    ) -> Result<(Step, Result<(), QueueError>), QueueError> {
        let Some(mut head) = lock_head(transaction, partition).await? else {
            return Ok((Step::default(), Ok(())));
        };
        let frames = self.unpublished(transaction, &head, limit).await?;
        let mut done = Step::default();
        // What cannot be published now is numbered all the same: consumers can fetch it.
        let published = if frames.is_empty() {
            Ok(())
        } else {
            transport.publish(&self.producer, &frames).await
        };
        if let (Ok(()), Some(last)) = (&published, frames.last()) {
            head.published_sequence = signed(last.place.sequence);
            done.published = count(frames.len());
        }
        done.numbered = number(transaction, &mut head, limit).await?;
        if done != Step::default() {
            save_head(transaction, &head).await?;
        }
        Ok((done, published))
    }

    async fn unpublished(
        &self,
        transaction: &Transaction,
        head: &HeadRow,
        limit: u32,
    ) -> Result<Vec<Frame>, QueueError> {
        let (partition, after) = (head.partition, head.published_sequence);
        let events = self.events_after(transaction.connection(), partition, after, limit).await?;
        let frames = events.iter().map(|event| {
            let bytes = event.encode().map_err(|error| QueueError::Broken(error.to_string()))?;
            Ok(Frame { partition: event.partition, place: event.place, bytes: bytes.into() })
        });
        frames.collect()
    }

    async fn events_after(
        &self,
        connection: &impl ConnectionTrait,
        partition: i64,
        sequence: i64,
        limit: u32,
    ) -> Result<Vec<Event>, StoreError> {
        let select = format!(
            "SELECT {EVENT_COLUMNS} FROM outbox WHERE partition = $1 AND sequence > $2 \
             ORDER BY sequence LIMIT $3"
        );
        let values = vec![partition.into(), sequence.into(), i64::from(limit).into()];
        let rows: Vec<EventRow> = sql::rows(connection, &select, values).await?;
        Ok(rows.into_iter().map(|row| row.event(&self.producer)).collect())
    }
}

#[async_trait]
impl Outbox for StoreOutbox {
    fn producer(&self) -> &str {
        &self.producer
    }

    fn committed(&self) -> Wake {
        self.store.event_commits()
    }

    async fn unfinished_partitions(&self) -> Result<Vec<u32>, QueueError> {
        let select = "SELECT partition AS value FROM partition_heads AS head WHERE \
             EXISTS (SELECT 1 FROM outbox WHERE outbox.partition = head.partition \
                     AND outbox.sequence IS NULL) \
             OR EXISTS (SELECT 1 FROM outbox WHERE outbox.partition = head.partition \
                        AND outbox.sequence > head.published_sequence) \
             ORDER BY partition";
        let reader = self.store.reader();
        let rows: Vec<Number> = sql::rows(reader.connection(), select, vec![]).await?;
        Ok(rows.into_iter().map(|row| partition_number(row.value)).collect())
    }

    async fn relay(
        &self,
        partition: u32,
        limit: u32,
        transport: &dyn Transport,
    ) -> Result<Step, QueueError> {
        let transaction = self.store.begin().await?;
        let (done, published) = self.relay_in(&transaction, partition, limit, transport).await?;
        if done == Step::default() {
            transaction.roll_back().await?;
        } else {
            transaction.commit().await?;
        }
        published.map(|()| done)
    }

    async fn read_after(
        &self,
        partition: u32,
        sequence: u64,
        limit: u32,
    ) -> Result<LogPage, QueueError> {
        let reader = self.store.reader();
        let select = "SELECT partition, epoch, sequence, published_sequence, \
             CAST(0 AS BIGINT) AS unnumbered FROM partition_heads WHERE partition = $1";
        let values = vec![i64::from(partition).into()];
        let head: Option<HeadRow> = sql::row(reader.connection(), select, values).await?;
        let Some(head) = head else {
            return Ok(LogPage { events: Vec::new(), head: Place::default() });
        };
        let (partition, after) = (i64::from(partition), signed(sequence));
        let events = match limit {
            0 => Vec::new(),
            _ => self.events_after(reader.connection(), partition, after, limit).await?,
        };
        Ok(LogPage { events, head: head.place() })
    }

    async fn heads(&self) -> Result<Vec<Head>, QueueError> {
        let select = "SELECT partition, epoch, sequence, published_sequence, \
             (SELECT count(*) FROM outbox WHERE outbox.partition = head.partition \
              AND outbox.sequence IS NULL) AS unnumbered \
             FROM partition_heads AS head ORDER BY partition";
        let reader = self.store.reader();
        let rows: Vec<HeadRow> = sql::rows(reader.connection(), select, vec![]).await?;
        Ok(rows.iter().map(HeadRow::head).collect())
    }

    async fn report_positions(
        &self,
        consumer: &str,
        positions: &[(u32, u64)],
    ) -> Result<(), QueueError> {
        let upsert = "INSERT INTO consumer_positions (consumer, partition, sequence) \
             VALUES ($1, $2, $3) ON CONFLICT (consumer, partition) \
             DO UPDATE SET sequence = excluded.sequence \
             WHERE excluded.sequence > consumer_positions.sequence";
        let transaction = self.store.begin().await?;
        for (partition, sequence) in positions {
            let values =
                vec![consumer.into(), i64::from(*partition).into(), signed(*sequence).into()];
            sql::execute(transaction.connection(), upsert, values).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn prune(&self, consumers: &[&str], before: DateTime<Utc>) -> Result<u64, QueueError> {
        let named = sql::places(3, consumers.len());
        // A consumer that never reported has passed nothing.
        let passed = format!(
            "(SELECT CASE WHEN count(*) = $2 THEN min(sequence) ELSE 0 END \
              FROM consumer_positions WHERE consumer_positions.partition = outbox.partition \
              AND consumer IN ({named}))"
        );
        let limit = if consumers.is_empty() {
            "(SELECT published_sequence FROM partition_heads \
              WHERE partition_heads.partition = outbox.partition AND $2 = 0)"
        } else {
            passed.as_str()
        };
        let delete = format!("DELETE FROM outbox WHERE occurred_at < $1 AND sequence <= {limit}");
        let mut values =
            vec![StoredInstant::from(before).into(), signed(count(consumers.len())).into()];
        values.extend(consumers.iter().map(|consumer| (*consumer).into()));
        let transaction = self.store.begin().await?;
        let deleted = sql::execute(transaction.connection(), &delete, values).await?;
        transaction.commit().await?;
        Ok(deleted)
    }

    async fn begin_epoch(&self) -> Result<(), QueueError> {
        let update = "UPDATE partition_heads SET epoch = epoch + 1, sequence = sequence + $1";
        let transaction = self.store.begin().await?;
        let values = vec![SEQUENCES_BETWEEN_EPOCHS.into()];
        sql::execute(transaction.connection(), update, values).await?;
        Ok(transaction.commit().await?)
    }
}

async fn lock_head(
    transaction: &Transaction,
    partition: u32,
) -> Result<Option<HeadRow>, StoreError> {
    let connection = transaction.connection();
    let select = format!(
        "SELECT partition, epoch, sequence, published_sequence, CAST(0 AS BIGINT) AS unnumbered \
         FROM partition_heads WHERE partition = $1{}",
        sql::skip_locked(connection)
    );
    sql::row(connection, &select, vec![i64::from(partition).into()]).await
}

/// Numbers committed rows in the order of their ids; gives how many. A row with a lower id that
/// commits later gets a later number, and is never passed over.
async fn number(
    transaction: &Transaction,
    head: &mut HeadRow,
    limit: u32,
) -> Result<u64, StoreError> {
    let update = "UPDATE outbox SET epoch = $1, sequence = numbered.sequence FROM \
         (SELECT id, $2 + row_number() OVER (ORDER BY id) AS sequence FROM \
           (SELECT id FROM outbox WHERE partition = $3 AND sequence IS NULL \
            ORDER BY id LIMIT $4) AS waiting) AS numbered \
         WHERE outbox.id = numbered.id";
    let values = vec![
        head.epoch.into(),
        head.sequence.into(),
        head.partition.into(),
        i64::from(limit).into(),
    ];
    let numbered = sql::execute(transaction.connection(), update, values).await?;
    head.sequence = head.sequence.saturating_add(signed(numbered));
    Ok(numbered)
}

async fn save_head(transaction: &Transaction, head: &HeadRow) -> Result<(), StoreError> {
    let update = "UPDATE partition_heads SET sequence = $1, published_sequence = $2 \
         WHERE partition = $3";
    let values = vec![head.sequence.into(), head.published_sequence.into(), head.partition.into()];
    sql::execute(transaction.connection(), update, values).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Number {
    value: i64,
}

#[derive(FromQueryResult)]
struct HeadRow {
    partition: i64,
    epoch: i64,
    sequence: i64,
    published_sequence: i64,
    unnumbered: i64,
}

impl HeadRow {
    fn place(&self) -> Place {
        Place { epoch: unsigned(self.epoch), sequence: unsigned(self.sequence) }
    }

    fn head(&self) -> Head {
        Head {
            partition: partition_number(self.partition),
            place: self.place(),
            published_sequence: unsigned(self.published_sequence),
            unnumbered: unsigned(self.unnumbered),
        }
    }
}

#[derive(FromQueryResult)]
struct EventRow {
    partition: i64,
    epoch: i64,
    sequence: i64,
    key: String,
    event_id: Uuid,
    type_name: String,
    version: i64,
    payload: Vec<u8>,
    caused_by: Option<Vec<u8>>,
    traceparent: Option<String>,
    occurred_at: i64,
}

impl EventRow {
    fn event(self, producer: &str) -> Event {
        Event {
            event_id: EventId::from(self.event_id),
            producer: producer.to_owned(),
            partition: partition_number(self.partition),
            place: Place { epoch: unsigned(self.epoch), sequence: unsigned(self.sequence) },
            key: self.key,
            occurred_at: StoredInstant(self.occurred_at).instant(),
            caused_by: self.caused_by,
            traceparent: self.traceparent,
            type_name: self.type_name,
            version: u32::try_from(self.version).unwrap_or_default(),
            payload: self.payload,
        }
    }
}

/// Databases have no unsigned numbers; what does not fit is beyond anything that is counted here.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

pub(crate) fn partition_number(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

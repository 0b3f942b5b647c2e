//! The outbox as the queue sees it: numbering, publishing, reading, pruning.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use stts_chassis::crash_point;
use stts_queue::log::{Event, Frame, Head, LogPage, Outbox, Place, Step, Transport};
use stts_queue::{QueueError, Wake};

use crate::outbox_heads::{EVENT_COLUMNS, EventRow, HeadRow, Heads, PASSED_BEYOND_THE_HEAD};
use crate::{Store, StoreError, StoredInstant, Transaction, sql};

/// Far more events than a producer can have given out since its last backup.
const SEQUENCES_BETWEEN_EPOCHS: i64 = 1 << 32;

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
        limit: u32,
        transport: &dyn Transport,
    ) -> Result<(Step, Result<(), QueueError>), QueueError> {
        let mut heads = Heads::lock(transaction).await?;
        if heads.is_empty() {
            return Ok((Step::default(), Ok(())));
        }
        // What cannot be published now is numbered all the same: consumers can fetch it.
        let published = match transport.ready().await {
            Ok(()) => self.publish(transaction, &mut heads, limit, transport).await?,
            Err(error) => Err(error),
        };
        let mut done = Step { published: *published.as_ref().unwrap_or(&0), ..Step::default() };
        done.numbered = heads.number(transaction, limit).await?;
        if done != Step::default() {
            heads.save(transaction).await?;
        }
        Ok((done, published.map(drop)))
    }

    /// Gives how many rows the transport took, or that are gone since every consumer has passed them.
    async fn publish(
        &self,
        transaction: &Transaction,
        heads: &mut Heads,
        limit: u32,
        transport: &dyn Transport,
    ) -> Result<Result<u64, QueueError>, QueueError> {
        let frames = self.unpublished(transaction, heads, limit).await?;
        if !frames.is_empty() {
            crash_point!("relay.before_publish");
            let published = transport.publish(&self.producer, &frames).await;
            crash_point!("relay.after_publish");
            if let Err(error) = published {
                return Ok(Err(error));
            }
        }
        Ok(Ok(heads.published(&frames, limit)))
    }

    async fn unpublished(
        &self,
        transaction: &Transaction,
        heads: &Heads,
        limit: u32,
    ) -> Result<Vec<Frame>, QueueError> {
        let rows = heads.unpublished(transaction, limit).await?;
        let frames = rows.into_iter().map(|row| {
            let event = row.event(&self.producer);
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

    async fn relay(&self, limit: u32, transport: &dyn Transport) -> Result<Step, QueueError> {
        let transaction = self.store.begin().await?;
        let (done, published) = self.relay_in(&transaction, limit, transport).await?;
        if done == Step::default() {
            transaction.roll_back().await?;
        } else {
            transaction.commit().await?;
            crash_point!("relay.after_commit");
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
        let select = "SELECT head.partition, epoch, sequence, published_sequence, \
             coalesce(unnumbered, 0) AS unnumbered FROM partition_heads AS head LEFT JOIN \
             (SELECT partition, count(*) AS unnumbered FROM outbox WHERE sequence IS NULL \
              GROUP BY partition) AS waiting ON waiting.partition = head.partition \
             ORDER BY head.partition";
        let reader = self.store.reader();
        let rows: Vec<HeadRow> = sql::rows(reader.connection(), select, vec![]).await?;
        Ok(rows.iter().map(HeadRow::head).collect())
    }

    async fn report_positions(
        &self,
        consumer: &str,
        positions: &[(u32, u64)],
    ) -> Result<(), QueueError> {
        if positions.is_empty() {
            return Ok(());
        }
        let rows = (0..positions.len()).map(|row| format!("($1, {})", sql::places(row * 2 + 2, 2)));
        let upsert = format!(
            "INSERT INTO consumer_positions (consumer, partition, sequence) VALUES {} \
             ON CONFLICT (consumer, partition) DO UPDATE SET sequence = excluded.sequence \
             WHERE excluded.sequence > consumer_positions.sequence",
            rows.collect::<Vec<_>>().join(", ")
        );
        let position = |(partition, sequence): &(u32, u64)| {
            [Value::from(i64::from(*partition)), signed(*sequence).into()]
        };
        let values = [consumer.into()].into_iter().chain(positions.iter().flat_map(position));
        let transaction = self.store.begin().await?;
        sql::execute(transaction.connection(), &upsert, values.collect()).await?;
        Ok(transaction.commit().await?)
    }

    async fn is_behind(&self) -> Result<bool, QueueError> {
        let select = format!("SELECT CAST(1 AS BIGINT) WHERE EXISTS ({PASSED_BEYOND_THE_HEAD})");
        let reader = self.store.reader();
        let found: Option<i64> = sql::value(reader.connection(), &select, vec![]).await?;
        Ok(found.is_some())
    }

    async fn passed(&self, consumers: &[&str]) -> Result<Vec<(u32, u64)>, QueueError> {
        let named = sql::places(2, consumers.len());
        let reported = format!(
            "SELECT partition, min(sequence) AS sequence FROM consumer_positions \
             WHERE consumer IN ({named}) GROUP BY partition HAVING count(*) = $1"
        );
        let (select, values) = if consumers.is_empty() {
            ("SELECT partition, published_sequence AS sequence FROM partition_heads", Vec::new())
        } else {
            let mut values = vec![signed(count(consumers.len())).into()];
            values.extend(consumers.iter().map(|consumer| (*consumer).into()));
            (reported.as_str(), values)
        };
        let reader = self.store.reader();
        let rows: Vec<PassedRow> = sql::rows(reader.connection(), select, values).await?;
        let passed = |row: &PassedRow| (partition_number(row.partition), unsigned(row.sequence));
        Ok(rows.iter().map(passed).collect())
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
        // What was not published before is fetched from here, as whatever the transport lost.
        let update = "UPDATE partition_heads SET epoch = epoch + 1, sequence = sequence + $1, \
             published_sequence = sequence + $1";
        let transaction = self.store.begin().await?;
        let values = vec![SEQUENCES_BETWEEN_EPOCHS.into()];
        sql::execute(transaction.connection(), update, values).await?;
        Ok(transaction.commit().await?)
    }
}

#[derive(FromQueryResult)]
struct PassedRow {
    partition: i64,
    sequence: i64,
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

pub(crate) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

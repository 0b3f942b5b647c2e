//! The heads of the outbox's partitions, in the hands of one relay.

use sea_orm::{FromQueryResult, Value};
use stts_kernel::EventId;
use stts_queue::log::{Event, Frame, Head, Place};
use uuid::Uuid;

use crate::outbox_store::{count, partition_number, signed, unsigned};
use crate::{StoreError, StoredInstant, Transaction, partitions, sql};

/// The columns of [`EventRow`].
pub(crate) const EVENT_COLUMNS: &str = "outbox.partition, outbox.epoch, outbox.sequence, key, \
     event_id, type_name, version, payload, caused_by, traceparent, occurred_at";

/// Rows that are there only after the database was restored from a backup.
pub(crate) const PASSED_BEYOND_THE_HEAD: &str = "SELECT 1 FROM consumer_positions AS passed \
     JOIN partition_heads AS own ON own.partition = passed.partition \
     WHERE passed.sequence > own.sequence";

/// The head rows that a transaction holds.
pub(crate) struct Heads(Vec<HeadRow>);

impl Heads {
    /// Locks all heads that no other relay holds, when there is anything to number or to publish, and
    /// no consumer has come further than this log.
    pub(crate) async fn lock(transaction: &Transaction) -> Result<Self, StoreError> {
        let connection = transaction.connection();
        let select = format!(
            "SELECT partition, epoch, sequence, published_sequence, \
             CAST(0 AS BIGINT) AS unnumbered FROM partition_heads \
             WHERE (EXISTS (SELECT 1 FROM outbox WHERE outbox.sequence IS NULL) OR \
             EXISTS (SELECT 1 FROM partition_heads WHERE sequence > published_sequence)) \
             AND NOT EXISTS ({PASSED_BEYOND_THE_HEAD}) ORDER BY partition{}",
            sql::skip_locked(connection)
        );
        Ok(Self(sql::rows(connection, &select, vec![]).await?))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Numbered rows after the last published one, in order, at most `limit` of each partition.
    pub(crate) async fn unpublished(
        &self,
        transaction: &Transaction,
        limit: u32,
    ) -> Result<Vec<EventRow>, StoreError> {
        if self.0.iter().all(|head| head.published_sequence >= head.sequence) {
            return Ok(Vec::new());
        }
        let select = format!(
            "SELECT {EVENT_COLUMNS} FROM partition_heads AS head JOIN outbox ON \
             outbox.partition = head.partition AND outbox.sequence > head.published_sequence \
             AND outbox.sequence <= head.published_sequence + $1 \
             WHERE head.partition IN ({}) ORDER BY outbox.partition, outbox.sequence",
            partitions::places(2)
        );
        let mut values = vec![i64::from(limit).into()];
        values.extend(self.partitions());
        sql::rows(transaction.connection(), &select, values).await
    }

    /// Notes what the transport took of the rows that [`Self::unpublished`] gave for this limit; gives
    /// how many places that are. Where it gave none, they were pruned: every consumer has passed them.
    pub(crate) fn published(&mut self, frames: &[Frame], limit: u32) -> u64 {
        let mut passed = 0;
        for head in self.0.iter_mut().filter(|head| head.published_sequence < head.sequence) {
            let of_it = |frame: &&Frame| i64::from(frame.partition) == head.partition;
            let window = head.published_sequence.saturating_add(limit.into());
            let last = frames.iter().rfind(of_it).map(|frame| signed(frame.place.sequence));
            let last = last.unwrap_or_else(|| head.sequence.min(window));
            passed += unsigned(last.saturating_sub(head.published_sequence));
            head.published_sequence = last;
        }
        passed
    }

    /// Numbers committed rows in the order of their ids; gives how many. A row with a lower id that
    /// commits later gets a later number, and is never passed over.
    pub(crate) async fn number(
        &mut self,
        transaction: &Transaction,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let update = format!(
            "UPDATE outbox SET epoch = numbered.epoch, sequence = numbered.sequence FROM \
             (SELECT waiting.id, head.epoch, head.sequence + row_number() OVER \
                (PARTITION BY waiting.partition ORDER BY waiting.id) AS sequence FROM \
               (SELECT id, partition FROM outbox WHERE sequence IS NULL \
                AND partition IN ({}) ORDER BY id LIMIT $1) AS waiting \
              JOIN partition_heads AS head ON head.partition = waiting.partition) AS numbered \
             WHERE outbox.id = numbered.id RETURNING partition",
            partitions::places(2)
        );
        let mut values = vec![i64::from(limit).into()];
        values.extend(self.partitions());
        let numbered: Vec<Numbered> = sql::rows(transaction.connection(), &update, values).await?;
        for row in &numbered {
            if let Some(head) = self.0.iter_mut().find(|head| head.partition == row.partition) {
                head.sequence = head.sequence.saturating_add(1);
            }
        }
        Ok(count(numbered.len()))
    }

    /// Writes the heads back.
    pub(crate) async fn save(&self, transaction: &Transaction) -> Result<(), StoreError> {
        let update = format!(
            "UPDATE partition_heads SET sequence = head.column2, published_sequence = head.column3 \
             FROM (VALUES {}) AS head WHERE partition_heads.partition = head.column1",
            partitions::rows_of_places(1, 3)
        );
        let held = |head: &HeadRow| [head.partition, head.sequence, head.published_sequence];
        let values = partitions::values(self.0.iter().map(held)).collect();
        sql::execute(transaction.connection(), &update, values).await?;
        Ok(())
    }

    fn partitions(&self) -> impl Iterator<Item = Value> {
        partitions::values(self.0.iter().map(|head| [head.partition]))
    }
}

#[derive(FromQueryResult)]
struct Numbered {
    partition: i64,
}

/// The row of a partition's head.
#[derive(FromQueryResult)]
pub(crate) struct HeadRow {
    partition: i64,
    epoch: i64,
    sequence: i64,
    published_sequence: i64,
    unnumbered: i64,
}

impl HeadRow {
    pub(crate) fn place(&self) -> Place {
        Place { epoch: unsigned(self.epoch), sequence: unsigned(self.sequence) }
    }

    pub(crate) fn head(&self) -> Head {
        Head {
            partition: partition_number(self.partition),
            place: self.place(),
            published_sequence: unsigned(self.published_sequence),
            unnumbered: unsigned(self.unnumbered),
        }
    }
}

/// A numbered event.
#[derive(FromQueryResult)]
pub(crate) struct EventRow {
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
    pub(crate) fn event(self, producer: &str) -> Event {
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

//! What stood in the streams of others and is no event of their logs.

use sea_orm::FromQueryResult;
use stts_queue::QueueError;
use stts_queue::log::{DeadFrame, Frame, NewDeadFrame, Place};

use crate::outbox_store::{partition_number, signed, unsigned};
use crate::{Store, StoreError, StoredInstant, sql};

/// How many wait at most: whoever writes into a stream may write much.
const MOST_WAITING: i64 = 1_000;

/// How much of one is kept, in bytes: more than any event has.
const LONGEST_BYTES: usize = 1 << 20;

pub(crate) async fn keep(store: &Store, dead: NewDeadFrame<'_>) -> Result<(), QueueError> {
    let insert = "INSERT INTO dead_frames \
         (producer, partition, epoch, sequence, digest, content, class, found_at) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8 \
         WHERE (SELECT count(*) FROM dead_frames WHERE seen_at IS NULL) < $9 \
         ON CONFLICT (producer, digest) DO NOTHING";
    let NewDeadFrame { producer, frame, digest, class, found_at } = dead;
    let content = frame.bytes.get(..LONGEST_BYTES).unwrap_or(&frame.bytes);
    let values = vec![
        producer.into(),
        i64::from(frame.partition).into(),
        signed(frame.place.epoch).into(),
        signed(frame.place.sequence).into(),
        digest.to_vec().into(),
        content.to_vec().into(),
        class.into(),
        StoredInstant::from(found_at).into(),
        MOST_WAITING.into(),
    ];
    let transaction = store.begin().await?;
    sql::execute(transaction.connection(), insert, values).await?;
    Ok(transaction.commit().await?)
}

pub(crate) async fn waiting(
    store: &Store,
    after_id: i64,
    limit: u32,
) -> Result<Vec<DeadFrame>, StoreError> {
    let select = "SELECT id, producer, partition, epoch, sequence, content, class, found_at \
         FROM dead_frames WHERE seen_at IS NULL AND id > $1 ORDER BY id LIMIT $2";
    let values = vec![after_id.into(), i64::from(limit).into()];
    let rows: Vec<FrameRow> = sql::rows(store.reader().connection(), select, values).await?;
    Ok(rows.into_iter().map(FrameRow::frame).collect())
}

pub(crate) async fn count(store: &Store) -> Result<u64, StoreError> {
    let select = "SELECT count(*) FROM dead_frames WHERE seen_at IS NULL";
    let count: Option<i64> = sql::value(store.reader().connection(), select, Vec::new()).await?;
    Ok(unsigned(count.unwrap_or_default()))
}

pub(crate) async fn put_away(
    store: &Store,
    id: i64,
    seen_at: StoredInstant,
) -> Result<bool, QueueError> {
    let update = "UPDATE dead_frames SET seen_at = $1 WHERE id = $2 AND seen_at IS NULL";
    let transaction = store.begin().await?;
    let values = vec![seen_at.into(), id.into()];
    let waited = sql::execute(transaction.connection(), update, values).await?;
    transaction.commit().await?;
    Ok(waited == 1)
}

#[derive(FromQueryResult)]
struct FrameRow {
    id: i64,
    producer: String,
    partition: i64,
    epoch: i64,
    sequence: i64,
    content: Vec<u8>,
    class: String,
    found_at: i64,
}

impl FrameRow {
    fn frame(self) -> DeadFrame {
        let place = Place { epoch: unsigned(self.epoch), sequence: unsigned(self.sequence) };
        let partition = partition_number(self.partition);
        DeadFrame {
            id: self.id,
            producer: self.producer,
            frame: Frame { partition, place, bytes: self.content.into() },
            class: self.class,
            found_at: StoredInstant(self.found_at).instant(),
        }
    }
}

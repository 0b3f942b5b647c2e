//! Appending events to the log, in the transaction of what they tell of.

use sea_orm::Value;
pub use stts_queue::log::NewEvent;
use stts_queue::log::partition_of;
pub use stts_queue::trace::current_traceparent;

use crate::{StoreError, StoredInstant, Transaction, sql};

const COLUMNS: usize = 9;
/// PostgreSQL takes 65,535 values in a statement, SQLite 32,766.
const ROWS_PER_STATEMENT: usize = 1_000;

/// Appends events, in this order. Call it after the guarded update of the state that they tell of:
/// until that update has its lock, another transaction's event of the same key may come first.
pub async fn append(transaction: &Transaction, events: Vec<NewEvent>) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let traceparent = current_traceparent();
    let mut events = events.into_iter().peekable();
    while events.peek().is_some() {
        let some: Vec<NewEvent> = events.by_ref().take(ROWS_PER_STATEMENT).collect();
        let insert = format!(
            "INSERT INTO outbox (partition, key, event_id, type_name, version, payload, caused_by, \
             traceparent, occurred_at) VALUES {}",
            sql::rows_of_places(1, some.len(), COLUMNS)
        );
        let values = some.into_iter().flat_map(|event| values(event, traceparent.as_deref()));
        sql::execute(transaction.connection(), &insert, values.collect()).await?;
    }
    transaction.touch_events();
    Ok(())
}

fn values(event: NewEvent, traceparent: Option<&str>) -> [Value; COLUMNS] {
    let traceparent = event.traceparent.or_else(|| traceparent.map(str::to_owned));
    [
        i64::from(partition_of(&event.key)).into(),
        event.key.into(),
        event.event_id.uuid().into(),
        event.type_name.into(),
        i64::from(event.version).into(),
        event.payload.into(),
        event.caused_by.into(),
        traceparent.into(),
        StoredInstant::from(event.occurred_at).into(),
    ]
}

//! Enqueueing, cancelling and completing jobs, in the transaction that needs it.

use sea_orm::{FromQueryResult, Value};
pub use stts_queue::jobs::{Claim, Enqueued, JobId, NewJob};
use stts_queue::trace::current_traceparent;

use crate::{StoreError, StoredInstant, Transaction, sql};

/// Enqueues a job; when one of its kind and key waits, runs or was given up, that one stays as it
/// is.
pub async fn enqueue(transaction: &Transaction, job: NewJob) -> Result<Enqueued, StoreError> {
    let insert = "INSERT INTO jobs (kind, key, type_name, payload, due_at, traceparent, \
         not_before, state, attempts, fence) VALUES ($1, $2, $3, $4, $5, $6, 0, 'waiting', 0, 0) \
         ON CONFLICT (kind, key) DO NOTHING RETURNING id";
    let values: Vec<Value> = vec![
        job.kind.into(),
        job.key.into(),
        job.type_name.into(),
        job.payload.into(),
        StoredInstant::from(job.due_at).into(),
        job.traceparent.or_else(current_traceparent).into(),
    ];
    let row: Option<Id> = sql::row(transaction.connection(), insert, values).await?;
    if let Some(row) = &row {
        transaction.touch_job(JobId(row.id));
    }
    Ok(row.map_or(Enqueued::Exists, |row| Enqueued::New(JobId(row.id))))
}

/// Removes the job of that kind and key, such as a reminder that is not needed any more; false when
/// there is none. One that is being done is finished by its worker in vain: its completion is
/// refused.
pub async fn cancel(transaction: &Transaction, kind: &str, key: &str) -> Result<bool, StoreError> {
    let delete = "DELETE FROM jobs WHERE kind = $1 AND key = $2";
    let values = vec![kind.into(), key.into()];
    Ok(sql::execute(transaction.connection(), delete, values).await? > 0)
}

/// Completes a job in the transaction of its effects. [`StoreError::LostRace`] when it is in other
/// hands by now: the worker lets go of the transaction and returns that error.
pub async fn complete(transaction: &Transaction, claim: Claim) -> Result<(), StoreError> {
    if remove(transaction, claim).await? { Ok(()) } else { Err(StoreError::LostRace) }
}

pub(crate) async fn remove(transaction: &Transaction, claim: Claim) -> Result<bool, StoreError> {
    let delete = "DELETE FROM jobs WHERE id = $1 AND fence = $2 AND state = 'running'";
    let values = vec![claim.id.0.into(), claim.fence.into()];
    Ok(sql::execute(transaction.connection(), delete, values).await? > 0)
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

//! The table of jobs as the queue sees it.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{DbBackend, FromQueryResult, Value};
use stts_queue::jobs::{Claim, DeadJob, Job, JobCounts, JobId, JobStore, Moment, Woken};
use stts_queue::{QueueError, Wake};

use crate::jobs::remove;
use crate::outbox_store::unsigned;
use crate::{Store, StoreError, StoredInstant, sql};

/// With the business instant as `$1` and the machine's as `$2`.
const CLAIMABLE: &str = "((state = 'waiting' AND due_at <= $1 AND not_before <= $2) \
     OR (state = 'running' AND lease_until < $2))";

#[async_trait]
impl JobStore for Store {
    fn committed(&self) -> Wake {
        self.job_commits()
    }

    async fn claim(
        &self,
        kinds: &[&str],
        limit: u32,
        now: Moment,
        lease: Duration,
    ) -> Result<Vec<Job>, QueueError> {
        if kinds.is_empty() || !self.has_claimable(kinds, now).await? {
            return Ok(Vec::new());
        }
        Ok(self.claim_where(kinds, &[], limit, now, lease).await?)
    }

    async fn claim_these(
        &self,
        ids: &[JobId],
        kinds: &[&str],
        now: Moment,
        lease: Duration,
    ) -> Result<Vec<Job>, QueueError> {
        if kinds.is_empty() || ids.is_empty() {
            return Ok(Vec::new());
        }
        let limit = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        Ok(self.claim_where(kinds, ids, limit, now, lease).await?)
    }

    fn take_woken(&self) -> Woken {
        self.take_woken_jobs()
    }

    async fn renew(&self, claim: Claim, lease_until: DateTime<Utc>) -> Result<bool, QueueError> {
        let lease_until = StoredInstant::from(lease_until);
        Ok(self.change(claim, "lease_until = $3", vec![lease_until.into()]).await?)
    }

    async fn complete(&self, claim: Claim) -> Result<bool, QueueError> {
        let transaction = self.begin().await?;
        let removed = remove(&transaction, claim).await?;
        transaction.commit().await?;
        Ok(removed)
    }

    async fn retry(
        &self,
        claim: Claim,
        not_before: DateTime<Utc>,
        class: &str,
        counted: bool,
    ) -> Result<(), QueueError> {
        let set = "state = 'waiting', lease_until = NULL, not_before = $3, class = $4, \
             attempts = attempts - $5";
        let given_back = i64::from(!counted);
        let values = vec![StoredInstant::from(not_before).into(), class.into(), given_back.into()];
        self.change(claim, set, values).await?;
        Ok(())
    }

    async fn postpone(&self, claim: Claim, due_at: DateTime<Utc>) -> Result<(), QueueError> {
        let set = "state = 'waiting', lease_until = NULL, due_at = $3, attempts = attempts - 1";
        self.change(claim, set, vec![StoredInstant::from(due_at).into()]).await?;
        Ok(())
    }

    async fn bury(&self, claim: Claim, class: &str) -> Result<(), QueueError> {
        let set = "state = 'dead', lease_until = NULL, class = $3";
        self.change(claim, set, vec![class.into()]).await?;
        Ok(())
    }

    async fn counts(&self, now: Moment) -> Result<JobCounts, QueueError> {
        let select = "SELECT state, CASE WHEN due_at <= $1 THEN 1 ELSE 0 END AS is_due, \
             count(*) AS jobs FROM jobs GROUP BY 1, 2";
        let values = vec![StoredInstant::from(now.business).into()];
        let reader = self.reader();
        let rows: Vec<CountRow> = sql::rows(reader.connection(), select, values).await?;
        let mut counts = JobCounts::default();
        for row in rows {
            let count = match (row.state.as_str(), row.is_due) {
                ("waiting", 1) => &mut counts.due,
                ("waiting", _) => &mut counts.later,
                ("running", _) => &mut counts.running,
                _ => &mut counts.dead,
            };
            *count = count.saturating_add(unsigned(row.jobs));
        }
        Ok(counts)
    }

    async fn dead_jobs(&self, after: JobId, limit: u32) -> Result<Vec<DeadJob>, QueueError> {
        let select = "SELECT id, kind, attempts, coalesce(class, '') AS class FROM jobs \
             WHERE state = 'dead' AND id > $1 ORDER BY id LIMIT $2";
        let values = vec![after.0.into(), i64::from(limit).into()];
        let reader = self.reader();
        let rows: Vec<DeadRow> = sql::rows(reader.connection(), select, values).await?;
        Ok(rows.into_iter().map(DeadRow::job).collect())
    }

    async fn redrive(&self, id: JobId) -> Result<bool, QueueError> {
        let update = "UPDATE jobs SET state = 'waiting', attempts = 0, not_before = 0 \
             WHERE id = $1 AND state = 'dead'";
        let transaction = self.begin().await?;
        let changed = sql::execute(transaction.connection(), update, vec![id.0.into()]).await?;
        transaction.touch_job(id);
        transaction.commit().await?;
        Ok(changed > 0)
    }
}

impl Store {
    /// Ends the leases of a process that died, for the process that opens its database after it: a
    /// SQLite database belongs to one process at a time, so nobody else can be at work on its jobs.
    /// On PostgreSQL it does nothing, since another replica may be. Give it before any job is done.
    pub async fn end_leases_of_the_dead(&self) -> Result<(), StoreError> {
        if self.reader().connection().get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        let update =
            "UPDATE jobs SET state = 'waiting', lease_until = NULL WHERE state = 'running'";
        let transaction = self.begin().await?;
        sql::execute(transaction.connection(), update, Vec::new()).await?;
        transaction.commit().await
    }

    /// Claims due jobs, only these when there are any ids.
    async fn claim_where(
        &self,
        kinds: &[&str],
        ids: &[JobId],
        limit: u32,
        now: Moment,
        lease: Duration,
    ) -> Result<Vec<Job>, StoreError> {
        let transaction = self.begin().await?;
        let these = match ids.len() {
            0 => String::new(),
            count => format!("AND id IN ({})", sql::places(5 + kinds.len(), count)),
        };
        let claim = format!(
            "UPDATE jobs SET state = 'running', attempts = attempts + 1, fence = fence + 1, \
             lease_until = $3 WHERE id IN (SELECT id FROM jobs WHERE {CLAIMABLE} \
             AND kind IN ({}) {these} ORDER BY due_at, id LIMIT $4{}) \
             RETURNING id, fence, kind, key, type_name, payload, due_at, traceparent, attempts",
            sql::places(5, kinds.len()),
            sql::skip_locked(transaction.connection())
        );
        let mut values = moment_values(now);
        let lease = TimeDelta::from_std(lease).unwrap_or_default();
        let lease_until = now.machine.checked_add_signed(lease).unwrap_or(now.machine);
        values.extend([StoredInstant::from(lease_until).into(), i64::from(limit).into()]);
        values.extend(kinds.iter().map(|kind| Value::from(*kind)));
        values.extend(ids.iter().map(|id| Value::from(id.0)));
        let mut rows: Vec<JobRow> = sql::rows(transaction.connection(), &claim, values).await?;
        transaction.commit().await?;
        rows.sort_by_key(|row| (row.due_at, row.id));
        Ok(rows.into_iter().map(JobRow::job).collect())
    }

    /// Looked at first, so that nothing due costs no write transaction.
    async fn has_claimable(&self, kinds: &[&str], now: Moment) -> Result<bool, StoreError> {
        let select = format!(
            "SELECT id FROM jobs WHERE {CLAIMABLE} AND kind IN ({}) LIMIT 1",
            sql::places(3, kinds.len())
        );
        let mut values = moment_values(now);
        values.extend(kinds.iter().map(|kind| Value::from(*kind)));
        let id: Option<i64> = sql::value(self.reader().connection(), &select, values).await?;
        Ok(id.is_some())
    }

    /// Changes a job that is still in these hands.
    async fn change(&self, claim: Claim, set: &str, more: Vec<Value>) -> Result<bool, StoreError> {
        let update =
            format!("UPDATE jobs SET {set} WHERE id = $1 AND fence = $2 AND state = 'running'");
        let mut values: Vec<Value> = vec![claim.id.0.into(), claim.fence.into()];
        values.extend(more);
        let transaction = self.begin().await?;
        let changed = sql::execute(transaction.connection(), &update, values).await?;
        transaction.commit().await?;
        Ok(changed > 0)
    }
}

fn moment_values(now: Moment) -> Vec<Value> {
    vec![StoredInstant::from(now.business).into(), StoredInstant::from(now.machine).into()]
}

#[derive(FromQueryResult)]
struct JobRow {
    id: i64,
    fence: i64,
    kind: String,
    key: Option<String>,
    type_name: String,
    payload: Vec<u8>,
    due_at: i64,
    traceparent: Option<String>,
    attempts: i64,
}

impl JobRow {
    fn job(self) -> Job {
        Job {
            claim: Claim { id: JobId(self.id), fence: self.fence },
            kind: self.kind,
            key: self.key,
            type_name: self.type_name,
            payload: self.payload,
            due_at: StoredInstant(self.due_at).instant(),
            traceparent: self.traceparent,
            attempt: u32::try_from(self.attempts).unwrap_or(u32::MAX),
        }
    }
}

#[derive(FromQueryResult)]
struct CountRow {
    state: String,
    is_due: i32,
    jobs: i64,
}

#[derive(FromQueryResult)]
struct DeadRow {
    id: i64,
    kind: String,
    attempts: i64,
    class: String,
}

impl DeadRow {
    fn job(self) -> DeadJob {
        DeadJob {
            id: JobId(self.id),
            kind: self.kind,
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            class: self.class,
        }
    }
}

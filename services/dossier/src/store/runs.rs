//! The batch runs, and the dossiers that are due in them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::NaiveDate;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use stts_kernel::ErrorKind;
use stts_store::{StoreError, StoredInstant, Transaction, guarded, jobs};
use uuid::Uuid;

use super::DossierTables;
use super::commit::{fault, write_in};
use super::entity::{dossier, run};
use crate::ports::{Commit, CommitFault, Loaded, NIGHT_RUN_JOB, Run, RunState, Runs, StartRun};

/// The kind of run; others come beside it. One of a kind is under way at a time, whatever its date: a
/// run catches up the nights before its own, and two would not do so in order.
const NIGHT_RUN: &str = "night";
/// A kind of its own: what writes nothing stands in nobody's way.
const DRY_NIGHT_RUN: &str = "dry_night";

/// The job that does a run's work; its payload is the run's id.
pub(super) fn job(start: &StartRun) -> jobs::NewJob {
    jobs::NewJob {
        kind: NIGHT_RUN_JOB.to_owned(),
        key: Some(start.run.run_id.to_string()),
        type_name: "uuid".to_owned(),
        payload: start.run.run_id.as_bytes().to_vec(),
        due_at: start.run.started_at,
        traceparent: start.traceparent.clone(),
    }
}

pub(super) async fn insert(transaction: &Transaction, run: &Run) -> Result<(), StoreError> {
    let row = run::ActiveModel {
        run_id: Set(run.run_id),
        kind: Set(if run.dry_run { DRY_NIGHT_RUN } else { NIGHT_RUN }.to_owned()),
        date: Set(run.date),
        dry_run: Set(run.dry_run),
        started_at: Set(run.started_at.into()),
        completed_at: Set(completed_at(run)),
        night: Set(run.night),
        after_number: Set(run.after_number.cast_signed()),
        counts: Set(counts_text(run)?),
    };
    run::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

fn completed_at(run: &Run) -> Option<StoredInstant> {
    match run.state {
        RunState::Running => None,
        RunState::Completed(at) => Some(at.into()),
    }
}

fn counts_text(run: &Run) -> Result<String, StoreError> {
    serde_json::to_string(&run.counts).map_err(|_| StoreError::Corrupt("runs.counts".to_owned()))
}

fn run_of(row: &run::Model) -> Result<Run, StoreError> {
    let counts: BTreeMap<String, u64> = serde_json::from_str(&row.counts)
        .map_err(|_| StoreError::Corrupt("runs.counts".to_owned()))?;
    let state = row.completed_at.map_or(RunState::Running, |at| RunState::Completed(at.instant()));
    Ok(Run {
        run_id: row.run_id,
        date: row.date,
        dry_run: row.dry_run,
        state,
        started_at: row.started_at.instant(),
        night: row.night,
        after_number: row.after_number.cast_unsigned(),
        counts,
    })
}

impl DossierTables {
    async fn last_completed_night(&self) -> Result<Option<NaiveDate>, StoreError> {
        let row = run::Entity::find()
            .filter(run::Column::Kind.eq(NIGHT_RUN))
            .filter(run::Column::DryRun.eq(false))
            .filter(run::Column::CompletedAt.is_not_null())
            .order_by_desc(run::Column::Date)
            .one(self.store.reader().connection())
            .await?;
        Ok(row.map(|row| row.date))
    }

    async fn first_due(
        &self,
        date: NaiveDate,
        after_number: u64,
    ) -> Result<Option<u64>, StoreError> {
        let number: Option<i64> = dossier::Entity::find()
            .select_only()
            .column(dossier::Column::Number)
            .filter(dossier::Column::DueOn.lte(date))
            .filter(dossier::Column::Number.gt(after_number.cast_signed()))
            .order_by_asc(dossier::Column::Number)
            .into_tuple()
            .one(self.store.reader().connection())
            .await?;
        Ok(number.map(i64::cast_unsigned))
    }

    async fn read_run(&self, run_id: Uuid) -> Result<Option<Run>, StoreError> {
        let reader = self.store.reader();
        let row = run::Entity::find_by_id(run_id).one(reader.connection()).await?;
        row.as_ref().map(run_of).transpose()
    }

    /// Guarded by where the run stood: a worker that lost its lease cannot set it back.
    async fn advance_run(
        &self,
        from: &Run,
        to: &Run,
        commits: Vec<Commit>,
    ) -> Result<(), StoreError> {
        let transaction = self.store.begin().await?;
        let written = write_advance(&transaction, from, to, &commits).await;
        transaction.end(written).await
    }
}

async fn write_advance(
    transaction: &Transaction,
    from: &Run,
    to: &Run,
    commits: &[Commit],
) -> Result<(), StoreError> {
    write_in(transaction, commits).await?;
    let row = run::ActiveModel {
        completed_at: Set(completed_at(to)),
        night: Set(to.night),
        after_number: Set(to.after_number.cast_signed()),
        counts: Set(counts_text(to)?),
        ..Default::default()
    };
    let advanced = run::Entity::update_many()
        .set(row)
        .filter(run::Column::RunId.eq(from.run_id))
        .filter(run::Column::Night.eq(from.night))
        .filter(run::Column::AfterNumber.eq(from.after_number.cast_signed()))
        .filter(run::Column::CompletedAt.is_null())
        .exec(transaction.connection())
        .await?;
    guarded(advanced.rows_affected)
}

#[async_trait]
impl Runs for DossierTables {
    async fn last_night(&self) -> Result<Option<NaiveDate>, ErrorKind> {
        self.last_completed_night().await.map_err(StoreError::told)
    }

    async fn run(&self, run_id: Uuid) -> Result<Option<Run>, ErrorKind> {
        self.read_run(run_id).await.map_err(StoreError::told)
    }

    async fn due(
        &self,
        date: NaiveDate,
        after_number: u64,
        limit: u64,
    ) -> Result<Vec<Loaded>, ErrorKind> {
        let rest = "WHERE d.due_on <= $1 AND d.number > $2 ORDER BY d.number LIMIT $3";
        let values =
            vec![date.into(), after_number.cast_signed().into(), limit.cast_signed().into()];
        self.loaded(rest, values).await.map_err(StoreError::told)
    }

    async fn next_due(&self, date: NaiveDate, after_number: u64) -> Result<Option<u64>, ErrorKind> {
        let found = self.first_due(date, after_number).await;
        found.map_err(StoreError::told)
    }

    async fn advance(&self, from: &Run, to: &Run, commits: Vec<Commit>) -> Result<(), CommitFault> {
        self.advance_run(from, to, commits).await.map_err(fault)
    }
}

//! The batch runs, and the dossiers that are due in them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use stts_dossier_domain::dossier::{Dossier, PlaceKey};
use stts_kernel::ErrorKind;
use stts_store::{StoreError, StoredInstant, Transaction, guarded, jobs};
use uuid::Uuid;

use super::DossierTables;
use super::commit::{fault, write_in};
use super::entity::run;
use crate::ports::{Commit, CommitFault, Loaded, Run, RunKind, RunPlace, RunState, Runs, StartRun};

/// The name of a kind of run. One of a name is under way at a time, whatever its date: a night run
/// catches up the nights before its own, and two would not do so in order. A dry run has a name of its
/// own: what writes nothing stands in nobody's way.
const fn kind_name(kind: RunKind, dry_run: bool) -> &'static str {
    match (kind, dry_run) {
        (RunKind::Night, false) => "night",
        (RunKind::Night, true) => "dry_night",
        (RunKind::Verification, false) => "verification",
        (RunKind::Verification, true) => "dry_verification",
    }
}

fn kind_of(name: &str) -> Result<RunKind, StoreError> {
    match name {
        "night" | "dry_night" => Ok(RunKind::Night),
        "verification" | "dry_verification" => Ok(RunKind::Verification),
        _ => Err(StoreError::Corrupt("runs.kind".to_owned())),
    }
}

/// On which day a run of that kind looks at a dossier.
const fn due_column(kind: RunKind) -> &'static str {
    match kind {
        RunKind::Night => "due_on",
        RunKind::Verification => "check_on",
    }
}

/// The job that does a run's work; its payload is the run's id.
pub(super) fn job(start: &StartRun) -> jobs::NewJob {
    jobs::NewJob {
        kind: start.run.kind.job().to_owned(),
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
        kind: Set(kind_name(run.kind, run.dry_run).to_owned()),
        date: Set(run.date),
        dry_run: Set(run.dry_run),
        started_at: Set(run.started_at.into()),
        completed_at: Set(completed_at(run)),
        night: Set(run.night),
        after_number: Set(run.after_number.cast_signed()),
        counts: Set(counts_text(run)?),
        cancelled: Set(matches!(run.state, RunState::Cancelled(_))),
    };
    run::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

fn completed_at(run: &Run) -> Option<StoredInstant> {
    match run.state {
        RunState::Running => None,
        RunState::Completed(at) | RunState::Cancelled(at) => Some(at.into()),
    }
}

fn counts_text(run: &Run) -> Result<String, StoreError> {
    serde_json::to_string(&run.counts).map_err(|_| StoreError::Corrupt("runs.counts".to_owned()))
}

fn run_of(row: &run::Model) -> Result<Run, StoreError> {
    let counts: BTreeMap<String, u64> = serde_json::from_str(&row.counts)
        .map_err(|_| StoreError::Corrupt("runs.counts".to_owned()))?;
    let state = match row.completed_at {
        None => RunState::Running,
        Some(at) if row.cancelled => RunState::Cancelled(at.instant()),
        Some(at) => RunState::Completed(at.instant()),
    };
    Ok(Run {
        run_id: row.run_id,
        kind: kind_of(&row.kind)?,
        date: row.date,
        dry_run: row.dry_run,
        state,
        started_at: row.started_at.instant(),
        night: row.night,
        after_number: row.after_number.cast_unsigned(),
        counts,
    })
}

/// Ends a run at an instant; a lost race when it is over already.
pub(super) async fn cancel(
    transaction: &Transaction,
    run_id: Uuid,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = run::ActiveModel {
        completed_at: Set(Some(at.into())),
        cancelled: Set(true),
        ..Default::default()
    };
    let cancelled = run::Entity::update_many()
        .set(row)
        .filter(run::Column::RunId.eq(run_id))
        .filter(run::Column::CompletedAt.is_null())
        .exec(transaction.connection())
        .await?;
    guarded(cancelled.rows_affected)
}

#[derive(FromQueryResult)]
struct Number {
    number: i64,
}

impl DossierTables {
    async fn last_completed_night(&self) -> Result<Option<NaiveDate>, StoreError> {
        let row = run::Entity::find()
            .filter(run::Column::Kind.eq(kind_name(RunKind::Night, false)))
            .filter(run::Column::Cancelled.eq(false))
            .filter(run::Column::DryRun.eq(false))
            .filter(run::Column::CompletedAt.is_not_null())
            .order_by_desc(run::Column::Date)
            .one(self.store.reader().connection())
            .await?;
        Ok(row.map(|row| row.date))
    }

    async fn first_due(
        &self,
        kind: RunKind,
        date: NaiveDate,
        after_number: u64,
    ) -> Result<Option<u64>, StoreError> {
        let column = due_column(kind);
        let select = format!(
            "SELECT number FROM dossiers WHERE {column} <= $1 AND number > $2 \
             ORDER BY number LIMIT 1"
        );
        let values: [sea_orm::Value; 2] = [date.into(), after_number.cast_signed().into()];
        let reader = self.store.reader();
        let backend = reader.connection().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, select, values);
        let row = Number::find_by_statement(statement).one(reader.connection()).await?;
        Ok(row.map(|row| row.number.cast_unsigned()))
    }

    async fn in_households(&self, places: &[PlaceKey]) -> Result<Vec<Dossier>, StoreError> {
        let marks: Vec<String> = (1..=places.len()).map(|one| format!("${one}")).collect();
        let rest = format!(
            "WHERE d.place IN ({}) AND d.status NOT IN ('SUSPENDED', 'CLOSED') \
             ORDER BY d.application_date, d.number",
            marks.join(", ")
        );
        let values = places.iter().map(|place| place.id().uuid().into()).collect();
        let rows = self.loaded(&rest, values).await?;
        Ok(rows.into_iter().map(|loaded| loaded.dossier).collect())
    }

    async fn list(&self, after: Option<RunPlace>, size: u64) -> Result<Vec<Run>, StoreError> {
        let mut query = run::Entity::find();
        if let Some(place) = after {
            let started = StoredInstant::from(place.started_at);
            let same = run::Column::StartedAt.eq(started).and(run::Column::RunId.lt(place.run_id));
            query = query.filter(run::Column::StartedAt.lt(started).or(same));
        }
        let query = query.order_by_desc(run::Column::StartedAt).order_by_desc(run::Column::RunId);
        let rows = query.limit(size).all(self.store.reader().connection()).await?;
        rows.iter().map(run_of).collect()
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
        kind: RunKind,
        date: NaiveDate,
        after_number: u64,
        limit: u64,
    ) -> Result<Vec<Loaded>, ErrorKind> {
        let column = due_column(kind);
        let rest = format!("WHERE d.{column} <= $1 AND d.number > $2 ORDER BY d.number LIMIT $3");
        let values =
            vec![date.into(), after_number.cast_signed().into(), limit.cast_signed().into()];
        self.loaded(&rest, values).await.map_err(StoreError::told)
    }

    async fn next_due(
        &self,
        kind: RunKind,
        date: NaiveDate,
        after_number: u64,
    ) -> Result<Option<u64>, ErrorKind> {
        self.first_due(kind, date, after_number).await.map_err(StoreError::told)
    }

    async fn households(&self, places: &[PlaceKey]) -> Result<Vec<Dossier>, ErrorKind> {
        self.in_households(places).await.map_err(StoreError::told)
    }

    async fn runs(&self, after: Option<RunPlace>, size: u64) -> Result<Vec<Run>, ErrorKind> {
        self.list(after, size).await.map_err(StoreError::told)
    }

    async fn advance(&self, from: &Run, to: &Run, commits: Vec<Commit>) -> Result<(), CommitFault> {
        self.advance_run(from, to, commits).await.map_err(fault)
    }
}

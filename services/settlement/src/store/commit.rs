//! One transaction for everything that a use case writes.

use async_trait::async_trait;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use stts_kernel::{ErrorKind, OperatorId};
use stts_settlement_domain::{Run, SettlementEvent};
use stts_store::{StoreError, StoredInstant, Transaction, request_results};

use super::entity::{history, settlement};
use super::{SettlementTables, count, declarations, draft, registry};
use crate::ports::{Answered, Change, Commit, CommitFault, KeptAnswer, RequestIdentity, Requests};

#[async_trait]
impl Requests for SettlementTables {
    type Commit = Commit;

    async fn answer(
        &self,
        caller: &str,
        request: &RequestIdentity,
    ) -> Result<Option<Answered>, ErrorKind> {
        request_results::find(&self.store.reader(), caller, request).await.map_err(StoreError::told)
    }

    async fn commit(&self, commit: Commit, kept: KeptAnswer) -> Result<(), CommitFault> {
        let transaction = self.store.begin().await.map_err(fault)?;
        let written = write_in(&transaction, &commit, &kept).await;
        transaction.end(written).await.map_err(fault)
    }
}

/// Which of the expected conflicts it is: all others are faults.
fn fault(error: StoreError) -> CommitFault {
    const RACES: [&str; 3] = ["operators_pkey", "settlements_pkey", "settlement_history_pkey"];
    if error.is_repeated_request() {
        CommitFault::Answered
    } else if error == StoreError::LostRace || RACES.iter().any(|name| error.violates(name)) {
        CommitFault::LostRace
    } else {
        CommitFault::Fault(error.told())
    }
}

/// The guarded rows first: whatever follows is keyed by the versions that they make.
async fn write_in(
    transaction: &Transaction,
    commit: &Commit,
    kept: &KeptAnswer,
) -> Result<(), StoreError> {
    for change in &commit.changes {
        write_change(transaction, commit, change).await?;
    }
    if let Some(registered) = &commit.registered {
        registry::insert(transaction, registered, commit.occurred_at, &commit.user).await?;
    }
    request_results::insert(transaction, kept).await
}

async fn write_change(
    transaction: &Transaction,
    commit: &Commit,
    change: &Change,
) -> Result<(), StoreError> {
    write_settlement(transaction, change).await?;
    let version = count(change.before.unwrap_or(0)) + 1;
    let key = (i64::from(change.next.year.number()), version);
    write_history(transaction, commit, change, key).await?;
    for event in &change.events {
        match event {
            SettlementEvent::TurnoverDeclared { operator, turnover } => {
                declarations::insert_turnover(transaction, key, operator, turnover).await?;
            }
            SettlementEvent::FactorsDeclared { operator, factors } => {
                declarations::insert_factors(transaction, key, operator, *factors).await?;
            }
            SettlementEvent::Calculated { run } => {
                let drafted = commit.draft.as_ref();
                let drafted = drafted.ok_or_else(|| StoreError::Other("no draft".to_owned()))?;
                draft::insert(transaction, run, drafted).await?;
            }
            SettlementEvent::Opened { .. }
            | SettlementEvent::ParticipantAdded { .. }
            | SettlementEvent::DraftBecameStale { .. } => {}
        }
    }
    Ok(())
}

async fn write_settlement(transaction: &Transaction, change: &Change) -> Result<(), StoreError> {
    let next = &change.next;
    let year = i64::from(next.year.number());
    let before = change.before.map(count);
    let row = settlement::ActiveModel {
        year: Set(year),
        version: Set(before.unwrap_or(0) + 1),
        state: Set(next.state.name().name().to_owned()),
        runs: Set(i64::from(next.runs)),
        run: Set(next.state.run().map(|run| i64::from(run.number))),
    };
    let connection = transaction.connection();
    let Some(before) = before else {
        settlement::Entity::insert(row).exec_without_returning(connection).await?;
        return Ok(());
    };
    let updated = settlement::Entity::update_many()
        .set(row)
        .filter(settlement::Column::Year.eq(year))
        .filter(settlement::Column::Version.eq(before))
        .exec(connection)
        .await?;
    if updated.rows_affected == 1 { Ok(()) } else { Err(StoreError::LostRace) }
}

/// One row for each version.
async fn write_history(
    transaction: &Transaction,
    commit: &Commit,
    change: &Change,
    (year, version): (i64, i64),
) -> Result<(), StoreError> {
    let told = Told::of(&change.events);
    let row = history::ActiveModel {
        year: Set(year),
        version: Set(version),
        event: Set(told.event.to_owned()),
        operator_id: Set(told.operator.map(ToString::to_string)),
        run: Set(told.run.map(|run| i64::from(run.number))),
        stale_run: Set(told.stale_run.map(i64::from)),
        occurred_at: Set(StoredInstant::from(commit.occurred_at)),
        actor: Set(commit.actor.clone()),
        user_name: Set(commit.user.clone()),
    };
    history::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

/// What the events of one version tell together.
#[derive(Default)]
struct Told<'a> {
    event: &'static str,
    operator: Option<&'a OperatorId>,
    run: Option<&'a Run>,
    stale_run: Option<u32>,
}

impl<'a> Told<'a> {
    fn of(events: &'a [SettlementEvent]) -> Self {
        let mut told = Self::default();
        for event in events {
            match event {
                SettlementEvent::Opened { .. } => told.event = "OPENED",
                SettlementEvent::TurnoverDeclared { operator, .. } => {
                    (told.event, told.operator) = ("TURNOVER_DECLARED", Some(operator));
                }
                SettlementEvent::FactorsDeclared { operator, .. } => {
                    (told.event, told.operator) = ("FACTORS_DECLARED", Some(operator));
                }
                SettlementEvent::ParticipantAdded { operator } => {
                    (told.event, told.operator) = ("PARTICIPANT_ADDED", Some(operator));
                }
                SettlementEvent::Calculated { run } => {
                    (told.event, told.run) = ("CALCULATED", Some(run));
                }
                SettlementEvent::DraftBecameStale { run } => told.stale_run = Some(*run),
            }
        }
        told
    }
}

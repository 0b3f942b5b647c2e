//! The store's side of the port: settlements and statements.

use std::collections::BTreeMap;

use async_trait::async_trait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use stts_kernel::{Cents, ErrorKind, Formula, OperatorId};
use stts_settlement_domain::{
    Declarations, RegisteredOperator, Run, Settlement, SettlementYear, State, StateName,
};
use stts_store::StoreError;

use super::entity::{run, settlement, statement, statement_days};
use super::{SettlementTables, corrupt, operator_id};
use crate::ports::{Loaded, SettlementStore, Statement};

#[async_trait]
impl SettlementStore for SettlementTables {
    async fn registry(&self) -> Result<Vec<RegisteredOperator>, ErrorKind> {
        self.read_registry().await.map_err(StoreError::told)
    }

    async fn settlement(&self, year: SettlementYear) -> Result<Option<Loaded>, ErrorKind> {
        self.read_settlement(year).await.map_err(StoreError::told)
    }

    async fn settlements(&self) -> Result<Vec<Loaded>, ErrorKind> {
        self.read_settlements().await.map_err(StoreError::told)
    }

    async fn declarations(
        &self,
        year: SettlementYear,
        version: u64,
    ) -> Result<Declarations, ErrorKind> {
        self.read_declarations(year, version).await.map_err(StoreError::told)
    }

    async fn statement(
        &self,
        year: SettlementYear,
        run: u32,
        operator: &OperatorId,
    ) -> Result<Option<Statement>, ErrorKind> {
        self.read_statement(year, run, operator).await.map_err(StoreError::told)
    }
}

impl SettlementTables {
    async fn read_settlement(&self, year: SettlementYear) -> Result<Option<Loaded>, StoreError> {
        let found = settlement::Entity::find_by_id(i64::from(year.number()))
            .one(self.store.reader().connection())
            .await?;
        let Some(row) = found else { return Ok(None) };
        self.loaded(row).await.map(Some)
    }

    async fn read_settlements(&self) -> Result<Vec<Loaded>, StoreError> {
        let found = settlement::Entity::find()
            .order_by_asc(settlement::Column::Year)
            .all(self.store.reader().connection())
            .await?;
        let mut settlements = Vec::with_capacity(found.len());
        for row in found {
            settlements.push(self.loaded(row).await?);
        }
        Ok(settlements)
    }

    /// With the run that it rests on: runs are never changed, so this join is of one version.
    async fn loaded(&self, row: settlement::Model) -> Result<Loaded, StoreError> {
        let made = match row.run {
            Some(number) => {
                let found = run::Entity::find_by_id((row.year, number));
                let found = found.one(self.store.reader().connection()).await?;
                Some(run_of(found.ok_or_else(|| corrupt("runs"))?)?)
            }
            None => None,
        };
        let year = i32::try_from(row.year).ok().and_then(|year| SettlementYear::new(year).ok());
        let year = year.ok_or_else(|| corrupt("settlements.year"))?;
        let state = StateName::from_name(&row.state);
        let state = state.and_then(|name| state_of(name, made)).ok_or_else(|| corrupt("state"))?;
        let runs = u32::try_from(row.runs).map_err(|_| corrupt("settlements.runs"))?;
        let version = u64::try_from(row.version).map_err(|_| corrupt("settlements.version"))?;
        Ok(Loaded { settlement: Settlement { year, runs, state }, version })
    }

    async fn read_statement(
        &self,
        year: SettlementYear,
        number: u32,
        operator: &OperatorId,
    ) -> Result<Option<Statement>, StoreError> {
        let reader = self.store.reader();
        let connection = reader.connection();
        let key = (i64::from(year.number()), i64::from(number));
        let made = run::Entity::find_by_id(key).one(connection).await?;
        let found = statement::Entity::find_by_id((key.0, key.1, operator.to_string()));
        let found = found.one(connection).await?;
        let days = statement_days::Entity::find()
            .filter(statement_days::Column::Year.eq(key.0))
            .filter(statement_days::Column::Run.eq(key.1))
            .filter(statement_days::Column::OperatorId.eq(operator.as_str()))
            .all(connection)
            .await?;
        let (Some(made), Some(row)) = (made, found) else { return Ok(None) };
        Ok(Some(Statement {
            operator: operator_id(row.operator_id)?,
            days: days_of(days)?,
            installation: Cents(row.installation_cents),
            subscription: Cents(row.subscription_cents),
            calls: Cents(row.calls_cents),
            amount: Cents(row.amount_cents),
            shares: row.actual_share.zip(row.normative_share),
            compensation: Cents(row.compensation_cents),
            calculated_at: made.calculated_at.instant(),
        }))
    }
}

fn run_of(row: run::Model) -> Result<Run, StoreError> {
    Ok(Run {
        number: u32::try_from(row.run).map_err(|_| corrupt("runs.run"))?,
        calculated_by: row.calculated_by,
        inputs_sha256: row.inputs_sha256.try_into().map_err(|_| corrupt("runs.inputs_sha256"))?,
    })
}

/// Only an open settlement rests on no run.
fn state_of(name: StateName, run: Option<Run>) -> Option<State> {
    match (name, run) {
        (StateName::Open, None) => Some(State::Open),
        (StateName::Calculated, Some(run)) => Some(State::Calculated(run)),
        (StateName::Approved, Some(run)) => Some(State::Approved(run)),
        (StateName::Published, Some(run)) => Some(State::Published(run)),
        (StateName::Settled, Some(run)) => Some(State::Settled(run)),
        (StateName::Open, Some(_)) | (_, None) => None,
    }
}

/// The days of a formula under all tariffs of the year together.
fn days_of(rows: Vec<statement_days::Model>) -> Result<BTreeMap<Formula, u64>, StoreError> {
    let mut days = BTreeMap::new();
    for row in rows {
        let formula = Formula::from_name(&row.formula);
        let formula = formula.ok_or_else(|| corrupt("statement_days.formula"))?;
        let granted = u64::try_from(row.days).map_err(|_| corrupt("statement_days.days"))?;
        *days.entry(formula).or_default() += granted;
    }
    Ok(days)
}

//! What operators declared: every declaration is kept, the latest counts.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use stts_kernel::{Cents, OperatorId};
use stts_settlement_domain::{
    Declarations, Factor, Factors, SettlementYear, Turnover, TurnoverLine,
};
use stts_store::{StoreError, Transaction};

use super::entity::{factors, turnover, turnover_line};
use super::{SettlementTables, corrupt, count, operator_id};

impl SettlementTables {
    pub(super) async fn read_declarations(
        &self,
        year: SettlementYear,
        version: u64,
    ) -> Result<Declarations, StoreError> {
        let mut declared = Declarations::new();
        for (operator, turnover) in self.read_turnovers(year, version).await? {
            declared.entry(operator).or_default().turnover = Some(turnover);
        }
        let rows = factors::Entity::find()
            .filter(factors::Column::Year.eq(year.number()))
            .filter(factors::Column::Version.lte(count(version)))
            .order_by_asc(factors::Column::Version)
            .all(self.store.reader().connection())
            .await?;
        for row in rows {
            let declaration = declared.entry(operator_id(row.operator_id)?).or_default();
            declaration.factor_subscription = Some(factor(row.subscription_millionths)?);
            declaration.factor_calls = Some(factor(row.calls_millionths)?);
        }
        Ok(declared)
    }

    /// By version, so that a later one takes the place of an earlier one.
    async fn read_turnovers(
        &self,
        year: SettlementYear,
        version: u64,
    ) -> Result<Vec<(OperatorId, Turnover)>, StoreError> {
        let reader = self.store.reader();
        let rows = turnover::Entity::find()
            .filter(turnover::Column::Year.eq(year.number()))
            .filter(turnover::Column::Version.lte(count(version)))
            .order_by_asc(turnover::Column::Version)
            .all(reader.connection())
            .await?;
        let lines = turnover_line::Entity::find()
            .filter(turnover_line::Column::Year.eq(year.number()))
            .filter(turnover_line::Column::Version.lte(count(version)))
            .all(reader.connection())
            .await?;
        let mut lines_of: BTreeMap<i64, Vec<(TurnoverLine, Cents)>> = BTreeMap::new();
        for row in lines {
            let line = row.line.parse().map_err(|_| corrupt("turnover_lines.line"))?;
            lines_of.entry(row.version).or_default().push((line, Cents(row.amount_cents)));
        }
        let read = |row: turnover::Model| {
            let lines = lines_of.remove(&row.version).unwrap_or_default();
            let turnover = if row.is_estimate {
                Turnover::estimated(lines)
            } else {
                Turnover::declared(lines)
            };
            let turnover = turnover.map_err(|_| corrupt("turnover_lines"))?;
            Ok((operator_id(row.operator_id)?, turnover))
        };
        rows.into_iter().map(read).collect()
    }
}

fn factor(millionths: i64) -> Result<Factor, StoreError> {
    let millionths = u32::try_from(millionths).map_err(|_| corrupt("factors"))?;
    Factor::from_millionths(millionths).map_err(|_| corrupt("factors"))
}

pub(super) async fn insert_turnover(
    transaction: &Transaction,
    (year, version): (i64, i64),
    operator: &OperatorId,
    declared: &Turnover,
) -> Result<(), StoreError> {
    let connection = transaction.connection();
    let row = turnover::ActiveModel {
        year: Set(year),
        version: Set(version),
        operator_id: Set(operator.to_string()),
        is_estimate: Set(declared.is_estimate()),
    };
    turnover::Entity::insert(row).exec_without_returning(connection).await?;
    let line = |(line, amount): (TurnoverLine, Cents)| turnover_line::ActiveModel {
        year: Set(year),
        version: Set(version),
        line: Set(line.name().to_owned()),
        amount_cents: Set(amount.0),
    };
    let lines: Vec<_> = declared.lines().map(line).collect();
    if !lines.is_empty() {
        turnover_line::Entity::insert_many(lines).exec_without_returning(connection).await?;
    }
    Ok(())
}

pub(super) async fn insert_factors(
    transaction: &Transaction,
    (year, version): (i64, i64),
    operator: &OperatorId,
    declared: Factors,
) -> Result<(), StoreError> {
    let row = factors::ActiveModel {
        year: Set(year),
        version: Set(version),
        operator_id: Set(operator.to_string()),
        subscription_millionths: Set(i64::from(declared.subscription.millionths())),
        calls_millionths: Set(i64::from(declared.calls.millionths())),
    };
    factors::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

//! The registry of operators.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, QueryOrder};
use stts_kernel::Period;
use stts_settlement_domain::{Participation, RegisteredOperator};
use stts_store::{StoreError, StoredInstant, Transaction};

use super::entity::{operator, participation};
use super::{SettlementTables, corrupt, offering, operator_id};

/// Every operator begins with this version.
const FIRST_VERSION: i64 = 1;

impl SettlementTables {
    /// Several statements, and only additions between them: an operator comes with all of its rows in
    /// one commit, so one that is read has all of its own.
    pub(super) async fn read_registry(&self) -> Result<Vec<RegisteredOperator>, StoreError> {
        let reader = self.store.reader();
        let operators = operator::Entity::find()
            .order_by_asc(operator::Column::OperatorId)
            .all(reader.connection())
            .await?;
        let rows = participation::Entity::find()
            .order_by_asc(participation::Column::OperatorId)
            .order_by_asc(participation::Column::Place)
            .all(reader.connection())
            .await?;
        let mut participations: BTreeMap<String, Vec<Participation>> = BTreeMap::new();
        for row in rows {
            let owner = row.operator_id.clone();
            participations.entry(owner).or_default().push(participation_of(row)?);
        }
        let mut offered = self.read_offerings().await?;
        let registered = |row: operator::Model| {
            let mut offering = offered.offerings.remove(&row.operator_id).unwrap_or_default();
            offering.volunteered_on = row.volunteered_on;
            let practices = offered.practices.remove(&row.operator_id).unwrap_or_default();
            let own = participations.remove(&row.operator_id).unwrap_or_default();
            let id = operator_id(row.operator_id)?;
            let registered = RegisteredOperator::new(id, row.name, own, practices);
            let registered = registered.and_then(|registered| registered.offering_of(offering));
            registered.map_err(|_| corrupt("operators"))
        };
        operators.into_iter().map(registered).collect()
    }
}

fn participation_of(row: participation::Model) -> Result<Participation, StoreError> {
    let period = Period::new(row.from_date, row.until_date);
    let period = period.map_err(|_| corrupt("participations.until_date"))?;
    Ok(Participation { period, reason: row.reason })
}

pub(super) async fn insert(
    transaction: &Transaction,
    registered: &RegisteredOperator,
    at: DateTime<Utc>,
    by: &str,
) -> Result<(), StoreError> {
    let row = operator::ActiveModel {
        operator_id: Set(registered.operator_id().to_string()),
        version: Set(FIRST_VERSION),
        name: Set(registered.name().to_owned()),
        registered_at: Set(StoredInstant::from(at)),
        registered_by: Set(by.to_owned()),
        volunteered_on: Set(registered.offering().volunteered_on),
    };
    operator::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    for (place, one) in (1..).zip(registered.participations()) {
        let row = participation::ActiveModel {
            operator_id: Set(registered.operator_id().to_string()),
            place: Set(place),
            from_date: Set(one.period.from()),
            until_date: Set(one.period.until()),
            reason: Set(one.reason.clone()),
        };
        participation::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    }
    offering::insert(transaction, registered).await
}

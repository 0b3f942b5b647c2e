//! What the registered operators offer, and how they grant.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, QueryOrder};
use stts_kernel::Period;
use stts_settlement_domain::{
    AssignedNumbers, GrantingPractice, OfferedService, Offering, RegisteredOperator, ServiceKind,
};
use stts_store::{StoreError, Transaction};

use super::entity::{assigned_numbers, granting_practice, offered_service};
use super::{SettlementTables, corrupt};

/// Of every operator, by its code; who has none has no entry.
#[derive(Default)]
pub(super) struct Offerings {
    pub(super) offerings: BTreeMap<String, Offering>,
    pub(super) practices: BTreeMap<String, Vec<GrantingPractice>>,
}

impl SettlementTables {
    pub(super) async fn read_offerings(&self) -> Result<Offerings, StoreError> {
        let reader = self.store.reader();
        let mut read = Offerings::default();
        let services = offered_service::Entity::find()
            .order_by_asc(offered_service::Column::OperatorId)
            .order_by_asc(offered_service::Column::Place);
        for row in services.all(reader.connection()).await? {
            let kind = ServiceKind::from_name(&row.kind);
            let kind = kind.ok_or_else(|| corrupt("offered_services.kind"))?;
            let period = Period::new(row.from_date, row.until_date);
            let period = period.map_err(|_| corrupt("offered_services.until_date"))?;
            let own = read.offerings.entry(row.operator_id).or_default();
            own.services.push(OfferedService { kind, period });
        }
        let numbers = assigned_numbers::Entity::find()
            .order_by_asc(assigned_numbers::Column::OperatorId)
            .order_by_asc(assigned_numbers::Column::Place);
        for row in numbers.all(reader.connection()).await? {
            let period = Period::new(row.from_date, row.until_date);
            let period = period.map_err(|_| corrupt("assigned_numbers.until_date"))?;
            let own = read.offerings.entry(row.operator_id).or_default();
            own.numbers.push(AssignedNumbers { block: row.block, period });
        }
        let practices = granting_practice::Entity::find()
            .order_by_asc(granting_practice::Column::OperatorId)
            .order_by_asc(granting_practice::Column::Place);
        for row in practices.all(reader.connection()).await? {
            let granting_practice::Model { operator_id, valid_from, grants_in_advance, .. } = row;
            let practice = GrantingPractice { valid_from, grants_in_advance };
            read.practices.entry(operator_id).or_default().push(practice);
        }
        Ok(read)
    }
}

pub(super) async fn insert(
    transaction: &Transaction,
    registered: &RegisteredOperator,
) -> Result<(), StoreError> {
    let connection = transaction.connection();
    let operator_id = registered.operator_id().as_str();
    let offering = registered.offering();
    for (place, service) in (1..).zip(&offering.services) {
        let row = offered_service::ActiveModel {
            operator_id: Set(operator_id.to_owned()),
            place: Set(place),
            kind: Set(service.kind.name().to_owned()),
            from_date: Set(service.period.from()),
            until_date: Set(service.period.until()),
        };
        offered_service::Entity::insert(row).exec_without_returning(connection).await?;
    }
    for (place, numbers) in (1..).zip(&offering.numbers) {
        let row = assigned_numbers::ActiveModel {
            operator_id: Set(operator_id.to_owned()),
            place: Set(place),
            block: Set(numbers.block.clone()),
            from_date: Set(numbers.period.from()),
            until_date: Set(numbers.period.until()),
        };
        assigned_numbers::Entity::insert(row).exec_without_returning(connection).await?;
    }
    for (place, practice) in (1..).zip(registered.practices()) {
        let row = granting_practice::ActiveModel {
            operator_id: Set(operator_id.to_owned()),
            place: Set(place),
            valid_from: Set(practice.valid_from),
            grants_in_advance: Set(practice.grants_in_advance),
        };
        granting_practice::Entity::insert(row).exec_without_returning(connection).await?;
    }
    Ok(())
}

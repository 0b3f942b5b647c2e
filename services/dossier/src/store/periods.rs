//! The reduction periods and installations, which the fund counts.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use stts_dossier_domain::dossier::{InstallationGrant, PeriodChange, ReductionPeriod};
use stts_kernel::DossierNumber;
use stts_store::{StoreError, Transaction};

use super::commit::number;
use super::entity::{installation, period};

/// Writes what happened to the periods of one dossier.
pub(super) async fn write(
    transaction: &Transaction,
    dossier_number: DossierNumber,
    changes: &[PeriodChange],
) -> Result<(), StoreError> {
    for change in changes {
        match change {
            PeriodChange::Opened(opened) => open(transaction, dossier_number, opened).await?,
            PeriodChange::Changed { before, after } => {
                replace(transaction, dossier_number, before, after).await?;
            }
            PeriodChange::Installed(grant) => install(transaction, dossier_number, grant).await?,
        }
    }
    Ok(())
}

async fn open(
    transaction: &Transaction,
    dossier_number: DossierNumber,
    opened: &ReductionPeriod,
) -> Result<(), StoreError> {
    let row = period::ActiveModel {
        dossier_number: Set(number(dossier_number)),
        operator_id: Set(opened.operator.to_string()),
        formula: Set(opened.formula.name().to_owned()),
        begin_date: Set(opened.period.from()),
        end_date: Set(opened.period.until()),
        ..Default::default()
    };
    period::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

async fn replace(
    transaction: &Transaction,
    dossier_number: DossierNumber,
    before: &ReductionPeriod,
    after: &ReductionPeriod,
) -> Result<(), StoreError> {
    let row = period::ActiveModel {
        operator_id: Set(after.operator.to_string()),
        formula: Set(after.formula.name().to_owned()),
        begin_date: Set(after.period.from()),
        end_date: Set(after.period.until()),
        ..Default::default()
    };
    let until = match before.period.until() {
        Some(until) => period::Column::EndDate.eq(until),
        None => period::Column::EndDate.is_null(),
    };
    let updated = period::Entity::update_many()
        .set(row)
        .filter(period::Column::DossierNumber.eq(number(dossier_number)))
        .filter(period::Column::OperatorId.eq(before.operator.as_str()))
        .filter(period::Column::Formula.eq(before.formula.name()))
        .filter(period::Column::BeginDate.eq(before.period.from()))
        .filter(until)
        .exec(transaction.connection())
        .await?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        // A period that the dossier has and the table has not would cost the fund.
        Err(StoreError::Corrupt("reduction_periods".to_owned()))
    }
}

async fn install(
    transaction: &Transaction,
    dossier_number: DossierNumber,
    grant: &InstallationGrant,
) -> Result<(), StoreError> {
    let row = installation::ActiveModel {
        dossier_number: Set(number(dossier_number)),
        operator_id: Set(grant.operator.to_string()),
        granted_on: Set(grant.granted_on),
        normal_price_cents: Set(grant.normal_price.0),
        ..Default::default()
    };
    installation::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

//! The reduction periods and installations, which the fund counts.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use stts_dossier_domain::dossier::{InstallationGrant, PeriodChange, ReductionPeriod};
use stts_kernel::DossierNumber;
use stts_store::{StoreError, Transaction};

use super::commit::number;
use super::entity::{installation, period};
use crate::ports::Commit;

/// Writes what happened to the periods of dossiers, in the order in which it did.
pub(super) async fn write(
    transaction: &Transaction,
    commits: &[&Commit],
) -> Result<(), StoreError> {
    let mut opened = Vec::new();
    let mut granted = Vec::new();
    for commit in commits {
        let Some((_, next)) = &commit.dossier else { continue };
        for change in &commit.periods {
            match change {
                PeriodChange::Opened(period) => opened.push(opened_row(next.number, period)),
                PeriodChange::Changed { before, after } => {
                    // It may be one of those that are not written yet.
                    open(transaction, std::mem::take(&mut opened)).await?;
                    replace(transaction, next.number, before, after).await?;
                }
                PeriodChange::Installed(grant) => granted.push(granted_row(next.number, grant)),
            }
        }
    }
    open(transaction, opened).await?;
    install(transaction, granted).await
}

fn opened_row(dossier_number: DossierNumber, opened: &ReductionPeriod) -> period::ActiveModel {
    period::ActiveModel {
        dossier_number: Set(number(dossier_number)),
        operator_id: Set(opened.operator.to_string()),
        formula: Set(opened.formula.name().to_owned()),
        begin_date: Set(opened.period.from()),
        end_date: Set(opened.period.until()),
        ..Default::default()
    }
}

async fn open(
    transaction: &Transaction,
    opened: Vec<period::ActiveModel>,
) -> Result<(), StoreError> {
    if !opened.is_empty() {
        let insert = period::Entity::insert_many(opened);
        insert.exec_without_returning(transaction.connection()).await?;
    }
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

fn granted_row(
    dossier_number: DossierNumber,
    grant: &InstallationGrant,
) -> installation::ActiveModel {
    installation::ActiveModel {
        dossier_number: Set(number(dossier_number)),
        operator_id: Set(grant.operator.to_string()),
        granted_on: Set(grant.granted_on),
        normal_price_cents: Set(grant.normal_price.0),
        ..Default::default()
    }
}

async fn install(
    transaction: &Transaction,
    granted: Vec<installation::ActiveModel>,
) -> Result<(), StoreError> {
    if !granted.is_empty() {
        let insert = installation::Entity::insert_many(granted);
        insert.exec_without_returning(transaction.connection()).await?;
    }
    Ok(())
}

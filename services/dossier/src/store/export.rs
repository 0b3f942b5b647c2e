//! A frozen copy of a year's reduction periods and installation grants, made by one statement and
//! hence in one snapshot.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    TryInsertResult,
};
use stts_dossier_domain::dossier::{InstallationGrant, ReductionPeriod};
use stts_kernel::{Cents, DossierNumber, Formula, OperatorId, Period};
use stts_store::{StoreError, StoredInstant, Transaction};
use uuid::Uuid;

use super::DossierTables;
use super::entity::{export, export_row};
use crate::ports::{Export, NewCopy, Page};

/// A period or grant counts when a day of it lies in the year; an empty period has none.
const COPY: &str = "INSERT INTO export_rows (export_id, row_number, dossier_number, operator_id, \
     formula, begin_date, end_date, normal_price_cents) \
     SELECT $1, row_number() OVER (ORDER BY dossier_number, begin_date, row_kind, id), \
     dossier_number, operator_id, formula, begin_date, end_date, normal_price_cents FROM ( \
     SELECT 1 AS row_kind, id, dossier_number, operator_id, formula, begin_date, end_date, \
     CAST(NULL AS BIGINT) AS normal_price_cents FROM reduction_periods \
     WHERE begin_date < $3 AND (end_date IS NULL OR (end_date > $2 AND end_date > begin_date)) \
     UNION ALL \
     SELECT 2 AS row_kind, id, dossier_number, operator_id, CAST(NULL AS TEXT) AS formula, \
     granted_on AS begin_date, CAST(NULL AS DATE) AS end_date, normal_price_cents \
     FROM installation_grants WHERE granted_on >= $2 AND granted_on < $3) AS granted";

impl DossierTables {
    pub(super) async fn make_copy(&self, copy: NewCopy) -> Result<i32, StoreError> {
        let transaction = self.store.begin().await?;
        let connection = transaction.connection();
        let row = export::ActiveModel {
            export_id: Set(copy.export_id),
            year: Set(i64::from(copy.year)),
            made_at: Set(StoredInstant::from(copy.at)),
        };
        let inserted = export::Entity::insert(row)
            .on_conflict_do_nothing_on([export::Column::ExportId])
            .exec_without_returning(connection)
            .await?;
        if !matches!(inserted, TryInsertResult::Inserted(1)) {
            transaction.roll_back().await?;
            return self.year_of_copy(copy.export_id).await;
        }
        forget(&transaction, copy.forget_before).await?;
        let year = Period::year(copy.year);
        let values = vec![
            copy.export_id.into(),
            year.from().into(),
            year.until().unwrap_or(NaiveDate::MAX).into(),
        ];
        let backend = connection.get_database_backend();
        connection.execute_raw(Statement::from_sql_and_values(backend, COPY, values)).await?;
        transaction.commit().await?;
        Ok(copy.year)
    }

    async fn year_of_copy(&self, export_id: Uuid) -> Result<i32, StoreError> {
        let reader = self.store.reader();
        let made = export::Entity::find_by_id(export_id).one(reader.connection()).await?;
        let year = made.and_then(|made| i32::try_from(made.year).ok());
        year.ok_or_else(|| StoreError::Corrupt("exports.year".to_owned()))
    }

    pub(super) async fn read_copy(
        &self,
        export_id: Uuid,
        page: Page,
    ) -> Result<Vec<(u64, Export)>, StoreError> {
        let rows = export_row::Entity::find()
            .filter(export_row::Column::ExportId.eq(export_id))
            .filter(export_row::Column::RowNumber.gt(page.after.cast_signed()))
            .order_by_asc(export_row::Column::RowNumber)
            .limit(page.size)
            .all(self.store.reader().connection())
            .await?;
        rows.into_iter().map(exported).collect()
    }
}

/// Deletes the copies that were made before an instant.
async fn forget(transaction: &Transaction, before: DateTime<Utc>) -> Result<(), StoreError> {
    let connection = transaction.connection();
    let old = export::Entity::find()
        .filter(export::Column::MadeAt.lt(StoredInstant::from(before)))
        .all(connection)
        .await?;
    let old: Vec<Uuid> = old.into_iter().map(|copy| copy.export_id).collect();
    let rows = export_row::Column::ExportId.is_in(old.clone());
    export_row::Entity::delete_many().filter(rows).exec(connection).await?;
    let copies = export::Column::ExportId.is_in(old);
    export::Entity::delete_many().filter(copies).exec(connection).await?;
    Ok(())
}

fn exported(row: export_row::Model) -> Result<(u64, Export), StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("export_rows.{column}"));
    let number: DossierNumber =
        format!("{:010}", row.dossier_number).parse().map_err(|_| corrupt("dossier_number"))?;
    let operator = OperatorId::new(row.operator_id).map_err(|_| corrupt("operator_id"))?;
    let export = match (row.formula, row.normal_price_cents) {
        (Some(name), None) => {
            let formula = Formula::from_name(&name).ok_or_else(|| corrupt("formula"))?;
            let period = Period::new(row.begin_date, row.end_date);
            let period = period.map_err(|_| corrupt("end_date"))?;
            Export::Period(number, ReductionPeriod { operator, formula, period })
        }
        (None, Some(cents)) => {
            let normal_price = Cents(cents);
            let granted_on = row.begin_date;
            Export::Installation(number, InstallationGrant { operator, granted_on, normal_price })
        }
        _ => return Err(corrupt("formula")),
    };
    Ok((row.row_number.cast_unsigned(), export))
}

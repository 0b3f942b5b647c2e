//! The rows of a frozen input.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use stts_kernel::{Cents, Formula, Period};
use stts_settlement_domain::{Installation, LineKind, ReductionPeriod};
use stts_store::StoreError;
use uuid::Uuid;

use super::entity::frozen_row;
use super::{SettlementTables, corrupt, count, operator_id};
use crate::ports::{Grant, Granted};

/// `SQLite` takes 32,766 values in a statement; a row has nine.
const ROWS_PER_STATEMENT: usize = 1_000;

impl SettlementTables {
    /// Of two that read the same copy at once, the later one finds the same rows here already.
    pub(super) async fn append_rows(
        &self,
        export_id: Uuid,
        rows: &[Granted],
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let transaction = self.store.begin().await?;
        for some in rows.chunks(ROWS_PER_STATEMENT) {
            let some = some.iter().map(|granted| stored(export_id, granted));
            let key = [frozen_row::Column::ExportId, frozen_row::Column::RowKey];
            frozen_row::Entity::insert_many(some)
                .on_conflict_do_nothing_on(key)
                .exec_without_returning(transaction.connection())
                .await?;
        }
        transaction.commit().await
    }

    pub(super) async fn read_rows(
        &self,
        export_id: Uuid,
        after_key: u64,
        limit: u64,
    ) -> Result<Vec<Granted>, StoreError> {
        let rows = frozen_row::Entity::find()
            .filter(frozen_row::Column::ExportId.eq(export_id))
            .filter(frozen_row::Column::RowKey.gt(count(after_key)))
            .order_by_asc(frozen_row::Column::RowKey)
            .limit(limit)
            .all(self.store.reader().connection())
            .await?;
        rows.into_iter().map(granted).collect()
    }
}

fn stored(export_id: Uuid, granted: &Granted) -> frozen_row::ActiveModel {
    let row = frozen_row::ActiveModel {
        export_id: Set(export_id),
        row_key: Set(count(granted.key)),
        dossier_number: Set(granted.dossier_number.to_string()),
        operator_id: Set(granted.grant.operator().to_string()),
        formula: Set(None),
        end_date: Set(None),
        is_fixed_line: Set(None),
        normal_price_cents: Set(None),
        ..Default::default()
    };
    match &granted.grant {
        Grant::Period(granted) => frozen_row::ActiveModel {
            formula: Set(Some(granted.formula.name().to_owned())),
            begin_date: Set(granted.period.from()),
            end_date: Set(granted.period.until()),
            ..row
        },
        Grant::Installation(installation) => frozen_row::ActiveModel {
            begin_date: Set(installation.date()),
            is_fixed_line: Set(Some(installation.line() == LineKind::Fixed)),
            normal_price_cents: Set(Some(installation.normal_price().0)),
            ..row
        },
    }
}

fn granted(row: frozen_row::Model) -> Result<Granted, StoreError> {
    let key = u64::try_from(row.row_key).map_err(|_| corrupt("frozen_rows.row_key"))?;
    let dossier_number =
        row.dossier_number.parse().map_err(|_| corrupt("frozen_rows.dossier_number"))?;
    let operator = operator_id(row.operator_id)?;
    let grant = match (row.formula, row.is_fixed_line, row.normal_price_cents) {
        (Some(name), None, None) => {
            let formula = Formula::from_name(&name);
            let formula = formula.ok_or_else(|| corrupt("frozen_rows.formula"))?;
            let period = Period::new(row.begin_date, row.end_date);
            let period = period.map_err(|_| corrupt("frozen_rows.end_date"))?;
            Grant::Period(ReductionPeriod { operator, formula, period })
        }
        (None, Some(is_fixed), Some(cents)) => {
            let line = if is_fixed { LineKind::Fixed } else { LineKind::Mobile };
            let installation = Installation::new(operator, line, Cents(cents), row.begin_date);
            Grant::Installation(installation.map_err(|_| corrupt("normal_price_cents"))?)
        }
        _ => return Err(corrupt("frozen_rows.formula")),
    };
    Ok(Granted { key, dossier_number, grant })
}

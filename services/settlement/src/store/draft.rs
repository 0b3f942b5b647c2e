//! A run with its statements, stored exactly: fractions as text beside the cents that are shown.

use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, Iterable};
use stts_settlement_domain::{Calculation, DaysGranted, OperatorCalculation, Run};
use stts_store::{StoreError, StoredInstant, Transaction, rule_sets};

use super::entity::{run, statement, statement_days};
use super::{cents, count};
use crate::ports::Draft;

/// The name under which the tariff's rows are kept.
const TARIFF: &str = "tariff";
/// The name under which the rows that say who contributes are kept.
const CONTRIBUTION: &str = "contribution";
/// The values that one statement may have on both databases.
const MOST_VALUES: usize = 30_000;

pub(super) async fn insert(
    transaction: &Transaction,
    made: &Run,
    draft: &Draft,
) -> Result<(), StoreError> {
    remember_rules(transaction, draft).await?;
    let Calculation { year, method, total, operators } = &draft.calculation;
    let key = (i64::from(year.number()), i64::from(made.number));
    let row = run::ActiveModel {
        year: Set(key.0),
        run: Set(key.1),
        calculated_at: Set(StoredInstant::from(draft.calculated_at)),
        calculated_by: Set(made.calculated_by.clone()),
        inputs_sha256: Set(made.inputs_sha256.to_vec()),
        export_id: Set(draft.export_id),
        tariff_version: Set(draft.tariff_version.clone()),
        contribution_version: Set(Some(draft.contribution_version.clone())),
        method: Set(method.name().to_owned()),
        method_version: Set(i64::from(method.version())),
        total_exact: Set(total.exact().to_string()),
        total_cents: Set(cents(total.cents())),
    };
    let connection = transaction.connection();
    run::Entity::insert(row).exec_without_returning(connection).await?;
    let rows: Vec<_> = operators.iter().map(|part| statement_of(key, part)).collect();
    for some in rows.chunks(MOST_VALUES / statement::Column::iter().count()) {
        statement::Entity::insert_many(some.to_vec()).exec_without_returning(connection).await?;
    }
    let days_of = |part| days_of(key, part);
    let rows: Vec<_> = operators.iter().flat_map(days_of).collect();
    for some in rows.chunks(MOST_VALUES / statement_days::Column::iter().count()) {
        statement_days::Entity::insert_many(some.to_vec())
            .exec_without_returning(connection)
            .await?;
    }
    Ok(())
}

async fn remember_rules(transaction: &Transaction, draft: &Draft) -> Result<(), StoreError> {
    for (name, version, content) in [
        (TARIFF, &draft.tariff_version, &draft.tariff_content),
        (CONTRIBUTION, &draft.contribution_version, &draft.contribution_content),
    ] {
        rule_sets::remember(transaction, name, version, content).await?;
    }
    Ok(())
}

fn statement_of((year, run): (i64, i64), part: &OperatorCalculation) -> statement::ActiveModel {
    let shares = part.shares.as_ref();
    statement::ActiveModel {
        year: Set(year),
        run: Set(run),
        operator_id: Set(part.operator.to_string()),
        factor_subscription_millionths: Set(i64::from(part.factors.subscription.millionths())),
        factor_calls_millionths: Set(i64::from(part.factors.calls.millionths())),
        installation_exact: Set(part.installation.exact().to_string()),
        installation_cents: Set(cents(part.installation.cents())),
        subscription_exact: Set(part.subscription.exact().to_string()),
        subscription_cents: Set(cents(part.subscription.cents())),
        calls_exact: Set(part.calls.exact().to_string()),
        calls_cents: Set(cents(part.calls.cents())),
        amount_exact: Set(part.amount.exact().to_string()),
        amount_cents: Set(cents(part.amount.cents())),
        actual_share: Set(shares.map(|shares| shares.actual.to_string())),
        normative_share: Set(shares.map(|shares| shares.normative.to_string())),
        compensation_exact: Set(part.compensation.exact().to_string()),
        compensation_cents: Set(cents(part.compensation.cents())),
    }
}

fn days_of(
    (year, run): (i64, i64),
    part: &OperatorCalculation,
) -> impl Iterator<Item = statement_days::ActiveModel> {
    part.days.iter().map(move |days: &DaysGranted| statement_days::ActiveModel {
        year: Set(year),
        run: Set(run),
        operator_id: Set(part.operator.to_string()),
        tariff_from: Set(days.from),
        formula: Set(days.formula.name().to_owned()),
        days: Set(count(days.days)),
        subscription_monthly_cents: Set(cents(days.monthly.subscription)),
        calls_monthly_cents: Set(cents(days.monthly.calls)),
    })
}

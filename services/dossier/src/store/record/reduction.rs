//! The reduction with its billing dates, and a modification that waits for its date.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dates::{BillingCalendar, BillingDayChange};
use stts_dossier_domain::dossier::{PendingChange, Reduction, ReductionPeriod, Stop, Undue};
use stts_kernel::{BillingDay, Cents, OperatorId, Period};

use super::corrupt::{CorruptRecord, checked, list};
use super::{date, name};

/// Mirrors [`Reduction`], with its calendar in the same row.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReductionRecord {
    begin: String,
    billing_day: u32,
    billing_day_changes: Vec<BillingDayChangeRecord>,
    #[serde(alias = "period_begin")]
    last_change_date: String,
    end: Option<String>,
}

/// Mirrors [`BillingDayChange`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BillingDayChangeRecord {
    changed_on: String,
    new_day: u32,
}

/// Mirrors [`ReductionPeriod`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeriodRecord {
    operator: String,
    formula: String,
    from: String,
    until: Option<String>,
}

/// Mirrors [`Stop`], with what is undue in the same row.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StopRecord {
    ends: String,
    date: String,
    cause: String,
    undue: UndueRecord,
}

/// Mirrors [`Undue`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UndueRecord {
    months: u32,
    amount_cents: i64,
}

/// Mirrors [`PendingChange`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PendingChangeRecord {
    date: String,
    formula: Option<String>,
    installation_cost_cents: Option<i64>,
    line_kind: Option<String>,
    payment_kind: Option<String>,
}

impl From<&Reduction> for ReductionRecord {
    fn from(reduction: &Reduction) -> Self {
        let Reduction { billing, last_change_date, end } = reduction;
        Self {
            begin: date::write(billing.begin()),
            billing_day: billing.first_day().get(),
            billing_day_changes: billing.changes().iter().map(Into::into).collect(),
            last_change_date: date::write(*last_change_date),
            end: end.map(date::write),
        }
    }
}

impl TryFrom<ReductionRecord> for Reduction {
    type Error = CorruptRecord;

    fn try_from(record: ReductionRecord) -> Result<Self, CorruptRecord> {
        let begin = date::read("begin", &record.begin)?;
        let first_day = checked("billing_day", BillingDay::new(record.billing_day))?;
        let changes: Vec<BillingDayChange> =
            list("billing_day_changes", record.billing_day_changes)?;
        let billing = changes
            .into_iter()
            .fold(BillingCalendar::new(begin, first_day), BillingCalendar::changed);
        Ok(Self {
            billing,
            last_change_date: date::read("last_change_date", &record.last_change_date)?,
            end: date::read_optional("end", record.end.as_deref())?,
        })
    }
}

impl From<&BillingDayChange> for BillingDayChangeRecord {
    fn from(change: &BillingDayChange) -> Self {
        let BillingDayChange { changed_on, new_day } = change;
        Self { changed_on: date::write(*changed_on), new_day: new_day.get() }
    }
}

impl TryFrom<BillingDayChangeRecord> for BillingDayChange {
    type Error = CorruptRecord;

    fn try_from(record: BillingDayChangeRecord) -> Result<Self, CorruptRecord> {
        Ok(Self {
            changed_on: date::read("changed_on", &record.changed_on)?,
            new_day: checked("new_day", BillingDay::new(record.new_day))?,
        })
    }
}

impl From<&PendingChange> for PendingChangeRecord {
    fn from(change: &PendingChange) -> Self {
        let PendingChange { date, formula, installation_cost, line_kind, payment_kind } = change;
        Self {
            date: date::write(*date),
            formula: formula.map(name::write),
            installation_cost_cents: installation_cost.map(|cost| cost.0),
            line_kind: line_kind.map(name::write),
            payment_kind: payment_kind.map(name::write),
        }
    }
}

impl TryFrom<PendingChangeRecord> for PendingChange {
    type Error = CorruptRecord;

    fn try_from(record: PendingChangeRecord) -> Result<Self, CorruptRecord> {
        Ok(Self {
            date: date::read("date", &record.date)?,
            formula: name::read_optional("formula", record.formula.as_deref())?,
            installation_cost: record.installation_cost_cents.map(Cents),
            line_kind: name::read_optional("line_kind", record.line_kind.as_deref())?,
            payment_kind: name::read_optional("payment_kind", record.payment_kind.as_deref())?,
        })
    }
}

impl From<&ReductionPeriod> for PeriodRecord {
    fn from(granted: &ReductionPeriod) -> Self {
        let ReductionPeriod { operator, formula, period } = granted;
        Self {
            operator: operator.to_string(),
            formula: name::write(*formula),
            from: date::write(period.from()),
            until: period.until().map(date::write),
        }
    }
}

impl TryFrom<PeriodRecord> for ReductionPeriod {
    type Error = CorruptRecord;

    fn try_from(record: PeriodRecord) -> Result<Self, CorruptRecord> {
        let from = date::read("from", &record.from)?;
        let until = date::read_optional("until", record.until.as_deref())?;
        Ok(Self {
            operator: checked("operator", OperatorId::new(record.operator))?,
            formula: name::read("formula", &record.formula)?,
            period: checked("until", Period::new(from, until))?,
        })
    }
}

impl From<&Stop> for StopRecord {
    fn from(stop: &Stop) -> Self {
        let Stop { ends, date, cause, undue } = stop;
        Self {
            ends: name::write(*ends),
            date: date::write(*date),
            cause: name::write(*cause),
            undue: UndueRecord::from(undue),
        }
    }
}

impl TryFrom<StopRecord> for Stop {
    type Error = CorruptRecord;

    fn try_from(record: StopRecord) -> Result<Self, CorruptRecord> {
        Ok(Self {
            ends: name::read("ends", &record.ends)?,
            date: date::read("date", &record.date)?,
            cause: name::read("cause", &record.cause)?,
            undue: record.undue.into(),
        })
    }
}

impl From<&Undue> for UndueRecord {
    fn from(undue: &Undue) -> Self {
        let Undue { months, amount } = undue;
        Self { months: *months, amount_cents: amount.0 }
    }
}

impl From<UndueRecord> for Undue {
    fn from(record: UndueRecord) -> Self {
        Self { months: record.months, amount: Cents(record.amount_cents) }
    }
}

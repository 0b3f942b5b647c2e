//! The reduction with its billing dates, and a modification that waits for its date.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dates::{BillingCalendar, BillingDayChange};
use stts_dossier_domain::dossier::{PendingChange, Reduction};
use stts_kernel::{BillingDay, Cents};

use super::corrupt::{CorruptRecord, checked, list};
use super::{date, name};

/// Mirrors [`Reduction`], with its calendar in the same row.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReductionRecord {
    begin: String,
    billing_day: u32,
    billing_day_changes: Vec<BillingDayChangeRecord>,
    period_begin: String,
    end: Option<String>,
}

/// Mirrors [`BillingDayChange`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BillingDayChangeRecord {
    changed_on: String,
    new_day: u32,
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
        let Reduction { billing, period_begin, end } = reduction;
        Self {
            begin: date::write(billing.begin()),
            billing_day: billing.first_day().get(),
            billing_day_changes: billing.changes().iter().map(Into::into).collect(),
            period_begin: date::write(*period_begin),
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
            period_begin: date::read("period_begin", &record.period_begin)?,
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

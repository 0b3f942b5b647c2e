//! The discount actually granted: the running reduction, and what the fund is told of it.

use chrono::NaiveDate;
use stts_kernel::{Cents, Formula, OperatorId, Period};

use crate::dates::BillingCalendar;

/// The reduction of a dossier, running or ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reduction {
    /// Its billing dates, of which the first is its begin.
    pub billing: BillingCalendar,
    /// The first day of the period under way: the begin, or the last modification date.
    pub period_begin: NaiveDate,
    /// The computed end, once there is one.
    pub end: Option<NaiveDate>,
}

impl Reduction {
    /// The first day.
    pub const fn begin(&self) -> NaiveDate {
        self.billing.begin()
    }

    /// The period under way, ended on `end`; empty when that lies before its first day.
    pub fn period_until(&self, end: NaiveDate) -> Period {
        let begin = self.period_begin;
        Period::new(begin, Some(end.max(begin))).unwrap_or(Period::open(begin))
    }
}

/// Days on which one operator grants one formula; the fund counts them (domain, section 11).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReductionPeriod {
    /// The operator that grants.
    pub operator: OperatorId,
    /// What it grants.
    pub formula: Formula,
    /// The days, half-open.
    pub period: Period,
}

/// The installation of a fixed line at half price, which the fund counts once (annex art. 38 §1, 1°).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InstallationGrant {
    /// The operator that installed.
    pub operator: OperatorId,
    /// The activation date, or after a modification its date.
    pub granted_on: NaiveDate,
    /// The normal price, VAT included, before the social discount.
    pub normal_price: Cents,
}

/// What happens to the periods of a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PeriodChange {
    /// A period begins, still without an end.
    Opened {
        /// The period.
        period: ReductionPeriod,
        /// The installation granted with it, if one was.
        installation: Option<InstallationGrant>,
    },
    /// The period under way, which is the open one of that begin, gets its end.
    Ended {
        /// The period with its end; empty when it ends on the day it begins.
        period: ReductionPeriod,
    },
}

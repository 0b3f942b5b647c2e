//! The discount actually granted: the running reduction, and what the fund is told of it.

use chrono::NaiveDate;
use stts_kernel::{BillingDay, Cents, Formula, OperatorId, Period};

use crate::dates::BillingCalendar;

/// The reduction of a dossier, running or ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reduction {
    /// Its billing dates, of which the first is its begin.
    pub billing: BillingCalendar,
    /// The last modification date, before which another modification cannot lie; the begin before
    /// the first.
    pub last_change_date: NaiveDate,
    /// The end in effect, once there is one; an end that is still to come follows from the stops.
    pub end: Option<NaiveDate>,
}

impl Reduction {
    /// A reduction that begins on a billing date of that day.
    pub const fn beginning(begin: NaiveDate, billing_day: BillingDay) -> Self {
        let billing = BillingCalendar::new(begin, billing_day);
        Self { billing, last_change_date: begin, end: None }
    }

    /// The first day.
    pub const fn begin(&self) -> NaiveDate {
        self.billing.begin()
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

impl ReductionPeriod {
    /// The same with no day on or after `end`; empty when it begins then.
    #[must_use]
    pub fn cut(&self, end: NaiveDate) -> Self {
        let from = self.period.from();
        if self.period.until().is_some_and(|until| until <= end) {
            return self.clone();
        }
        let period = Period::new(from, Some(end.max(from))).unwrap_or(Period::open(from));
        Self { period, ..self.clone() }
    }
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
    /// A period begins.
    Opened(ReductionPeriod),
    /// A period becomes another: it gets its end, is cut, or goes on.
    Changed {
        /// As it was.
        before: ReductionPeriod,
        /// As it is.
        after: ReductionPeriod,
    },
    /// An installation at half price is granted.
    Installed(InstallationGrant),
}

impl PeriodChange {
    /// The period as it is now; none of an installation.
    pub const fn period(&self) -> Option<&ReductionPeriod> {
        match self {
            Self::Opened(period) | Self::Changed { after: period, .. } => Some(period),
            Self::Installed(_) => None,
        }
    }
}

/// From the periods as they were to the periods as they are: periods keep their places, and only the
/// last ones are new.
pub(super) fn changes(before: &[ReductionPeriod], after: &[ReductionPeriod]) -> Vec<PeriodChange> {
    let kept = before.iter().zip(after).filter(|(before, after)| before != after);
    let kept = kept.map(|(before, after)| PeriodChange::Changed {
        before: before.clone(),
        after: after.clone(),
    });
    let opened = after.iter().skip(before.len()).cloned().map(PeriodChange::Opened);
    kept.chain(opened).collect()
}

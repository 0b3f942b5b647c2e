//! The real sequence of billing dates of a reduction, whose billing day may have changed.

use chrono::NaiveDate;
use stts_kernel::{BillingDay, add_months};

/// The billing day became another one, on a day while the reduction ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BillingDayChange {
    /// The day on which it was changed.
    pub changed_on: NaiveDate,
    /// The billing day after the month under way.
    pub new_day: BillingDay,
}

/// The billing dates from the begin of a reduction on: one in every calendar month. A change of the
/// billing day leaves the end of the month under way where it was; after it the new day counts
/// (domain, section 5).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BillingCalendar {
    begin: NaiveDate,
    first_day: BillingDay,
    changes: Vec<BillingDayChange>,
}

impl BillingCalendar {
    /// The calendar of a reduction that begins on `begin`, a billing date of `billing_day`.
    pub const fn new(begin: NaiveDate, billing_day: BillingDay) -> Self {
        Self { begin, first_day: billing_day, changes: Vec::new() }
    }

    /// The same calendar with the billing day changed on a day. Changes count in order of their day;
    /// of two in one billing month the last counts.
    #[must_use]
    pub fn changed(mut self, change: BillingDayChange) -> Self {
        self.changes.push(change);
        self.changes.sort_by_key(|change| change.changed_on);
        self
    }

    /// The first day of the reduction, which is its first billing date.
    pub const fn begin(&self) -> NaiveDate {
        self.begin
    }

    /// The billing day with which the reduction began.
    pub const fn first_day(&self) -> BillingDay {
        self.first_day
    }

    /// The changes, in order of their day.
    pub fn changes(&self) -> &[BillingDayChange] {
        &self.changes
    }

    /// All billing dates, in order, the begin first; without an end.
    pub fn dates(&self) -> BillingDates<'_> {
        BillingDates {
            next: Some(self.begin),
            day: self.first_day,
            begin: self.begin,
            months: 0,
            changes: &self.changes,
        }
    }

    /// The first billing date strictly after `date`; before the begin, that of the first day.
    pub fn first_after(&self, date: NaiveDate) -> NaiveDate {
        if date < self.begin {
            return self.first_day.first_after(date).min(self.begin);
        }
        self.dates().find(|billing_date| *billing_date > date).unwrap_or(NaiveDate::MAX)
    }
}

/// The billing dates of a [`BillingCalendar`], one a month.
#[derive(Clone, Debug)]
pub struct BillingDates<'calendar> {
    next: Option<NaiveDate>,
    day: BillingDay,
    begin: NaiveDate,
    months: u32,
    changes: &'calendar [BillingDayChange],
}

impl Iterator for BillingDates<'_> {
    type Item = NaiveDate;

    fn next(&mut self) -> Option<NaiveDate> {
        let current = self.next?;
        // A change counts once a billing date has passed that lies after it.
        while let Some((change, later)) = self.changes.split_first()
            && change.changed_on < current
        {
            self.day = change.new_day;
            self.changes = later;
        }
        self.months += 1;
        let following = self.day.in_month_of(add_months(self.begin, self.months));
        self.next = Some(following).filter(|following| *following > current);
        Some(current)
    }
}

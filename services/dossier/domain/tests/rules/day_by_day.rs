//! Which days are granted, told by somebody who walks through the days one by one and knows nothing of
//! months but where they end.

use chrono::{Datelike, NaiveDate};

/// What happens to a reduction after its activation, in order of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happens {
    /// The billing day becomes another.
    BillingDay(u32),
    /// Another formula from a day on.
    Change(NaiveDate),
    /// The holder stops its reduction on a day.
    StopReduction(NaiveDate),
    /// The right is lost on a day.
    StopRight(NaiveDate),
    /// The person died on a day.
    Death(NaiveDate),
}

/// The days of one operator: those before the change, and those from it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Granted {
    pub(crate) from: NaiveDate,
    pub(crate) change: Option<NaiveDate>,
    pub(crate) until: Option<NaiveDate>,
}

fn month_of(day: NaiveDate) -> (i32, u32) {
    (day.year(), day.month())
}

/// Whether a day is a billing date: the day itself, or the end of a month that does not have it.
fn bills_on(day: NaiveDate, billing_day: u32) -> bool {
    let last_of_month = month_of(day.succ_opt().unwrap()) != month_of(day);
    day.day() == billing_day || (last_of_month && day.day() < billing_day)
}

fn first_after(day: NaiveDate, billing_day: u32) -> NaiveDate {
    day.iter_days().skip(1).find(|day| bills_on(*day, billing_day)).unwrap()
}

/// The reduction at one operator, on its way.
#[derive(Clone, Debug)]
pub(crate) struct Walker {
    activation: NaiveDate,
    begin: NaiveDate,
    first_day: u32,
    /// Days on which the billing day changed while the reduction ran.
    changed: Vec<(NaiveDate, u32)>,
    stops: Vec<Happens>,
    change: Option<NaiveDate>,
    applied: Option<NaiveDate>,
    ended: Option<NaiveDate>,
}

impl Walker {
    pub(crate) fn activated(activation: NaiveDate, billing_day: u32) -> Self {
        let begin = first_after(activation, billing_day);
        let (changed, stops) = (Vec::new(), Vec::new());
        let (change, applied, ended) = (None, None, None);
        Self { activation, begin, first_day: billing_day, changed, stops, change, applied, ended }
    }

    /// The billing dates until a day, found by walking: never two in one calendar month, and from one
    /// on the billing day counts that was chosen last before it.
    pub(crate) fn billing_dates(&self, until: NaiveDate) -> Vec<NaiveDate> {
        let mut found = vec![self.begin];
        let mut changes = self.changed.iter().peekable();
        let mut billing_day = self.first_day;
        let mut day = self.begin;
        while day < until {
            while let Some((_, chosen)) = changes.next_if(|(on, _)| *on < *found.last().unwrap()) {
                billing_day = *chosen;
            }
            day = day.succ_opt().unwrap();
            if bills_on(day, billing_day) && month_of(day) != month_of(*found.last().unwrap()) {
                found.push(day);
            }
        }
        found
    }

    /// The end that a stop brings: the last full month before it, or for a right the month under way.
    fn end_of(&self, stop: Happens) -> NaiveDate {
        match stop {
            Happens::StopReduction(on) => {
                let dates = self.billing_dates(on);
                dates.into_iter().rev().find(|date| *date <= on).unwrap_or(self.begin)
            }
            Happens::StopRight(on) | Happens::Death(on) => {
                let far = on.max(self.begin) + chrono::Days::new(70);
                let dates = self.billing_dates(far);
                dates.into_iter().find(|date| *date > on).unwrap()
            }
            Happens::BillingDay(_) | Happens::Change(_) => NaiveDate::MAX,
        }
    }

    /// The end that is known now.
    pub(crate) fn end(&self) -> Option<NaiveDate> {
        self.ended.or_else(|| self.stops.iter().map(|stop| self.end_of(*stop)).min())
    }

    /// Something happens on a day; whether it may.
    pub(crate) fn happens(&mut self, on: NaiveDate, what: Happens) -> bool {
        let runs = self.ended.is_none();
        match what {
            Happens::BillingDay(day) if runs => {
                if on < self.begin {
                    self.first_day = day;
                    self.begin = first_after(self.activation, day);
                } else {
                    self.changed.push((on, day));
                }
            }
            Happens::Change(date) if runs && self.stops.is_empty() && date >= self.begin => {
                self.change = Some(date);
            }
            Happens::StopReduction(_) if runs && self.stops.is_empty() => self.stops.push(what),
            Happens::StopRight(_) | Happens::Death(_) if runs => self.stops.push(what),
            // The right may be found to have ended while the reduction still ran.
            Happens::StopRight(lost) if !self.closed() && lost <= on => self.cut(what),
            Happens::Death(_) if !self.closed() => self.cut(what),
            _ => return false,
        }
        if let (Some(change), Some(end)) = (self.change, self.end())
            && self.applied.is_none()
            && change >= end
        {
            self.change = None;
        }
        true
    }

    fn closed(&self) -> bool {
        let of_right = |stop: &Happens| matches!(stop, Happens::StopRight(_) | Happens::Death(_));
        self.ended.is_some() && self.stops.iter().any(of_right)
    }

    fn cut(&mut self, what: Happens) {
        self.stops.push(what);
        self.ended = self.ended.map(|end| end.min(self.end_of(what)));
    }

    /// The night of a date.
    pub(crate) fn night(&mut self, on: NaiveDate) {
        let due = self.change.is_some_and(|change| change.max(self.begin) <= on);
        if self.ended.is_none() && due {
            self.applied = self.change;
        }
        if self.ended.is_none() {
            self.ended = self.end().filter(|end| *end <= on);
        }
    }

    /// A transfer takes the dossier away: the last full month before its activation is the last.
    pub(crate) fn taken_over(&mut self, activation: NaiveDate) {
        let by_transfer = self.end_of(Happens::StopReduction(activation));
        self.ended = Some(self.end().map_or(by_transfer, |end| end.min(by_transfer)));
    }

    /// Whether the formula has changed, or will.
    pub(crate) const fn has_changed(&self) -> bool {
        self.change.is_some()
    }

    pub(crate) fn granted(&self) -> Granted {
        let until = self.ended.map(|end| end.max(self.begin));
        let change = self.applied.map(|change| change.max(self.begin));
        let change = change.filter(|change| until.is_none_or(|until| *change < until));
        Granted { from: self.begin, change, until }
    }
}

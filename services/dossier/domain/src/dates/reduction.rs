//! When a reduction begins and ends, when a right ends, and until when an activation is possible.

use chrono::NaiveDate;
use stts_kernel::{BillingDay, add_months};

use super::BillingCalendar;

/// Months from the application within which a contract must be activated (domain, section 4).
pub const ACTIVATION_MONTHS: u32 = 6;

/// The first day of the reduction: the first billing date strictly after the activation date, also
/// for a person who is already connected (annex art. 22 §1, 1.5).
pub fn reduction_begin(activation_date: NaiveDate, billing_day: BillingDay) -> NaiveDate {
    billing_day.first_after(activation_date)
}

/// The day on which the reduction ends when it is stopped on `stop`: the last billing date not after
/// it that closes a full billing month. Before the first month is full the reduction is empty: it
/// ends on the day it begins (domain, section 5).
pub fn reduction_end(billing: &BillingCalendar, stop: NaiveDate) -> NaiveDate {
    billing.dates().take_while(|date| *date <= stop).last().unwrap_or(billing.begin())
}

/// The day on which the right ends when the conditions are no longer met from `conditions_lost` on:
/// the first billing date strictly after it, because the month under way is still granted (annex
/// art. 22 §1, 1.7). Without a running reduction there is no billing date to wait for.
pub fn right_end(billing: Option<&BillingCalendar>, conditions_lost: NaiveDate) -> NaiveDate {
    billing.map_or(conditions_lost, |billing| billing.first_after(conditions_lost))
}

/// The last day on which the contract may be activated: six months after the application, or after
/// BIPT's decision on the right of this very application (domain, section 4).
pub fn latest_activation(application_or_decision: NaiveDate) -> NaiveDate {
    add_months(application_or_decision, ACTIVATION_MONTHS)
}

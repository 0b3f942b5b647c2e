//! Dates of the social tariff (domain, section 5): civil dates in Brussels, half-open periods, and
//! months always counted from an anchor, never by adding a month to a shortened date.

mod age;
mod billing_calendar;
mod birth_date;
mod reduction;

pub use age::Age;
pub use billing_calendar::{BillingCalendar, BillingDates, BillingDayChange};
pub use birth_date::{BirthDate, InvalidBirthDate};
pub use reduction::{
    ACTIVATION_MONTHS, latest_activation, reduction_begin, reduction_end, right_end,
};

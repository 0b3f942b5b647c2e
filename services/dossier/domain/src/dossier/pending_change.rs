//! A dated modification that waits for its date.

use chrono::NaiveDate;
use stts_kernel::{Cents, Formula};

use super::{LineKind, PaymentKind};

/// What will change on a date; what is absent stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PendingChange {
    /// The modification date.
    pub date: NaiveDate,
    /// The new formula.
    pub formula: Option<Formula>,
    /// The cost of a new installation.
    pub installation_cost: Option<Cents>,
    /// The new kind of line.
    pub line_kind: Option<LineKind>,
    /// The new kind of payment.
    pub payment_kind: Option<PaymentKind>,
}

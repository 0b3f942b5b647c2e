//! What the operator gives so that the reduction can begin (manual, chapter 5; domain, section 4).

use chrono::NaiveDate;
use stts_kernel::{BillingDay, Cents, Formula};

use super::PhoneNumber;

/// Fixed or mobile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// A line at a fixed location.
    Fixed,
    /// A mobile line.
    Mobile,
}

impl LineKind {
    /// The name used in contracts, files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fixed => "FIXED",
            Self::Mobile => "MOBILE",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Fixed, Self::Mobile].into_iter().find(|kind| kind.name() == name)
    }
}

/// Prepaid or postpaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaymentKind {
    /// Paid before use; activated on the day the card was sold.
    Prepaid,
    /// Billed.
    Postpaid,
}

impl PaymentKind {
    /// The name used in contracts, files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepaid => "PREPAID",
            Self::Postpaid => "POSTPAID",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Prepaid, Self::Postpaid].into_iter().find(|kind| kind.name() == name)
    }
}

/// The data without which a reduction cannot begin.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ActivationData {
    /// The number to which the reduction applies.
    pub phone_number: PhoneNumber,
    /// Fixed or mobile.
    pub line_kind: LineKind,
    /// Prepaid or postpaid.
    pub payment_kind: PaymentKind,
    /// What any customer would pay for the installation at that moment, VAT included, before the
    /// social discount; 0 for a mobile line.
    pub installation_cost: Cents,
    /// Which reductions are granted.
    pub formula: Formula,
    /// The day on which the contract is activated; for an existing customer the application date.
    pub activation_date: NaiveDate,
    /// The day on which the operator bills.
    pub billing_day: BillingDay,
    /// Whether the operator delivered a telephone approved for the deaf (annex art. 22 §1, 2.1).
    pub approved_phone_delivered: bool,
    /// The operator's own reference.
    pub operator_reference: Option<String>,
}

stts_kernel::hidden_debug!(ActivationData);

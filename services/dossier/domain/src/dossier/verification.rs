//! The two-yearly check, while it waits for documents (annex art. 22 §2).

use chrono::NaiveDate;

use crate::eligibility::FactName;

/// What a verification waits for; only in the statuses that wait for documents.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Verification {
    /// The day of the letter that names the documents.
    pub letter_date: NaiveDate,
    /// The facts that documents must prove.
    pub missing: Vec<FactName>,
    /// The day on which BIPT received documents, if it did; it stops the deadline.
    pub documents_received_on: Option<NaiveDate>,
    /// The day of the reminder, if one was sent.
    pub reminded_on: Option<NaiveDate>,
}

stts_kernel::hidden_debug!(Verification);

//! Documents as they arrive at BIPT.

use chrono::NaiveDate;

use super::DocumentKind;

/// A document that BIPT received; what it proves is another question, which a decision answers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ReceivedDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// The day on which it arrived.
    pub received_on: NaiveDate,
}

stts_kernel::hidden_debug!(ReceivedDocument);

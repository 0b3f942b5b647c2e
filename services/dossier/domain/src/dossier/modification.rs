//! What an operator may change on a dossier that it holds (manual, chapter 8).

use stts_kernel::BillingDay;

use super::{Contact, Language, PendingChange, PhoneNumber};

/// Changes that take effect at once; what is absent stays.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Undated {
    /// The language of letters.
    pub language: Option<Language>,
    /// How to reach the person beside post.
    pub contact: Option<Contact>,
    /// The number to which the reduction applies.
    pub phone_number: Option<PhoneNumber>,
    /// The day on which the operator bills; the billing month under way keeps its end.
    pub billing_day: Option<BillingDay>,
    /// The operator's own reference; the inner `None` takes it away.
    pub operator_reference: Option<Option<String>>,
}

stts_kernel::hidden_debug!(Undated);

impl Undated {
    /// Whether it changes something of the activation data, which must then be there.
    pub(super) const fn touches_activation_data(&self) -> bool {
        self.phone_number.is_some()
            || self.billing_day.is_some()
            || self.operator_reference.is_some()
    }
}

/// A modification: what changes at once, and what changes on a date.
#[derive(Clone, PartialEq, Eq)]
pub struct Modification {
    /// At once.
    pub undated: Undated,
    /// On its date; a second one replaces the first.
    pub dated: Option<PendingChange>,
}

stts_kernel::hidden_debug!(Modification);

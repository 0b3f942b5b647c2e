//! An application on a dossier, from the request to the activation.

use std::fmt;

use chrono::NaiveDate;
use stts_kernel::{ApplicationId, OperatorId};

use super::{ActivationData, Claim};
use crate::dates::latest_activation;
use crate::eligibility::FactName;

/// How an operator came to the dossier; history is grouped by it (domain, section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApplicationKind {
    /// A first application, or one after the right had ended.
    New,
    /// An application on a suspended dossier.
    Reactivation,
    /// A transfer from another operator.
    Transfer,
}

impl ApplicationKind {
    /// The name used in contracts, files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Reactivation => "REACTIVATION",
            Self::Transfer => "TRANSFER",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::New, Self::Reactivation, Self::Transfer].into_iter().find(|kind| kind.name() == name)
    }
}

/// One application: who applied, when, and what has been given since.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Application {
    /// Its identifier.
    pub id: ApplicationId,
    /// New, reactivation or transfer.
    pub kind: ApplicationKind,
    /// The application date: the day on which it was registered.
    pub date: NaiveDate,
    /// The operator that applied.
    pub operator: OperatorId,
    /// What the person claims; `None` when nothing was said, which is not the same as no claim.
    pub claims: Option<Vec<Claim>>,
    /// The facts that were missing when the right was last evaluated for it.
    pub missing: Vec<FactName>,
    /// The day on which BIPT decided the right of this very application, if it did.
    pub right_decided_on: Option<NaiveDate>,
    /// The day on which BIPT refused that right, if it did; a late proof or a won appeal can still
    /// grant it.
    pub right_refused_on: Option<NaiveDate>,
    /// The day of the letter that names the documents, if one was sent.
    pub documents_letter_date: Option<NaiveDate>,
    /// The day on which BIPT received documents, if it did; it stops the deadline.
    pub documents_received_on: Option<NaiveDate>,
    /// Whether the operator confirmed it.
    pub confirmed: bool,
    /// The data with which the reduction begins, once given.
    pub activation_data: Option<ActivationData>,
}

/// Prints which application it is, and nothing of what was told about the person.
impl fmt::Debug for Application {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Application")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("date", &self.date)
            .field("confirmed", &self.confirmed)
            .finish_non_exhaustive()
    }
}

impl Application {
    /// The last day on which the contract may be activated (domain, section 4).
    pub fn activation_deadline(&self) -> NaiveDate {
        latest_activation(self.right_decided_on.unwrap_or(self.date))
    }
}

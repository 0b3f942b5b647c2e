//! The statuses of a dossier (manual, chapter 2.2).

/// The status of a dossier. Who holds it is not in the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The right is not yet established; documents are asked.
    AwaitingDocuments,
    /// The right is established; the activation date is missing or not reached.
    AwaitingActivation,
    /// The right is established and the activation date reached.
    Active,
    /// Changed; the date of the change is not reached.
    AwaitingModification,
    /// A transfer is accepted; the activation date at the new operator is missing or not reached.
    AwaitingTransfer,
    /// The reduction, the right, or both will end.
    AwaitingStop,
    /// No reduction; the right is still there, and any operator may reactivate it.
    Suspended,
    /// No right (any more).
    Closed,
    /// The two-yearly check found several tariffs in one household.
    AwaitingVerificationMultiple,
    /// The two-yearly check needs documents.
    AwaitingVerificationDocuments,
    /// Both.
    AwaitingVerificationMultipleAndDocuments,
}

impl Status {
    /// All statuses.
    pub const ALL: &[Self] = &[
        Self::AwaitingDocuments,
        Self::AwaitingActivation,
        Self::Active,
        Self::AwaitingModification,
        Self::AwaitingTransfer,
        Self::AwaitingStop,
        Self::Suspended,
        Self::Closed,
        Self::AwaitingVerificationMultiple,
        Self::AwaitingVerificationDocuments,
        Self::AwaitingVerificationMultipleAndDocuments,
    ];

    /// The name used in contracts, files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwaitingDocuments => "AWAITING_DOCUMENTS",
            Self::AwaitingActivation => "AWAITING_ACTIVATION",
            Self::Active => "ACTIVE",
            Self::AwaitingModification => "AWAITING_MODIFICATION",
            Self::AwaitingTransfer => "AWAITING_TRANSFER",
            Self::AwaitingStop => "AWAITING_STOP",
            Self::Suspended => "SUSPENDED",
            Self::Closed => "CLOSED",
            Self::AwaitingVerificationMultiple => "AWAITING_VERIFICATION_MULTIPLE",
            Self::AwaitingVerificationDocuments => "AWAITING_VERIFICATION_DOCUMENTS",
            Self::AwaitingVerificationMultipleAndDocuments => {
                "AWAITING_VERIFICATION_MULTIPLE_AND_DOCUMENTS"
            }
        }
    }

    /// The status of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.name() == name)
    }

    /// Whether an operator grants the reduction meanwhile.
    pub const fn runs_reduction(self) -> bool {
        match self {
            Self::AwaitingDocuments | Self::AwaitingActivation | Self::Suspended | Self::Closed => {
                false
            }
            Self::Active
            | Self::AwaitingModification
            | Self::AwaitingTransfer
            | Self::AwaitingStop
            | Self::AwaitingVerificationMultiple
            | Self::AwaitingVerificationDocuments
            | Self::AwaitingVerificationMultipleAndDocuments => true,
        }
    }

    /// Where a dossier goes when the application on which it waits ends without success: a right
    /// that was established remains, suspended.
    #[must_use]
    pub const fn without_success(self) -> Self {
        match self {
            Self::AwaitingDocuments => Self::Closed,
            _ => Self::Suspended,
        }
    }

    /// Whether a choice among several tariffs of the household is waited for.
    pub const fn awaits_choice(self) -> bool {
        matches!(
            self,
            Self::AwaitingVerificationMultiple | Self::AwaitingVerificationMultipleAndDocuments
        )
    }

    /// Whether the two-yearly check waits for documents.
    pub const fn awaits_verification_documents(self) -> bool {
        matches!(
            self,
            Self::AwaitingVerificationDocuments | Self::AwaitingVerificationMultipleAndDocuments
        )
    }

    /// The same check without the choice among several tariffs.
    #[must_use]
    pub const fn without_choice(self) -> Self {
        match self {
            Self::AwaitingVerificationMultiple => Self::Active,
            Self::AwaitingVerificationMultipleAndDocuments => Self::AwaitingVerificationDocuments,
            other => other,
        }
    }

    /// The same check with the choice among several tariffs.
    #[must_use]
    pub const fn with_choice(self) -> Self {
        match self {
            Self::Active => Self::AwaitingVerificationMultiple,
            Self::AwaitingVerificationDocuments => Self::AwaitingVerificationMultipleAndDocuments,
            other => other,
        }
    }

    /// Whether the dossier is held by an operator and takes the place of its household (domain,
    /// section 4.4).
    pub const fn is_held(self) -> bool {
        !matches!(self, Self::Suspended | Self::Closed)
    }
}

//! What a message is about, and in which language.

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind {
    /// Somebody of the household benefits already.
    HouseholdRefusal,
    /// The conditions of the law are not met; how to appeal.
    NotEntitled,
    /// Which documents are needed.
    DocumentsNeeded,
    /// Suspended because the activation came too late; the right is still there.
    SuspendedForLateness,
    /// Closed because no documents came.
    ClosedForLateness,
    /// BIPT granted the right; the operator finishes the activation.
    RightGranted,
    /// BIPT refused the right; how to appeal.
    RightRefused,
    /// The right goes on: its end was undone.
    RightEndUndone,
    /// The right ends, and what was granted beyond its end.
    RightEnds,
    /// The two-yearly check needs documents; nothing is lost when they are late.
    VerificationDocumentsNeeded,
    /// The documents of the two-yearly check are asked for once more.
    VerificationReminder,
    /// Several people of the household benefit, and only one may.
    SeveralTariffs,
    /// The new operator grants the reduction from now on.
    TransferDone,
    /// The new operator cancelled the transfer: the reduction ends, the right stays.
    TransferCancelled,
    /// Letters sent before do not count: the action that led to them was taken back.
    Recall,
}

impl MessageKind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::HouseholdRefusal,
        Self::NotEntitled,
        Self::DocumentsNeeded,
        Self::SuspendedForLateness,
        Self::ClosedForLateness,
        Self::RightGranted,
        Self::RightRefused,
        Self::RightEndUndone,
        Self::RightEnds,
        Self::VerificationDocumentsNeeded,
        Self::VerificationReminder,
        Self::SeveralTariffs,
        Self::TransferDone,
        Self::TransferCancelled,
        Self::Recall,
    ];

    /// The name used in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HouseholdRefusal => "HOUSEHOLD_REFUSAL",
            Self::NotEntitled => "NOT_ENTITLED",
            Self::DocumentsNeeded => "DOCUMENTS_NEEDED",
            Self::SuspendedForLateness => "SUSPENDED_FOR_LATENESS",
            Self::ClosedForLateness => "CLOSED_FOR_LATENESS",
            Self::RightGranted => "RIGHT_GRANTED",
            Self::RightRefused => "RIGHT_REFUSED",
            Self::RightEndUndone => "RIGHT_END_UNDONE",
            Self::RightEnds => "RIGHT_ENDS",
            Self::VerificationDocumentsNeeded => "VERIFICATION_DOCUMENTS_NEEDED",
            Self::VerificationReminder => "VERIFICATION_REMINDER",
            Self::SeveralTariffs => "SEVERAL_TARIFFS",
            Self::TransferDone => "TRANSFER_DONE",
            Self::TransferCancelled => "TRANSFER_CANCELLED",
            Self::Recall => "RECALL",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// A language of the country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Dutch.
    Dutch,
    /// French.
    French,
    /// German.
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Dutch, Self::French, Self::German];

    /// The ISO 639-1 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::French => "fr",
            Self::German => "de",
        }
    }

    /// The language of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

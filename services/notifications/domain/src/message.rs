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
}

impl MessageKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::HouseholdRefusal,
        Self::NotEntitled,
        Self::DocumentsNeeded,
        Self::SuspendedForLateness,
        Self::ClosedForLateness,
    ];

    /// The name used in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HouseholdRefusal => "HOUSEHOLD_REFUSAL",
            Self::NotEntitled => "NOT_ENTITLED",
            Self::DocumentsNeeded => "DOCUMENTS_NEEDED",
            Self::SuspendedForLateness => "SUSPENDED_FOR_LATENESS",
            Self::ClosedForLateness => "CLOSED_FOR_LATENESS",
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

//! What tasks ask for.

/// What a task asks for (manual, chapter 10; domain, section 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskType {
    /// An operator: give the activation data.
    EnterMissingData,
    /// An operator: close the file in its own system.
    CloseFile,
    /// BIPT: look at the documents that establish the right.
    ReviewDocuments,
    /// An operator: a running reduction gets an end for which it did not ask.
    TerminateReduction,
    /// BIPT: look at the documents of a verification.
    ReviewVerification,
    /// BIPT: choose among several tariffs of one household.
    ResolveMultiple,
    /// BIPT: two dossiers of one person, or a death that the register withdrew.
    ReviewPerson,
}

impl TaskType {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::EnterMissingData,
        Self::CloseFile,
        Self::ReviewDocuments,
        Self::TerminateReduction,
        Self::ReviewVerification,
        Self::ResolveMultiple,
        Self::ReviewPerson,
    ];

    /// The name used in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EnterMissingData => "ENTER_MISSING_DATA",
            Self::CloseFile => "CLOSE_FILE",
            Self::ReviewDocuments => "REVIEW_DOCUMENTS",
            Self::TerminateReduction => "TERMINATE_REDUCTION",
            Self::ReviewVerification => "REVIEW_VERIFICATION",
            Self::ResolveMultiple => "RESOLVE_MULTIPLE",
            Self::ReviewPerson => "REVIEW_PERSON",
        }
    }

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_type() {
        for task_type in TaskType::ALL {
            assert_eq!(TaskType::from_name(task_type.name()), Some(task_type));
        }
    }
}

//! Requests to an operator or to BIPT to act on a dossier (manual, chapter 10; domain, section 8).

use chrono::NaiveDate;
use stts_kernel::{ApplicationId, DossierNumber, OperatorId, TaskId};

use super::Undue;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// An operator: give the activation data.
    EnterMissingData,
    /// An operator: an application or incoming transfer ended without your asking.
    CloseFile,
    /// An operator: your running reduction gets an end that you did not ask for.
    TerminateReduction,
    /// BIPT: judge the documents of an application.
    ReviewDocuments,
    /// BIPT: judge the documents of a verification.
    ReviewVerification,
    /// BIPT: choose among several tariffs of one household.
    ResolveMultiple,
    /// BIPT: two dossiers of one person, or a death withdrawn.
    ReviewPerson,
}

impl TaskKind {
    /// All kinds.
    pub const ALL: &[Self] = &[
        Self::EnterMissingData,
        Self::CloseFile,
        Self::TerminateReduction,
        Self::ReviewDocuments,
        Self::ReviewVerification,
        Self::ResolveMultiple,
        Self::ReviewPerson,
    ];

    /// The name used in contracts, files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EnterMissingData => "ENTER_MISSING_DATA",
            Self::CloseFile => "CLOSE_FILE",
            Self::TerminateReduction => "TERMINATE_REDUCTION",
            Self::ReviewDocuments => "REVIEW_DOCUMENTS",
            Self::ReviewVerification => "REVIEW_VERIFICATION",
            Self::ResolveMultiple => "RESOLVE_MULTIPLE",
            Self::ReviewPerson => "REVIEW_PERSON",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskParty {
    /// An operator.
    Operator(OperatorId),
    /// BIPT.
    Bipt,
}

/// A task as the dossier knows it, so that it can be done or withdrawn later.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OpenTask {
    /// Its identifier.
    pub id: TaskId,
    /// What is asked.
    pub kind: TaskKind,
    /// Who is asked.
    pub to: TaskParty,
    /// The last day on which acting still helps; absent where nothing lapses.
    pub due: Option<NaiveDate>,
    /// The day on which the reduction ends; only of [`TaskKind::TerminateReduction`].
    pub end_date: Option<NaiveDate>,
    /// What was granted beyond that day; only of [`TaskKind::TerminateReduction`].
    pub undue: Option<Undue>,
}

/// A task as it is raised.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Task {
    /// Its identifier, who is asked, and what.
    pub open: OpenTask,
    /// The dossier.
    pub dossier_number: DossierNumber,
    /// The application that it is about.
    pub application_id: ApplicationId,
}

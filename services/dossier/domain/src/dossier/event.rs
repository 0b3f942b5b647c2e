//! What the world is told of a decision, in the commit of the change that causes it.

use std::fmt;

use chrono::NaiveDate;
use stts_kernel::{DossierNumber, ErrorKind, OperatorId, PersonId};

use super::{
    Application, Caller, CommandName, DocumentKind, Dossier, Language, OpenTask, PeriodChange, Task,
};
use crate::eligibility::{FactName, Outcome, Reason};

/// Why a dossier changed, where the command alone does not say it; letters follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeReason {
    /// The household's place was taken by another dossier.
    PlaceTaken,
    /// The right was evaluated anew, and is denied.
    NotEntitled,
    /// The activation deadline passed without activation data.
    ActivationDeadlinePassed,
    /// No document came within the time of the letter.
    DocumentsNotReceived,
    /// The application was never confirmed.
    NeverConfirmed,
}

impl ChangeReason {
    /// All reasons.
    pub const ALL: &[Self] = &[
        Self::PlaceTaken,
        Self::NotEntitled,
        Self::ActivationDeadlinePassed,
        Self::DocumentsNotReceived,
        Self::NeverConfirmed,
    ];

    /// The name used in contracts, files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PlaceTaken => "PLACE_TAKEN",
            Self::NotEntitled => "NOT_ENTITLED",
            Self::ActivationDeadlinePassed => "ACTIVATION_DEADLINE_PASSED",
            Self::DocumentsNotReceived => "DOCUMENTS_NOT_RECEIVED",
            Self::NeverConfirmed => "NEVER_CONFIRMED",
        }
    }

    /// The reason of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.name() == name)
    }
}

/// What happened.
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// An application was registered.
    ApplicationReceived {
        /// The dossier.
        dossier_number: DossierNumber,
        /// The person.
        person_id: PersonId,
        /// The application.
        application: Application,
        /// What was decided about the right.
        outcome: Outcome,
    },
    /// An application was refused by a rule of which the person hears by letter.
    ApplicationRefused {
        /// The person.
        person_id: PersonId,
        /// The language of the letter.
        language: Language,
        /// The operator that applied.
        operator: OperatorId,
        /// The person's dossier, where there is one.
        dossier_number: Option<DossierNumber>,
        /// [`ErrorKind::HouseholdAlreadyBenefits`] or [`ErrorKind::NotEntitled`].
        refusal: ErrorKind,
        /// Why the right is denied; none for the household.
        reasons: Vec<Reason>,
        /// The day of the application.
        date: NaiveDate,
    },
    /// A dossier changed: the entry in its history, one for every version.
    DossierChanged {
        /// As it was; absent when it was opened.
        before: Option<Box<Dossier>>,
        /// As it is.
        after: Box<Dossier>,
        /// The command.
        command: CommandName,
        /// Who gave it.
        actor: Caller,
        /// Why, where the command alone does not say it.
        reason: Option<ChangeReason>,
    },
    /// A reduction period began or got its end.
    ReductionPeriodChanged {
        /// The dossier.
        dossier_number: DossierNumber,
        /// What happened to it.
        change: PeriodChange,
    },
    /// Documents are asked of the person.
    DocumentsRequested {
        /// The dossier.
        dossier_number: DossierNumber,
        /// The person.
        person_id: PersonId,
        /// The language of the letter.
        language: Language,
        /// The facts that documents must prove.
        missing: Vec<FactName>,
        /// The documents that prove them.
        kinds: Vec<DocumentKind>,
        /// The last day on which some of them are in time.
        answer_by: NaiveDate,
    },
    /// Somebody is asked to act.
    TaskRaised {
        /// The task.
        task: Task,
    },
    /// What was asked has been done.
    TaskDone {
        /// The dossier.
        dossier_number: DossierNumber,
        /// The task.
        task: OpenTask,
    },
    /// What was asked has become pointless.
    TaskWithdrawn {
        /// The dossier.
        dossier_number: DossierNumber,
        /// The task.
        task: OpenTask,
    },
}

impl Event {
    /// The name of the event that other services get.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ApplicationReceived { .. } => "ApplicationReceived",
            Self::ApplicationRefused { .. } => "ApplicationRefused",
            Self::DossierChanged { .. } => "DossierChanged",
            Self::ReductionPeriodChanged { .. } => "ReductionPeriodChanged",
            Self::DocumentsRequested { .. } => "DocumentsRequested",
            Self::TaskRaised { .. } => "TaskRaised",
            Self::TaskDone { .. } => "TaskDone",
            Self::TaskWithdrawn { .. } => "TaskWithdrawn",
        }
    }
}

/// Prints what happened, and nothing of the person to whom.
impl fmt::Debug for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}(..)", self.name())
    }
}

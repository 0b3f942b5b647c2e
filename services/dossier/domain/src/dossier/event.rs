//! What the world is told of a decision, in the commit of the change that causes it.

use std::fmt;

use chrono::NaiveDate;
use stts_kernel::{DossierNumber, ErrorKind, OperatorId, PersonId, named};

use super::{
    Application, Caller, CommandName, DocumentKind, Dossier, Language, OpenTask, ReductionPeriod,
    Task, Undue,
};
use crate::eligibility::{FactName, Outcome, Reason};

named!(
    /// Why a dossier changed, where the command alone does not say it; letters follow from it.
    ChangeReason {
        /// The household's place was taken by another dossier.
        PlaceTaken = "PLACE_TAKEN",
        /// The right was evaluated anew, and is denied.
        NotEntitled = "NOT_ENTITLED",
        /// The activation deadline passed without activation data.
        ActivationDeadlinePassed = "ACTIVATION_DEADLINE_PASSED",
        /// No document came within the time of the letter.
        DocumentsNotReceived = "DOCUMENTS_NOT_RECEIVED",
        /// The application was never confirmed.
        NeverConfirmed = "NEVER_CONFIRMED",
        /// The two-yearly check finds the person entitled.
        StillEntitled = "STILL_ENTITLED",
        /// The two-yearly check found several tariffs in the household.
        SeveralTariffs = "SEVERAL_TARIFFS",
        /// The two-yearly check needs documents.
        DocumentsMissing = "DOCUMENTS_MISSING",
        /// BIPT granted the right.
        RightGranted = "RIGHT_GRANTED",
        /// BIPT refused the right.
        RightRefused = "RIGHT_REFUSED",
        /// BIPT undid the end of the right.
        RightEndUndone = "RIGHT_END_UNDONE",
    }
);

/// The letter that names documents.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentsRequest {
    /// The dossier.
    pub dossier_number: DossierNumber,
    /// The person.
    pub person_id: PersonId,
    /// The language of the letter.
    pub language: Language,
    /// The facts that documents must prove.
    pub missing: Vec<FactName>,
    /// The documents that prove them.
    pub kinds: Vec<DocumentKind>,
    /// The last day on which some of them are in time.
    pub answer_by: NaiveDate,
    /// Whether the two-yearly check asks for them; then nothing is lost when they are late.
    pub verification: bool,
    /// Whether they were asked for before.
    pub reminder: bool,
    /// The version of the dossier from which it follows.
    pub version: u64,
}

/// The end of a right, as the person is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightEnding {
    /// The dossier.
    pub dossier_number: DossierNumber,
    /// The person.
    pub person_id: PersonId,
    /// The language of the letter.
    pub language: Language,
    /// The first day without the right.
    pub right_end_date: NaiveDate,
    /// The first day without reduction, where one runs.
    pub reduction_end_date: Option<NaiveDate>,
    /// What was granted beyond it.
    pub undue: Option<Undue>,
    /// The version of the dossier from which it follows.
    pub version: u64,
}

stts_kernel::hidden_debug!(DocumentsRequest);

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
        /// The period as it is now; empty when it has no day any more.
        period: ReductionPeriod,
    },
    /// Documents are asked of the person.
    DocumentsRequested(DocumentsRequest),
    /// The right is going to end, or has ended, by nobody's death: the person is told.
    RightEnds(RightEnding),
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
            Self::DocumentsRequested(_) => "DocumentsRequested",
            Self::RightEnds(_) => "RightEnds",
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

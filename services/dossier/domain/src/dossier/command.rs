//! What may be done to a dossier: each by its name in the table, and as a command with what it needs.

use chrono::NaiveDate;
use stts_kernel::{HouseholdId, OperatorId, named};

use super::{
    ActivationData, Claim, Correction, DocumentKind, Dossier, Modification, PersonFound,
    PersonSnapshot,
};
use crate::eligibility::{FactName, Facts, Truth};

named!(
    /// Everything that may happen to a dossier: one name for each row of domain, section 3.
    CommandName {
        /// An operator applies for a person.
        Apply = "APPLY",
        /// BIPT applies for a person that it identified, at an operator, and confirms it.
        ApplyFor = "APPLY_FOR",
        /// The application is confirmed; the activation data follow later, or documents are asked.
        ConfirmWithoutData = "CONFIRM_WITHOUT_DATA",
        /// The application is confirmed together with its activation data.
        ConfirmWithData = "CONFIRM_WITH_DATA",
        /// The activation data are given, or given anew.
        CompleteActivationData = "COMPLETE_ACTIVATION_DATA",
        /// The application is taken back.
        CancelApplication = "CANCEL_APPLICATION",
        /// An operator takes the dossier over from another.
        ConfirmTransfer = "CONFIRM_TRANSFER",
        /// Language, phone number, billing day, reference or contact change at once.
        ModifyUndated = "MODIFY_UNDATED",
        /// Formula, installation cost, line kind or payment kind change on a date.
        ModifyDated = "MODIFY_DATED",
        /// The reduction is stopped; the right stays.
        StopReduction = "STOP_REDUCTION",
        /// The right is ended.
        StopRight = "STOP_RIGHT",
        /// What the register says of the person is taken over.
        RefreshPersonData = "REFRESH_PERSON_DATA",
        /// The operator takes its last action back.
        CancelLastAction = "CANCEL_LAST_ACTION",
        /// BIPT notes which documents arrived.
        RecordDocuments = "RECORD_DOCUMENTS",
        /// BIPT grants the right.
        GrantRight = "GRANT_RIGHT",
        /// BIPT refuses the right.
        RefuseRight = "REFUSE_RIGHT",
        /// BIPT grants the right that it had refused: late proof, or a won appeal.
        GrantRightLate = "GRANT_RIGHT_LATE",
        /// BIPT undoes the end of a right.
        UndoRightEnd = "UNDO_RIGHT_END",
        /// BIPT decides on the documents of a verification.
        ResolveDocuments = "RESOLVE_DOCUMENTS",
        /// BIPT keeps one of several tariffs.
        ResolveKeep = "RESOLVE_KEEP",
        /// BIPT ends one of several tariffs.
        ResolveDrop = "RESOLVE_DROP",
        /// BIPT corrects a dossier, approved by a second person.
        CorrectDossier = "CORRECT_DOSSIER",
        /// Night: the activation date is reached.
        Activate = "ACTIVATE",
        /// Night: the activation date at the new operator is reached.
        ActivateTransfer = "ACTIVATE_TRANSFER",
        /// Night: the modification date is reached.
        ApplyModification = "APPLY_MODIFICATION",
        /// Night: the computed end is reached.
        EndStop = "END_STOP",
        /// Night: the activation deadline has passed without activation data.
        LapseActivation = "LAPSE_ACTIVATION",
        /// Night: a transfer was not activated or not confirmed in time.
        LapseTransfer = "LAPSE_TRANSFER",
        /// Night: no document came within the time of the letter.
        LapseDocuments = "LAPSE_DOCUMENTS",
        /// Night: the application was never confirmed.
        LapseConfirmation = "LAPSE_CONFIRMATION",
        /// Night: the two-yearly check.
        Verify = "VERIFY",
        /// One tariff alone is left of several in a household.
        LeaveMultiple = "LEAVE_MULTIPLE",
        /// Night: the documents of a verification are overdue.
        RemindVerification = "REMIND_VERIFICATION",
        /// Register: the person died.
        Death = "DEATH",
        /// Register: the person's national number was replaced.
        NumberReplaced = "NUMBER_REPLACED",
        /// Register: two persons were merged, or a death was withdrawn.
        PersonInDoubt = "PERSON_IN_DOUBT",
        /// Register: the address or the name changed.
        PersonDataChanged = "PERSON_DATA_CHANGED",
        /// Register: the household changed.
        HouseholdChanged = "HOUSEHOLD_CHANGED",
    }
);

/// An application for a person whom the register found.
#[derive(Clone, PartialEq, Eq)]
pub struct Apply {
    /// The person, and what the register and the social-status sources say.
    pub person: PersonFound,
    /// What the person claims; `None` when nothing was said.
    pub claims: Option<Vec<Claim>>,
}

stts_kernel::hidden_debug!(Apply);

/// What BIPT finds in documents: each fact that they prove or disprove.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Findings(pub Vec<(FactName, Truth)>);

stts_kernel::hidden_debug!(Findings);

/// A judgement of BIPT on documents.
#[derive(Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the right is granted, or stays.
    pub granted: bool,
    /// What the documents prove or disprove; they are recorded for later checks.
    pub findings: Findings,
    /// The facts of the last evaluation, to which the findings are added.
    pub facts: Box<Facts>,
}

stts_kernel::hidden_debug!(Judgement);

/// What a two-yearly check finds in the household beside this dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OtherTariffs {
    /// No other dossier has or wants the place.
    None,
    /// Others have or want it, and none of them can be looked at together with this one yet.
    OutOfReach,
    /// Others that are looked at together with this one; whether one of them carries the task of
    /// choosing.
    Together {
        /// One of them carries it.
        task_open: bool,
    },
}

/// What may be done to a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// [`CommandName::Apply`].
    Apply(Box<Apply>),
    /// [`CommandName::ApplyFor`].
    ApplyFor {
        /// The application.
        apply: Box<Apply>,
        /// The operator at which it is made.
        operator: OperatorId,
    },
    /// [`CommandName::ConfirmWithData`] or, without data, [`CommandName::ConfirmWithoutData`].
    ConfirmApplication {
        /// The activation data, if they are known already.
        activation_data: Option<Box<ActivationData>>,
    },
    /// [`CommandName::CompleteActivationData`].
    CompleteActivationData {
        /// The activation data.
        activation_data: Box<ActivationData>,
    },
    /// [`CommandName::CancelApplication`].
    CancelApplication,
    /// [`CommandName::ConfirmTransfer`]: its caller has seen the person whom it takes over.
    ConfirmTransfer {
        /// The activation data, if they are known already.
        activation_data: Option<Box<ActivationData>>,
    },
    /// [`CommandName::ModifyDated`], or [`CommandName::ModifyUndated`] where nothing has a date.
    Modify(Box<Modification>),
    /// [`CommandName::StopReduction`].
    StopReduction {
        /// The day of the stop.
        date: NaiveDate,
    },
    /// [`CommandName::StopRight`].
    StopRight {
        /// The day from which the conditions are not met any more.
        date: NaiveDate,
    },
    /// [`CommandName::RefreshPersonData`].
    RefreshPersonData {
        /// The person as the register has them now.
        person: Box<PersonFound>,
        /// Whether the caller is about to take the dossier over, and has seen the person.
        taking_over: bool,
    },
    /// [`CommandName::CancelLastAction`].
    CancelLastAction {
        /// The dossier at the version that the last action names; absent where it names none.
        before: Option<Box<Dossier>>,
    },
    /// [`CommandName::RecordDocuments`].
    RecordDocuments {
        /// What arrived.
        kinds: Vec<DocumentKind>,
        /// The day on which they arrived.
        received_on: NaiveDate,
    },
    /// [`CommandName::GrantRight`] or [`CommandName::RefuseRight`]; on a closed dossier
    /// [`CommandName::GrantRightLate`], on one that waits for its end [`CommandName::UndoRightEnd`].
    DecideRight {
        /// Which of them, as the status of the dossier says.
        name: CommandName,
        /// The judgement.
        judgement: Judgement,
    },
    /// [`CommandName::ResolveDocuments`].
    ResolveDocuments(Judgement),
    /// [`CommandName::ResolveKeep`].
    ResolveKeep,
    /// [`CommandName::ResolveDrop`], of one that BIPT names, or of the others when it keeps one.
    ResolveDrop,
    /// [`CommandName::CorrectDossier`].
    CorrectDossier(Box<Correction>),
    /// [`CommandName::LeaveMultiple`].
    LeaveMultiple,
    /// [`CommandName::Activate`].
    Activate,
    /// [`CommandName::ActivateTransfer`].
    ActivateTransfer,
    /// [`CommandName::ApplyModification`].
    ApplyModification,
    /// [`CommandName::EndStop`].
    EndStop,
    /// [`CommandName::LapseActivation`].
    LapseActivation,
    /// [`CommandName::LapseTransfer`].
    LapseTransfer,
    /// [`CommandName::LapseDocuments`].
    LapseDocuments,
    /// [`CommandName::LapseConfirmation`].
    LapseConfirmation,
    /// [`CommandName::RemindVerification`].
    RemindVerification,
    /// [`CommandName::Verify`], of another dossier of the same household; `carries_task` when it takes
    /// the task of choosing upon it.
    JoinMultiple {
        /// Whether it carries the task from now on.
        carries_task: bool,
    },
    /// [`CommandName::Death`].
    Death {
        /// The day.
        date: NaiveDate,
    },
    /// [`CommandName::PersonInDoubt`].
    PersonInDoubt,
    /// [`CommandName::PersonDataChanged`].
    PersonDataChanged {
        /// The person as the register has them now.
        person: Box<PersonSnapshot>,
    },
    /// [`CommandName::HouseholdChanged`].
    HouseholdChanged {
        /// The household as the register has it now.
        household_id: HouseholdId,
    },
}

impl Command {
    /// The row name of the table under which the command stands.
    pub const fn name(&self) -> CommandName {
        match self {
            Self::Apply(_) => CommandName::Apply,
            Self::ApplyFor { .. } => CommandName::ApplyFor,
            Self::ConfirmApplication { activation_data: Some(_) } => CommandName::ConfirmWithData,
            Self::ConfirmApplication { activation_data: None } => CommandName::ConfirmWithoutData,
            Self::CompleteActivationData { .. } => CommandName::CompleteActivationData,
            Self::CancelApplication => CommandName::CancelApplication,
            Self::ConfirmTransfer { .. } => CommandName::ConfirmTransfer,
            Self::Modify(modification) if modification.dated.is_some() => CommandName::ModifyDated,
            Self::Modify(_) => CommandName::ModifyUndated,
            Self::StopReduction { .. } => CommandName::StopReduction,
            Self::StopRight { .. } => CommandName::StopRight,
            Self::RefreshPersonData { .. } => CommandName::RefreshPersonData,
            Self::CancelLastAction { .. } => CommandName::CancelLastAction,
            Self::RecordDocuments { .. } => CommandName::RecordDocuments,
            Self::DecideRight { name, .. } => *name,
            Self::ResolveDocuments(_) => CommandName::ResolveDocuments,
            Self::ResolveKeep => CommandName::ResolveKeep,
            Self::ResolveDrop => CommandName::ResolveDrop,
            Self::CorrectDossier(_) => CommandName::CorrectDossier,
            Self::LeaveMultiple => CommandName::LeaveMultiple,
            Self::Activate => CommandName::Activate,
            Self::ActivateTransfer => CommandName::ActivateTransfer,
            Self::ApplyModification => CommandName::ApplyModification,
            Self::EndStop => CommandName::EndStop,
            Self::LapseActivation => CommandName::LapseActivation,
            Self::LapseTransfer => CommandName::LapseTransfer,
            Self::LapseDocuments => CommandName::LapseDocuments,
            Self::LapseConfirmation => CommandName::LapseConfirmation,
            Self::RemindVerification => CommandName::RemindVerification,
            Self::JoinMultiple { .. } => CommandName::Verify,
            Self::Death { .. } => CommandName::Death,
            Self::PersonInDoubt => CommandName::PersonInDoubt,
            Self::PersonDataChanged { .. } => CommandName::PersonDataChanged,
            Self::HouseholdChanged { .. } => CommandName::HouseholdChanged,
        }
    }
}

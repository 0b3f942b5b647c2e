//! What may be done to a dossier: all of it by name, and what is implemented as a command.

use stts_kernel::named;

use super::{ActivationData, Claim, PersonFound};

named!(
    /// Everything that may happen to a dossier: one name for each row of domain, section 3.
    CommandName {
        /// An operator applies for a person.
        Apply = "APPLY",
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

impl CommandName {
    /// Whether there is a [`Command`] of that name; the others stand in the table for later.
    pub const fn is_implemented(self) -> bool {
        matches!(
            self,
            Self::Apply
                | Self::ConfirmWithData
                | Self::ConfirmWithoutData
                | Self::CompleteActivationData
                | Self::CancelApplication
                | Self::Activate
                | Self::LapseActivation
                | Self::LapseDocuments
                | Self::LapseConfirmation
        )
    }
}

/// An application for a person whom the register found.
#[derive(Clone, PartialEq, Eq)]
pub struct Apply {
    /// The person, and what the register and the social-status sources say.
    pub person: PersonFound,
    /// What the person claims; `None` when nothing was said.
    pub claims: Option<Vec<Claim>>,
}

stts_kernel::hidden_debug!(Apply);

/// A command that is implemented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// [`CommandName::Apply`].
    Apply(Box<Apply>),
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
    /// [`CommandName::Activate`].
    Activate,
    /// [`CommandName::LapseActivation`].
    LapseActivation,
    /// [`CommandName::LapseDocuments`].
    LapseDocuments,
    /// [`CommandName::LapseConfirmation`].
    LapseConfirmation,
}

impl Command {
    /// The row names of the table under which the command stands.
    pub const fn name(&self) -> CommandName {
        match self {
            Self::Apply(_) => CommandName::Apply,
            Self::ConfirmApplication { activation_data: Some(_) } => CommandName::ConfirmWithData,
            Self::ConfirmApplication { activation_data: None } => CommandName::ConfirmWithoutData,
            Self::CompleteActivationData { .. } => CommandName::CompleteActivationData,
            Self::CancelApplication => CommandName::CancelApplication,
            Self::Activate => CommandName::Activate,
            Self::LapseActivation => CommandName::LapseActivation,
            Self::LapseDocuments => CommandName::LapseDocuments,
            Self::LapseConfirmation => CommandName::LapseConfirmation,
        }
    }
}

/// What a caller may ask for, under the name of its rpc. Only what is implemented stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Apply, or apply again.
    Apply,
    /// Confirm the application, with or without activation data.
    ConfirmApplication,
    /// Give the activation data, or give them anew.
    CompleteActivationData,
    /// Take the application back.
    CancelApplication,
}

impl Action {
    /// All actions, in the order in which they are listed.
    pub const ALL: &[Self] = &[
        Self::Apply,
        Self::ConfirmApplication,
        Self::CompleteActivationData,
        Self::CancelApplication,
    ];

    /// The name used in contracts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Apply => "APPLY",
            Self::ConfirmApplication => "CONFIRM_APPLICATION",
            Self::CompleteActivationData => "COMPLETE_ACTIVATION_DATA",
            Self::CancelApplication => "CANCEL_APPLICATION",
        }
    }

    /// The commands of the table that it may turn out to be.
    pub const fn commands(self) -> &'static [CommandName] {
        match self {
            Self::Apply => &[CommandName::Apply],
            Self::ConfirmApplication => {
                &[CommandName::ConfirmWithoutData, CommandName::ConfirmWithData]
            }
            Self::CompleteActivationData => &[CommandName::CompleteActivationData],
            Self::CancelApplication => &[CommandName::CancelApplication],
        }
    }
}

//! What a caller may ask for, under the name of its rpc.

use stts_kernel::named;

use super::CommandName;

named!(
    /// What a caller may ask for on a dossier, under the name of its rpc.
    Action {
        /// Apply, or apply again.
        Apply = "APPLY",
        /// Confirm the application, with or without activation data.
        ConfirmApplication = "CONFIRM_APPLICATION",
        /// Give the activation data, or give them anew.
        CompleteActivationData = "COMPLETE_ACTIVATION_DATA",
        /// Take the application back.
        CancelApplication = "CANCEL_APPLICATION",
        /// Change what may be changed, at once or on a date.
        ModifyDossier = "MODIFY_DOSSIER",
        /// Stop the reduction; the right stays.
        StopReduction = "STOP_REDUCTION",
        /// End the right.
        StopRight = "STOP_RIGHT",
        /// Take over what the register says of the person now.
        RefreshPersonData = "REFRESH_PERSON_DATA",
        /// Take the last action back.
        CancelLastAction = "CANCEL_LAST_ACTION",
        /// Apply for the person at an operator.
        ApplyFor = "APPLY_FOR",
        /// Note which documents arrived.
        RecordDocuments = "RECORD_DOCUMENTS",
        /// Grant or refuse the right, or undo its end.
        DecideRight = "DECIDE_RIGHT",
        /// End the two-yearly check.
        ResolveVerification = "RESOLVE_VERIFICATION",
        /// Correct the dossier.
        CorrectDossier = "CORRECT_DOSSIER",
    }
);

impl Action {
    /// The commands of the table that it may turn out to be.
    pub const fn commands(self) -> &'static [CommandName] {
        match self {
            Self::Apply => &[CommandName::Apply],
            Self::ConfirmApplication => {
                &[CommandName::ConfirmWithoutData, CommandName::ConfirmWithData]
            }
            Self::CompleteActivationData => &[CommandName::CompleteActivationData],
            Self::CancelApplication => &[CommandName::CancelApplication],
            Self::ModifyDossier => &[CommandName::ModifyUndated, CommandName::ModifyDated],
            Self::StopReduction => &[CommandName::StopReduction],
            Self::StopRight => &[CommandName::StopRight],
            Self::RefreshPersonData => &[CommandName::RefreshPersonData],
            Self::CancelLastAction => &[CommandName::CancelLastAction],
            Self::ApplyFor => &[CommandName::ApplyFor],
            Self::RecordDocuments => &[CommandName::RecordDocuments],
            Self::DecideRight => &[
                CommandName::GrantRight,
                CommandName::RefuseRight,
                CommandName::GrantRightLate,
                CommandName::UndoRightEnd,
            ],
            Self::ResolveVerification => {
                &[CommandName::ResolveDocuments, CommandName::ResolveKeep, CommandName::ResolveDrop]
            }
            Self::CorrectDossier => &[CommandName::CorrectDossier],
        }
    }
}

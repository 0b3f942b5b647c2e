//! The last action of an operator, as long as it can be taken back (manual, chapter 11).

use stts_kernel::OperatorId;

use super::CommandName;

/// An action after which nothing has happened to the dossier that would stand in the way of taking it
/// back.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LastAction {
    /// Whose it was.
    pub operator: OperatorId,
    /// What it was.
    pub command: CommandName,
    /// The version of the dossier before it, which is restored; it stands in the history.
    pub version_before: u64,
}

impl LastAction {
    /// Whether a command can be taken back (domain, section 9).
    pub(super) const fn is_cancellable(command: CommandName) -> bool {
        matches!(
            command,
            CommandName::ConfirmWithoutData
                | CommandName::ConfirmWithData
                | CommandName::CompleteActivationData
                | CommandName::ConfirmTransfer
                | CommandName::ModifyUndated
                | CommandName::ModifyDated
                | CommandName::StopReduction
                | CommandName::StopRight
                | CommandName::CancelApplication
        )
    }
}

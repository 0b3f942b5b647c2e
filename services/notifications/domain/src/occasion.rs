//! What happened, and which message it asks for.

use crate::MessageKind;

/// Why an application was refused with a letter (domain, section 3, Apply).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalGround {
    /// Somebody of the household benefits already (domain, section 4.4).
    HouseholdAlreadyBenefits,
    /// The conditions of the law are not met (annex art. 22).
    NotEntitled,
}

/// What the night run ended because nobody acted in time (domain, section 3, night run).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lateness {
    /// No activation data before the activation deadline.
    NotActivated,
    /// No documents within the time that the letter gave.
    NoDocuments,
}

/// For what documents are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentsFor {
    /// To establish the right.
    Application,
    /// For the two-yearly check (annex art. 22 §2).
    Verification,
    /// For the two-yearly check, once more.
    VerificationReminder,
}

/// Something that happened to a person's dossier or application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// An application was refused.
    ApplicationRefused(RefusalGround),
    /// Facts are missing that documents prove.
    DocumentsRequested(DocumentsFor),
    /// The place of the household was taken when the reduction should have begun.
    PlaceTaken,
    /// Nobody acted in time.
    Lapsed(Lateness),
    /// BIPT granted the right, at once or after a late proof.
    RightGranted,
    /// BIPT refused the right.
    RightRefused,
    /// BIPT undid the end of the right.
    RightEndUndone,
    /// The right ends or has ended, not by death.
    RightEnds,
    /// The two-yearly check found several tariffs in the household.
    SeveralTariffs,
    /// The activation date at the new operator was reached.
    TransferDone,
    /// The new operator took its application back.
    TransferCancelled,
}

/// The message that tells the person of it.
pub const fn message_for(occasion: Occasion) -> MessageKind {
    match occasion {
        Occasion::ApplicationRefused(RefusalGround::HouseholdAlreadyBenefits)
        | Occasion::PlaceTaken => MessageKind::HouseholdRefusal,
        Occasion::ApplicationRefused(RefusalGround::NotEntitled) => MessageKind::NotEntitled,
        Occasion::DocumentsRequested(DocumentsFor::Application) => MessageKind::DocumentsNeeded,
        Occasion::DocumentsRequested(DocumentsFor::Verification) => {
            MessageKind::VerificationDocumentsNeeded
        }
        Occasion::DocumentsRequested(DocumentsFor::VerificationReminder) => {
            MessageKind::VerificationReminder
        }
        Occasion::Lapsed(Lateness::NotActivated) => MessageKind::SuspendedForLateness,
        Occasion::Lapsed(Lateness::NoDocuments) => MessageKind::ClosedForLateness,
        Occasion::RightGranted => MessageKind::RightGranted,
        Occasion::RightRefused => MessageKind::RightRefused,
        Occasion::RightEndUndone => MessageKind::RightEndUndone,
        Occasion::RightEnds => MessageKind::RightEnds,
        Occasion::SeveralTariffs => MessageKind::SeveralTariffs,
        Occasion::TransferDone => MessageKind::TransferDone,
        Occasion::TransferCancelled => MessageKind::TransferCancelled,
    }
}

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

/// Something that happened to a person's dossier or application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// An application was refused.
    ApplicationRefused(RefusalGround),
    /// An application was confirmed while facts are missing.
    DocumentsRequested,
    /// The place of the household was taken when the reduction should have begun.
    PlaceTaken,
    /// Nobody acted in time.
    Lapsed(Lateness),
}

/// The message that tells the person of it.
pub const fn message_for(occasion: Occasion) -> MessageKind {
    match occasion {
        Occasion::ApplicationRefused(RefusalGround::HouseholdAlreadyBenefits)
        | Occasion::PlaceTaken => MessageKind::HouseholdRefusal,
        Occasion::ApplicationRefused(RefusalGround::NotEntitled) => MessageKind::NotEntitled,
        Occasion::DocumentsRequested => MessageKind::DocumentsNeeded,
        Occasion::Lapsed(Lateness::NotActivated) => MessageKind::SuspendedForLateness,
        Occasion::Lapsed(Lateness::NoDocuments) => MessageKind::ClosedForLateness,
    }
}

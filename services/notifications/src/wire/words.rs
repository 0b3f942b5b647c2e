//! Closed lists of words, in the contracts and in the domain.

use stts_contracts::common::v1::Language as LanguageMessage;
use stts_contracts::dossier::v1::{Category as CategoryMessage, Status};
use stts_contracts::events::v1::{ChangeReason, RefusalGround as GroundMessage};
use stts_contracts::notifications::v1::{MessageKind as KindMessage, MessageState};
use stts_kernel::Category;
use stts_notifications_domain::{
    DocumentsFor, Language, Lateness, MessageKind, Occasion, RefusalGround, Stage,
};

pub(super) const fn language(message: LanguageMessage) -> Option<Language> {
    match message {
        LanguageMessage::Unspecified => None,
        LanguageMessage::Nl => Some(Language::Dutch),
        LanguageMessage::Fr => Some(Language::French),
        LanguageMessage::De => Some(Language::German),
    }
}

pub(super) const fn language_message(language: Language) -> LanguageMessage {
    match language {
        Language::Dutch => LanguageMessage::Nl,
        Language::French => LanguageMessage::Fr,
        Language::German => LanguageMessage::De,
    }
}

pub(super) const fn category(message: CategoryMessage) -> Option<Category> {
    match message {
        CategoryMessage::Unspecified => None,
        CategoryMessage::Age65 => Some(Category::Age65),
        CategoryMessage::Disabled66 => Some(Category::Disabled66),
        CategoryMessage::Hearing => Some(Category::Hearing),
        CategoryMessage::WarBlind => Some(Category::WarBlind),
        CategoryMessage::LivingWage => Some(Category::LivingWage),
    }
}

pub(super) const fn refusal_ground(message: GroundMessage) -> Option<RefusalGround> {
    match message {
        GroundMessage::Unspecified => None,
        GroundMessage::HouseholdAlreadyBenefits => Some(RefusalGround::HouseholdAlreadyBenefits),
        GroundMessage::NotEntitled => Some(RefusalGround::NotEntitled),
    }
}

/// The changes of which the person hears by reason. A right that is evaluated again and denied is told
/// by the refusal of the application that asked for it, or by the end of the right; missing documents
/// by the request for them; an application that nobody confirmed, by nobody.
pub(super) const fn change(reason: ChangeReason) -> Option<Occasion> {
    match reason {
        ChangeReason::PlaceTaken => Some(Occasion::PlaceTaken),
        ChangeReason::ActivationDeadlinePassed => Some(Occasion::Lapsed(Lateness::NotActivated)),
        ChangeReason::DocumentsNotReceived => Some(Occasion::Lapsed(Lateness::NoDocuments)),
        ChangeReason::SeveralTariffs => Some(Occasion::SeveralTariffs),
        ChangeReason::RightGranted => Some(Occasion::RightGranted),
        ChangeReason::RightRefused => Some(Occasion::RightRefused),
        ChangeReason::RightEndUndone => Some(Occasion::RightEndUndone),
        ChangeReason::Unspecified
        | ChangeReason::NotEntitled
        | ChangeReason::NeverConfirmed
        | ChangeReason::StillEntitled
        | ChangeReason::DocumentsMissing => None,
    }
}

/// The commands of which the person hears, whatever the reason; given the status before.
pub(super) fn command(name: &str, before: Status) -> Option<Occasion> {
    match (name, before) {
        ("ACTIVATE_TRANSFER", _) => Some(Occasion::TransferDone),
        ("CANCEL_APPLICATION", Status::AwaitingTransfer) => Some(Occasion::TransferCancelled),
        _ => None,
    }
}

/// The command that takes the last action back, with its letters.
pub(super) const CANCEL_LAST_ACTION: &str = "CANCEL_LAST_ACTION";

/// For what documents are asked; an application is not reminded of any.
pub(super) const fn documents_for(verification: bool, reminder: bool) -> DocumentsFor {
    match (verification, reminder) {
        (false, _) => DocumentsFor::Application,
        (true, false) => DocumentsFor::Verification,
        (true, true) => DocumentsFor::VerificationReminder,
    }
}

pub(super) const fn kind(message: KindMessage) -> Option<MessageKind> {
    match message {
        KindMessage::Unspecified => None,
        KindMessage::HouseholdRefusal => Some(MessageKind::HouseholdRefusal),
        KindMessage::NotEntitled => Some(MessageKind::NotEntitled),
        KindMessage::DocumentsNeeded => Some(MessageKind::DocumentsNeeded),
        KindMessage::SuspendedForLateness => Some(MessageKind::SuspendedForLateness),
        KindMessage::ClosedForLateness => Some(MessageKind::ClosedForLateness),
        KindMessage::RightGranted => Some(MessageKind::RightGranted),
        KindMessage::RightRefused => Some(MessageKind::RightRefused),
        KindMessage::RightEndUndone => Some(MessageKind::RightEndUndone),
        KindMessage::RightEnds => Some(MessageKind::RightEnds),
        KindMessage::VerificationDocumentsNeeded => Some(MessageKind::VerificationDocumentsNeeded),
        KindMessage::VerificationReminder => Some(MessageKind::VerificationReminder),
        KindMessage::SeveralTariffs => Some(MessageKind::SeveralTariffs),
        KindMessage::TransferDone => Some(MessageKind::TransferDone),
        KindMessage::TransferCancelled => Some(MessageKind::TransferCancelled),
        KindMessage::Recall => Some(MessageKind::Recall),
    }
}

pub(super) const fn kind_message(kind: MessageKind) -> KindMessage {
    match kind {
        MessageKind::HouseholdRefusal => KindMessage::HouseholdRefusal,
        MessageKind::NotEntitled => KindMessage::NotEntitled,
        MessageKind::DocumentsNeeded => KindMessage::DocumentsNeeded,
        MessageKind::SuspendedForLateness => KindMessage::SuspendedForLateness,
        MessageKind::ClosedForLateness => KindMessage::ClosedForLateness,
        MessageKind::RightGranted => KindMessage::RightGranted,
        MessageKind::RightRefused => KindMessage::RightRefused,
        MessageKind::RightEndUndone => KindMessage::RightEndUndone,
        MessageKind::RightEnds => KindMessage::RightEnds,
        MessageKind::VerificationDocumentsNeeded => KindMessage::VerificationDocumentsNeeded,
        MessageKind::VerificationReminder => KindMessage::VerificationReminder,
        MessageKind::SeveralTariffs => KindMessage::SeveralTariffs,
        MessageKind::TransferDone => KindMessage::TransferDone,
        MessageKind::TransferCancelled => KindMessage::TransferCancelled,
        MessageKind::Recall => KindMessage::Recall,
    }
}

pub(super) const fn stage(message: MessageState) -> Option<Stage> {
    match message {
        MessageState::Unspecified => None,
        MessageState::Pending => Some(Stage::Pending),
        MessageState::Delivered => Some(Stage::Delivered),
        MessageState::Failed => Some(Stage::Failed),
        MessageState::Withdrawn => Some(Stage::Withdrawn),
    }
}

pub(super) const fn state_message(stage: Stage) -> MessageState {
    match stage {
        Stage::Pending => MessageState::Pending,
        Stage::Delivered => MessageState::Delivered,
        Stage::Failed => MessageState::Failed,
        Stage::Withdrawn => MessageState::Withdrawn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_both_ways() {
        for one in Language::ALL {
            assert_eq!(language(language_message(one)), Some(one));
        }
        for one in MessageKind::ALL {
            assert_eq!(kind(kind_message(one)), Some(one));
        }
        for one in Stage::ALL {
            assert_eq!(stage(state_message(one)), Some(one));
        }
    }
}

//! The templates: a kind or language without one does not compile.

use askama::Template;
use stts_notifications_domain::{Language, MessageKind};

use super::Letter;

/// The version of the templates; raise it with every change of their words, so that a message tells
/// which words it carried.
pub const TEMPLATE_VERSION: &str = "2026-11.4";

/// A template failed.
#[derive(Debug, thiserror::Error)]
#[error("the letter could not be written")]
pub struct RenderError(#[from] askama::Error);

macro_rules! templates {
    ($($name:ident: $kind:ident in $language:ident from $path:literal,)+) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            struct $name<'a> {
                letter: &'a Letter,
            }
        )+

        /// Puts a letter into words.
        pub fn render(letter: &Letter) -> Result<String, RenderError> {
            let text = match (letter.kind, letter.language) {
                $((MessageKind::$kind, Language::$language) => $name { letter }.render()?,)+
            };
            Ok(text)
        }

        /// What a letter of that kind is about, as stands above it.
        pub fn subject(kind: MessageKind, language: Language) -> Result<String, RenderError> {
            let text = match (kind, language) {
                $((MessageKind::$kind, Language::$language) => subjects::$name.render()?,)+
            };
            Ok(text)
        }

        /// The subjects alone: they say nothing about the person.
        mod subjects {
            use askama::Template;

            $(
                #[derive(Template)]
                #[template(path = $path, block = "subject", escape = "none")]
                pub(super) struct $name;
            )+
        }
    };
}

templates! {
    HouseholdRefusalNl: HouseholdRefusal in Dutch from "nl/household_refusal.txt",
    HouseholdRefusalFr: HouseholdRefusal in French from "fr/household_refusal.txt",
    HouseholdRefusalDe: HouseholdRefusal in German from "de/household_refusal.txt",
    NotEntitledNl: NotEntitled in Dutch from "nl/not_entitled.txt",
    NotEntitledFr: NotEntitled in French from "fr/not_entitled.txt",
    NotEntitledDe: NotEntitled in German from "de/not_entitled.txt",
    DocumentsNeededNl: DocumentsNeeded in Dutch from "nl/documents_needed.txt",
    DocumentsNeededFr: DocumentsNeeded in French from "fr/documents_needed.txt",
    DocumentsNeededDe: DocumentsNeeded in German from "de/documents_needed.txt",
    SuspendedForLatenessNl: SuspendedForLateness in Dutch from "nl/suspended_for_lateness.txt",
    SuspendedForLatenessFr: SuspendedForLateness in French from "fr/suspended_for_lateness.txt",
    SuspendedForLatenessDe: SuspendedForLateness in German from "de/suspended_for_lateness.txt",
    ClosedForLatenessNl: ClosedForLateness in Dutch from "nl/closed_for_lateness.txt",
    ClosedForLatenessFr: ClosedForLateness in French from "fr/closed_for_lateness.txt",
    ClosedForLatenessDe: ClosedForLateness in German from "de/closed_for_lateness.txt",
    RightGrantedNl: RightGranted in Dutch from "nl/right_granted.txt",
    RightGrantedFr: RightGranted in French from "fr/right_granted.txt",
    RightGrantedDe: RightGranted in German from "de/right_granted.txt",
    RightRefusedNl: RightRefused in Dutch from "nl/right_refused.txt",
    RightRefusedFr: RightRefused in French from "fr/right_refused.txt",
    RightRefusedDe: RightRefused in German from "de/right_refused.txt",
    RightEndUndoneNl: RightEndUndone in Dutch from "nl/right_end_undone.txt",
    RightEndUndoneFr: RightEndUndone in French from "fr/right_end_undone.txt",
    RightEndUndoneDe: RightEndUndone in German from "de/right_end_undone.txt",
    RightEndsNl: RightEnds in Dutch from "nl/right_ends.txt",
    RightEndsFr: RightEnds in French from "fr/right_ends.txt",
    RightEndsDe: RightEnds in German from "de/right_ends.txt",
    VerificationDocumentsNeededNl: VerificationDocumentsNeeded in Dutch from "nl/verification_documents_needed.txt",
    VerificationDocumentsNeededFr: VerificationDocumentsNeeded in French from "fr/verification_documents_needed.txt",
    VerificationDocumentsNeededDe: VerificationDocumentsNeeded in German from "de/verification_documents_needed.txt",
    VerificationReminderNl: VerificationReminder in Dutch from "nl/verification_reminder.txt",
    VerificationReminderFr: VerificationReminder in French from "fr/verification_reminder.txt",
    VerificationReminderDe: VerificationReminder in German from "de/verification_reminder.txt",
    SeveralTariffsNl: SeveralTariffs in Dutch from "nl/several_tariffs.txt",
    SeveralTariffsFr: SeveralTariffs in French from "fr/several_tariffs.txt",
    SeveralTariffsDe: SeveralTariffs in German from "de/several_tariffs.txt",
    TransferDoneNl: TransferDone in Dutch from "nl/transfer_done.txt",
    TransferDoneFr: TransferDone in French from "fr/transfer_done.txt",
    TransferDoneDe: TransferDone in German from "de/transfer_done.txt",
    TransferCancelledNl: TransferCancelled in Dutch from "nl/transfer_cancelled.txt",
    TransferCancelledFr: TransferCancelled in French from "fr/transfer_cancelled.txt",
    TransferCancelledDe: TransferCancelled in German from "de/transfer_cancelled.txt",
    RecallNl: Recall in Dutch from "nl/recall.txt",
    RecallFr: Recall in French from "fr/recall.txt",
    RecallDe: Recall in German from "de/recall.txt",
}

#[cfg(test)]
mod tests {
    use super::super::{FromDay, RecalledWords, Recipient, UndueWords, written_date};
    use super::*;

    fn letter(kind: MessageKind, language: Language) -> Letter {
        Letter {
            kind,
            language,
            recipient: Recipient {
                name: "Zoë Van den Broeck".to_owned(),
                address_lines: vec!["Kerkstraat 12 bus 3".to_owned(), "9000 Gent".to_owned()],
            },
            written_on: written_date("2026-03-01".parse().unwrap(), language),
            dossier_number: Some("1234567894".to_owned()),
            documents: vec!["DOCUMENT ONE".to_owned(), "DOCUMENT TWO".to_owned()],
            answer_by: Some(written_date("2026-04-30".parse().unwrap(), language)),
            grounds: vec!["GROUND ONE".to_owned()],
            right_begin: Some(written_date("2026-03-02".parse().unwrap(), language)),
            right_end: Some(FromDay { day: "RIGHT END".to_owned(), has_come: false }),
            reduction_end: Some(FromDay { day: "REDUCTION END".to_owned(), has_come: true }),
            undue: Some(UndueWords { months: "MONTHS".to_owned(), amount: "AMOUNT".to_owned() }),
            recalled: vec![RecalledWords {
                subject: "SUBJECT".to_owned(),
                written_on: "ITS DATE".to_owned(),
            }],
        }
    }

    #[test]
    fn every_letter_names_the_person_and_leaves_no_gap() {
        for kind in MessageKind::ALL {
            for language in Language::ALL {
                let text = render(&letter(kind, language)).unwrap();
                for expected in ["Zoë Van den Broeck", "9000 Gent", "1234567894", "2026"] {
                    assert!(text.contains(expected), "{kind:?} {language:?}: {expected}\n{text}");
                }
                assert!(!text.contains("\n\n\n"), "{kind:?} {language:?}\n{text}");
            }
        }
    }

    #[test]
    fn the_letter_that_asks_for_documents_lists_them_and_says_until_when() {
        let text = render(&letter(MessageKind::DocumentsNeeded, Language::French)).unwrap();
        assert!(text.contains("  - DOCUMENT ONE\n  - DOCUMENT TWO\n"), "{text}");
        assert!(text.contains("30 avril 2026"), "{text}");
    }

    #[test]
    fn without_a_day_to_answer_by_nothing_is_said_of_one() {
        for (language, said) in [
            (Language::Dutch, ["tegen die datum", "ten laatste"]),
            (Language::French, ["à cette date", "au plus tard"]),
            (Language::German, ["bis dahin", "spätestens"]),
        ] {
            let until = letter(MessageKind::DocumentsNeeded, language);
            let text = render(&until).unwrap();
            assert!(said.iter().all(|words| text.contains(words)), "{text}");
            let text = render(&Letter { answer_by: None, ..until }).unwrap();
            assert!(!said.iter().any(|words| text.contains(words)), "{text}");
        }
    }

    #[test]
    fn no_two_letters_read_the_same() {
        let mut texts: Vec<String> = MessageKind::ALL
            .into_iter()
            .flat_map(|kind| Language::ALL.map(|language| render(&letter(kind, language)).unwrap()))
            .collect();
        let written = texts.len();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), written);
    }
}

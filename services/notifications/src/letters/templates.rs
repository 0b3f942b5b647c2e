//! The templates: a kind or language without one does not compile.

use askama::Template;
use stts_notifications_domain::{Language, MessageKind};

use super::Letter;

/// The version of the templates; raise it with every change of their words, so that a message tells
/// which words it carried.
pub const TEMPLATE_VERSION: &str = "2026-11.3";

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
}

#[cfg(test)]
mod tests {
    use super::super::{Recipient, written_date};
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

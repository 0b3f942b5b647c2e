//! Every letter in every language, as the person reads it. The golden texts stand in `snapshots/`.

use stts_kernel::{Category, Cents, PersonId};
use stts_notifications::letters::{compose, render};
use stts_notifications::ports::{Message, MessageId};
use stts_notifications::rules::Rules;
use stts_notifications_domain::{
    Delivery, Details, ExaminedCondition, Language, MessageKind, RecalledLetter, Undue,
};
use uuid::Uuid;

use crate::dossier_log::{ANSWER_BY, DOSSIER, HAPPENED};
use crate::world::zoe;

fn message(kind: MessageKind, language: Language) -> Message {
    // Whose application is refused may have no dossier yet.
    let has_dossier = kind != MessageKind::HouseholdRefusal;
    Message {
        message_id: MessageId(Uuid::from_u128(1)),
        recipient: PersonId::from(Uuid::from_u128(77)),
        kind,
        language,
        dossier_number: has_dossier.then(|| DOSSIER.parse().unwrap()),
        created_at: HAPPENED.parse().unwrap(),
        delivery: Delivery::Pending,
        template_version: None,
        recalled_by: None,
    }
}

fn details() -> Details {
    let documents = ["DISABILITY_CERTIFICATE", "LIVING_WAGE_DECISION", "TAX_ASSESSMENTS"];
    let articles = ["1.2 1°", "1.2 2°", "2.3", "3", "1.2 3°"];
    let conditions = Category::ALL.iter().zip(articles).map(|(category, article)| {
        ExaminedCondition { category: *category, article: format!("art. 22 §1 {article}") }
    });
    Details {
        documents: documents.map(str::to_owned).to_vec(),
        answer_by: Some(ANSWER_BY.parse().unwrap()),
        conditions: conditions.collect(),
        right_begin_date: Some("2027-03-01".parse().unwrap()),
        right_end_date: Some("2027-06-15".parse().unwrap()),
        reduction_end_date: Some("2027-06-15".parse().unwrap()),
        undue: None,
        recalled: vec![RecalledLetter {
            kind: MessageKind::DocumentsNeeded,
            written_on: "2027-02-21".parse().unwrap(),
        }],
    }
}

fn read(message: &Message, details: &Details) -> String {
    let rules = Rules::load(None).unwrap();
    render(&compose(message, details, &zoe(), &rules).unwrap()).unwrap()
}

/// What a letter may have to say beside the plain case.
fn variants() -> [(&'static str, MessageKind, Details); 5] {
    let date = |text: &str| Some(text.parse().unwrap());
    let beyond = Details {
        right_end_date: date("2026-11-15"),
        reduction_end_date: date("2026-11-15"),
        undue: Some(Undue { months: 3, amount: Cents(3450) }),
        ..details()
    };
    let no_reduction =
        Details { right_end_date: date("2027-02-01"), reduction_end_date: None, ..details() };
    let earlier = Details { reduction_end_date: date("2027-03-15"), ..details() };
    let running = Details { reduction_end_date: None, ..details() };
    let over = Details { reduction_end_date: date("2027-02-15"), ..details() };
    [
        ("beyond", MessageKind::RightEnds, beyond),
        ("no_reduction", MessageKind::RightEnds, no_reduction),
        ("earlier", MessageKind::RightEnds, earlier),
        ("running", MessageKind::RightEndUndone, running),
        ("over", MessageKind::TransferCancelled, over),
    ]
}

#[test]
fn every_case_of_a_letter_reads_as_agreed() {
    for (case, kind, details) in variants() {
        for language in Language::ALL {
            let text = read(&message(kind, language), &details);
            let name = format!("{}_{case}_{}", kind.name().to_lowercase(), language.code());
            insta::assert_snapshot!(name, text);
        }
    }
}

/// Events from before the date was in them ask for a letter that names none.
#[test]
fn a_letter_names_the_date_of_its_event_and_no_other() {
    let message = message(MessageKind::DocumentsNeeded, Language::Dutch);
    for (answer_by, sentence) in [
        (Some("2027-05-12"), "naar het BIPT, ten laatste op 12 mei 2027."),
        (None, "naar het BIPT."),
    ] {
        let answer_by = answer_by.map(|date| date.parse().unwrap());
        let text = read(&message, &Details { answer_by, ..details() });
        assert!(text.contains(sentence), "{text}");
    }
}

#[test]
fn every_letter_reads_as_agreed() {
    for kind in MessageKind::ALL {
        for language in Language::ALL {
            let text = read(&message(kind, language), &details());
            let name = format!("{}_{}", kind.name().to_lowercase(), language.code());
            insta::assert_snapshot!(name, text);
        }
    }
}

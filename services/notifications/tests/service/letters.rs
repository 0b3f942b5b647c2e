//! Every letter in every language, as the person reads it. The golden texts stand in `snapshots/`.

use stts_kernel::{Category, PersonId};
use stts_notifications::letters::{compose, render};
use stts_notifications::ports::{Message, MessageId};
use stts_notifications::rules::Rules;
use stts_notifications_domain::{Delivery, Details, ExaminedCondition, Language, MessageKind};
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
    }
}

/// Events from before the date was in them ask for a letter that names none.
#[test]
fn a_letter_names_the_date_of_its_event_and_no_other() {
    let rules = Rules::load(None).unwrap();
    let message = message(MessageKind::DocumentsNeeded, Language::Dutch);
    for (answer_by, sentence) in [
        (Some("2027-05-12"), "naar het BIPT, ten laatste op 12 mei 2027."),
        (None, "naar het BIPT."),
    ] {
        let answer_by = answer_by.map(|date| date.parse().unwrap());
        let letter = compose(&message, &Details { answer_by, ..details() }, &zoe(), &rules);
        let text = render(&letter).unwrap();
        assert!(text.contains(sentence), "{text}");
    }
}

#[test]
fn every_letter_reads_as_agreed() {
    let rules = Rules::load(None).unwrap();
    for kind in MessageKind::ALL {
        for language in Language::ALL {
            let letter = compose(&message(kind, language), &details(), &zoe(), &rules);
            let name = format!("{}_{}", kind.name().to_lowercase(), language.code());
            insta::assert_snapshot!(name, render(&letter).unwrap());
        }
    }
}

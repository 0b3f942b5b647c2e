//! Every letter in every language, as the person reads it. The golden texts stand in `snapshots/`.

use stts_kernel::{Category, PersonId};
use stts_notifications::letters::{compose, render};
use stts_notifications::ports::{Message, MessageId};
use stts_notifications::rules::Rules;
use stts_notifications_domain::{Delivery, Details, ExaminedCondition, Language, MessageKind};
use uuid::Uuid;

use crate::dossier_log::{DOSSIER, HAPPENED};
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
    Details { documents: documents.map(str::to_owned).to_vec(), conditions: conditions.collect() }
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

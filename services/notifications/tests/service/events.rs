//! Which event asks for which message.

use stts_contracts::common::v1::{Date, Language as LanguageMessage};
use stts_contracts::events::v1::{ChangeReason, DocumentsRequested, RefusalGround};
use stts_notifications_domain::{Delivery, Language, MessageKind};
use stts_store::outbox::NewEvent;

use crate::DATABASES;
use crate::dossier_log::{
    DOSSIER, HAPPENED, changed, documents_requested, event, person_id, refused,
};
use crate::world::World;

#[tokio::test]
async fn an_event_asks_for_its_message_in_the_language_of_the_person() {
    let (household, right) = (RefusalGround::HouseholdAlreadyBenefits, RefusalGround::NotEntitled);
    let cases: Vec<(NewEvent, MessageKind, Language, Option<&str>)> = vec![
        (
            documents_requested(1, LanguageMessage::Nl),
            MessageKind::DocumentsNeeded,
            Language::Dutch,
            Some(DOSSIER),
        ),
        (refused(2, household, ""), MessageKind::HouseholdRefusal, Language::French, None),
        (refused(3, right, DOSSIER), MessageKind::NotEntitled, Language::French, Some(DOSSIER)),
        (
            changed(4, ChangeReason::PlaceTaken),
            MessageKind::HouseholdRefusal,
            Language::German,
            Some(DOSSIER),
        ),
        (
            changed(5, ChangeReason::ActivationDeadlinePassed),
            MessageKind::SuspendedForLateness,
            Language::German,
            Some(DOSSIER),
        ),
        (
            changed(6, ChangeReason::DocumentsNotReceived),
            MessageKind::ClosedForLateness,
            Language::German,
            Some(DOSSIER),
        ),
    ];
    for database in DATABASES.each().await {
        let world = World::new(&database);
        for (number, (event, kind, language, dossier)) in cases.iter().enumerate() {
            let before = world.messages().await;
            assert_eq!(before.len(), number, "{:?}", database.kind);
            world.log.tell(event.clone()).await;
            let mut new = world.messages().await;
            new.retain(|message| !before.contains(message));
            let [(message, content)] = new.as_slice() else { panic!("{kind:?}: {new:?}") };
            assert_eq!((message.kind, message.language), (*kind, *language));
            assert_eq!(message.dossier_number.map(|n| n.to_string()).as_deref(), *dossier);
            assert_eq!(message.recipient.uuid(), person_id());
            assert_eq!(message.created_at.to_rfc3339(), HAPPENED.replace('Z', "+00:00"));
            assert_eq!((message.delivery, content), (Delivery::Pending, &None));
        }
        assert_eq!(world.log.dead_letters().await, [""; 0]);
        world.log.end().await;
    }
}

#[tokio::test]
async fn other_changes_ask_for_none() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        for (number, reason) in (1..).zip([
            ChangeReason::Unspecified,
            ChangeReason::NotEntitled,
            ChangeReason::NeverConfirmed,
        ]) {
            world.log.tell(changed(number, reason)).await;
        }
        let passed_over = NewEvent {
            type_name: "stts.events.v1.TaskRaised".to_owned(),
            ..changed(9, ChangeReason::PlaceTaken)
        };
        world.log.tell(passed_over).await;
        assert_eq!(world.messages().await, []);
        assert_eq!(world.log.dead_letters().await, [""; 0]);
        world.log.end().await;
    }
}

#[tokio::test]
async fn an_event_that_comes_again_asks_for_nothing_more() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        world.log.tell(documents_requested(1, LanguageMessage::Nl)).await;
        let first = world.messages().await;
        world.log.tell(documents_requested(1, LanguageMessage::Nl)).await;
        assert_eq!(world.messages().await, first, "{:?}", database.kind);
        assert_eq!(world.work().await, 1, "one job");

        world.log.tell(documents_requested(2, LanguageMessage::Nl)).await;
        assert_eq!(world.messages().await.len(), 2, "another event is another message");
        assert_eq!(world.log.dead_letters().await, [""; 0]);
        world.log.end().await;
    }
}

#[tokio::test]
async fn what_cannot_be_applied_is_put_aside() {
    let documents = |kinds: &[&str]| DocumentsRequested {
        dossier_number: DOSSIER.to_owned(),
        person_id: person_id().to_string(),
        language: LanguageMessage::Nl.into(),
        missing_facts: Vec::new(),
        document_kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        answer_by: None,
        verification: false,
        reminder: false,
        dossier_version: 0,
    };
    let requested =
        |message: DocumentsRequested| event(1, "stts.events.v1.DocumentsRequested", &message);
    let known = documents(&["TAX_ASSESSMENTS"]);
    let never = Date { year: 2027, month: 2, day: 30 };
    for (event, class) in [
        (requested(documents(&[])), "DOCUMENT_KINDS"),
        (requested(documents(&["TAX_ASSESSMENTS", "PASSPORT"])), "DOCUMENT_UNKNOWN"),
        (requested(DocumentsRequested { language: 0, ..known.clone() }), "LANGUAGE"),
        (requested(DocumentsRequested { answer_by: Some(never), ..known.clone() }), "ANSWER_BY"),
        (requested(DocumentsRequested { person_id: String::new(), ..known.clone() }), "PERSON_ID"),
        (requested(DocumentsRequested { dossier_number: "1".into(), ..known }), "DOSSIER_NUMBER"),
        (refused(1, RefusalGround::Unspecified, ""), "GROUND"),
        (event(1, "stts.events.v1.DossierMerged", &()), "UNKNOWN_TYPE"),
        (NewEvent { version: 2, ..changed(1, ChangeReason::PlaceTaken) }, "UNKNOWN_TYPE"),
    ] {
        let database = DATABASES.sqlite().await;
        let world = World::new(&database);
        world.log.tell(event).await;
        assert_eq!(world.log.dead_letters().await, [class]);
        assert_eq!(world.messages().await, []);
        world.log.end().await;
    }
}

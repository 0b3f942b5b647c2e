//! Which event asks for which message.

use stts_contracts::common::v1::{Date, Language as LanguageMessage};
use stts_contracts::dossier::v1::{Status, Undue};
use stts_contracts::events::v1::{
    ChangeReason, DocumentsRequested, DossierChanged, DossierState, RefusalGround, RightEnds,
};
use stts_notifications_domain::{Delivery, Language, MessageKind};
use stts_store::outbox::NewEvent;

use crate::DATABASES;
use crate::dossier_log::{
    DOSSIER, HAPPENED, changed, changed_by, documents_message, documents_requested, event,
    person_id, refused, right_ends, right_ends_message,
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
    let whole_life = whole_life().into_iter();
    let cases = cases
        .into_iter()
        .chain(whole_life.map(|(event, kind)| (event, kind, Language::German, Some(DOSSIER))));
    let cases: Vec<_> = cases.collect();
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

/// What happens to a dossier after its application, told in German.
fn whole_life() -> Vec<(NewEvent, MessageKind)> {
    let documents = |number, reminder| {
        let message = documents_message(LanguageMessage::De);
        let message = DocumentsRequested { verification: true, reminder, ..message };
        event(number, "stts.events.v1.DocumentsRequested", &message)
    };
    let by = |number, command: &str, before: Status| {
        let before = DossierState { status: before.into(), ..DossierState::default() };
        let message = DossierChanged { before: Some(before), ..changed_by(command) };
        event(number, "stts.events.v1.DossierChanged", &message)
    };
    let transfer = Status::AwaitingTransfer;
    vec![
        (changed(11, ChangeReason::RightGranted), MessageKind::RightGranted),
        (changed(12, ChangeReason::RightRefused), MessageKind::RightRefused),
        (changed(13, ChangeReason::RightEndUndone), MessageKind::RightEndUndone),
        (changed(14, ChangeReason::SeveralTariffs), MessageKind::SeveralTariffs),
        (right_ends(15, 4), MessageKind::RightEnds),
        (documents(16, false), MessageKind::VerificationDocumentsNeeded),
        (documents(17, true), MessageKind::VerificationReminder),
        (by(18, "ACTIVATE_TRANSFER", transfer), MessageKind::TransferDone),
        (by(19, "CANCEL_APPLICATION", transfer), MessageKind::TransferCancelled),
    ]
}

#[tokio::test]
async fn other_changes_ask_for_none() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        for (number, reason) in (1..).zip([
            ChangeReason::Unspecified,
            ChangeReason::NotEntitled,
            ChangeReason::NeverConfirmed,
            ChangeReason::StillEntitled,
            ChangeReason::DocumentsMissing,
        ]) {
            world.log.tell(changed(number, reason)).await;
        }
        let cancelled = changed_by("CANCEL_APPLICATION");
        world.log.tell(event(8, "stts.events.v1.DossierChanged", &cancelled)).await;
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
        document_kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        ..documents_message(LanguageMessage::Nl)
    };
    let requested =
        |message: DocumentsRequested| event(1, "stts.events.v1.DocumentsRequested", &message);
    let known = documents(&["TAX_ASSESSMENTS"]);
    let never = Date { year: 2027, month: 2, day: 30 };
    let ends = |message: RightEnds| event(1, "stts.events.v1.RightEnds", &message);
    let negative = Undue { months: -1, amount_cents: 1150 };
    let reason = ChangeReason::RightGranted.into();
    let no_begin_date = DossierChanged { reason, after: None, ..changed_by("GRANT_RIGHT") };
    for (event, class) in [
        (requested(documents(&[])), "DOCUMENT_KINDS"),
        (requested(documents(&["TAX_ASSESSMENTS", "PASSPORT"])), "DOCUMENT_UNKNOWN"),
        (requested(DocumentsRequested { language: 0, ..known.clone() }), "LANGUAGE"),
        (requested(DocumentsRequested { answer_by: Some(never), ..known.clone() }), "ANSWER_BY"),
        (requested(DocumentsRequested { person_id: String::new(), ..known.clone() }), "PERSON_ID"),
        (requested(DocumentsRequested { dossier_number: "1".into(), ..known }), "DOSSIER_NUMBER"),
        (refused(1, RefusalGround::Unspecified, ""), "GROUND"),
        (ends(RightEnds { right_end_date: None, ..right_ends_message(4) }), "RIGHT_END_DATE"),
        (
            ends(RightEnds { right_end_date: Some(never), ..right_ends_message(4) }),
            "RIGHT_END_DATE",
        ),
        (ends(RightEnds { undue: Some(negative), ..right_ends_message(4) }), "UNDUE"),
        (event(1, "stts.events.v1.DossierChanged", &no_begin_date), "RIGHT_BEGIN_DATE"),
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

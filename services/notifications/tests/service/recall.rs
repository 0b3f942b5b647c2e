//! What an operator takes back takes its letters back: unsent ones are withdrawn, sent ones recalled.

use std::sync::Arc;

use async_trait::async_trait;
use stts_contracts::dossier::v1::Status;
use stts_contracts::events::v1::{DossierChanged, DossierState};
use stts_notifications::ports::{Deliveries, Mailbox, MailboxUnavailable};
use stts_notifications_domain::{Delivery, MessageKind, Stage};
use stts_store::outbox::NewEvent;

use crate::DATABASES;
use crate::dossier_log::{changed_by, documents_of_version, event, right_ends};
use crate::world::World;

/// The last action is taken back: the dossier was at a version, and has the state of an earlier one.
fn cancelled(number: u64, version: u64, restored_version: u64) -> NewEvent {
    let before = DossierState { version, ..DossierState::default() };
    let after = DossierState { version: version + 1, ..DossierState::default() };
    let message = DossierChanged {
        before: Some(before),
        after: Some(after),
        restored_version,
        ..changed_by("CANCEL_LAST_ACTION")
    };
    event(number, "stts.events.v1.DossierChanged", &message)
}

/// How far each kind of message is, oldest first.
async fn stages(world: &World) -> Vec<(MessageKind, Stage)> {
    let mut messages = world.messages().await;
    messages.sort_by_key(|(message, _)| message.kind);
    messages.iter().map(|(message, _)| (message.kind, message.delivery.stage())).collect()
}

#[tokio::test]
async fn an_unsent_letter_is_withdrawn() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        world.log.tell(documents_of_version(1, 4)).await;
        world.log.tell(cancelled(2, 4, 3)).await;
        world.log.tell(cancelled(2, 4, 3)).await;
        assert_eq!(world.work().await, 1, "its job finds nothing to do");
        assert_eq!(
            stages(&world).await,
            [(MessageKind::DocumentsNeeded, Stage::Withdrawn)],
            "{:?}",
            database.kind
        );
        assert_eq!(world.letters(), []);
        assert_eq!(world.work().await, 0);
        assert_eq!(world.log.dead_letters().await, [""; 0]);
        world.log.end().await;
    }
}

#[tokio::test]
async fn a_sent_letter_is_recalled_once_by_another() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        world.log.tell(right_ends(1, 4)).await;
        assert_eq!(world.work().await, 1);
        // A name came from the register since: version 5.
        world.log.tell(cancelled(2, 5, 3)).await;
        world.log.tell(cancelled(2, 5, 3)).await;
        assert_eq!(world.work().await, 1, "{:?}", database.kind);
        let both =
            [(MessageKind::RightEnds, Stage::Delivered), (MessageKind::Recall, Stage::Delivered)];
        assert_eq!(stages(&world).await, both);

        let messages = world.messages().await;
        let of = |kind| messages.iter().find(|(message, _)| message.kind == kind).unwrap();
        let (ends, recall) = (of(MessageKind::RightEnds), of(MessageKind::Recall));
        assert_eq!(ends.0.recalled_by, Some(recall.0.message_id));
        let words = "unser Schreiben vom 1. März 2027, Betreff: \
                     Ihr Recht auf den Sozialtarif für Telefonie endet\n";
        let text = recall.1.as_deref().unwrap();
        assert!(text.contains(words), "{text}");
        assert_eq!(world.letters().len(), 2);
        assert_eq!(world.log.dead_letters().await, [""; 0]);
        world.log.end().await;
    }
}

#[tokio::test]
async fn letters_of_earlier_versions_and_of_later_ones_stand() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        world.log.tell(documents_of_version(1, 3)).await;
        assert_eq!(world.work().await, 1);
        world.log.tell(documents_of_version(2, 0)).await;
        world.log.tell(cancelled(3, 4, 3)).await;
        world.log.tell(right_ends(4, 6)).await;
        let expected = [
            (MessageKind::DocumentsNeeded, Stage::Delivered),
            (MessageKind::DocumentsNeeded, Stage::Pending),
            (MessageKind::RightEnds, Stage::Pending),
        ];
        let mut found = stages(&world).await;
        found.sort_by_key(|(kind, stage)| (*kind, stage.name()));
        assert_eq!(found, expected, "{:?}", database.kind);
        world.log.end().await;
    }
}

/// A mailbox that is full as long as the recalled letter is on its way.
struct Full;

#[async_trait]
impl Mailbox for Full {
    async fn put(&self, _: &str, _: &str) -> Result<(), MailboxUnavailable> {
        Err(MailboxUnavailable("full".to_owned()))
    }
}

#[tokio::test]
async fn a_letter_on_its_way_arrives_before_its_recall() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        world.log.tell(right_ends(1, 4)).await;
        // Its handing over has begun, and whether it succeeded nobody knows.
        assert_eq!(world.work_with(Arc::new(Full)).await, 1);
        world.log.tell(cancelled(2, 4, 3)).await;
        let recall = world.messages().await;
        let recall =
            recall.iter().find(|(message, _)| message.kind == MessageKind::Recall).unwrap();
        let refused = world.tables.pending(recall.0.message_id).await;
        assert!(refused.is_err(), "{:?}", database.kind);

        for _ in 0..3 {
            world.machine.advance(chrono::TimeDelta::hours(1));
            world.work().await;
        }
        let sent = world.messages().await;
        assert!(sent.iter().all(|(message, _)| matches!(message.delivery, Delivery::Delivered(_))));
        assert_eq!(world.letters().len(), 2);
        world.log.end().await;
    }
}

#[tokio::test]
async fn of_withdrawal_and_handing_over_the_first_counts() {
    for database in DATABASES.each().await {
        let world = World::new(&database);
        world.log.tell(documents_of_version(1, 4)).await;
        let id = world.messages().await[0].0.message_id;
        assert!(world.tables.pending(id).await.unwrap().is_some());
        world.log.tell(cancelled(2, 4, 3)).await;
        assert_eq!(world.tables.begin(id).await, Ok(false), "{:?}", database.kind);
        world.log.end().await;
    }
}

#[tokio::test]
async fn a_cancelled_transfer_that_is_taken_back_recalls_its_letter() {
    let database = DATABASES.sqlite().await;
    let world = World::new(&database);
    let state = |status: Status, version| {
        Some(DossierState { status: status.into(), version, ..DossierState::default() })
    };
    let transfer = DossierChanged {
        before: state(Status::AwaitingTransfer, 6),
        after: state(Status::Suspended, 7),
        ..changed_by("CANCEL_APPLICATION")
    };
    world.log.tell(event(1, "stts.events.v1.DossierChanged", &transfer)).await;
    assert_eq!(world.work().await, 1);
    world.log.tell(cancelled(2, 7, 6)).await;
    assert_eq!(world.work().await, 1);
    let letters = world.letters();
    let names = letters.iter().filter(|(name, _)| name.contains(".RECALL.de."));
    assert_eq!(names.count(), 1);
    world.log.end().await;
}

#[tokio::test]
async fn a_cancellation_that_names_no_version_is_put_aside() {
    let database = DATABASES.sqlite().await;
    let world = World::new(&database);
    world.log.tell(cancelled(1, 4, 0)).await;
    assert_eq!(world.log.dead_letters().await, ["RESTORED_VERSION"]);
    world.log.end().await;
}

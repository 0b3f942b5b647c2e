//! What becomes of a message, by what identity service and mailbox answer.

use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_kernel::PersonId;
use stts_notifications_domain::{Delivery, Language, MessageKind};
use stts_queue::jobs::JobId;
use stts_testkit::FixedClock;
use uuid::Uuid;

use super::*;
use crate::ports::{Address, MailboxUnavailable, MockPeople};

const NOW: &str = "2027-03-02T08:00:00Z";
const CLAIM: Claim = Claim { id: JobId(1), fence: 1 };

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

/// One message that waits, or none, or none any more when it is handed over; and what became of it.
struct OneMessage {
    waits: bool,
    withdrawn_meanwhile: bool,
    settled: Mutex<Option<Outcome>>,
}

#[async_trait]
impl Deliveries for OneMessage {
    async fn pending(&self, id: MessageId) -> Result<Option<(Message, Details)>, JobError> {
        let message = Message {
            message_id: id,
            recipient: PersonId::from(Uuid::from_u128(7)),
            kind: MessageKind::ClosedForLateness,
            language: Language::Dutch,
            dossier_number: None,
            created_at: now(),
            delivery: Delivery::Pending,
            template_version: None,
            recalled_by: None,
        };
        Ok(self.waits.then(|| (message, Details::default())))
    }

    async fn begin(&self, _: MessageId) -> Result<bool, JobError> {
        Ok(!self.withdrawn_meanwhile)
    }

    async fn settle(&self, _: Claim, _: MessageId, outcome: Outcome) -> Result<(), JobError> {
        *self.settled.lock().unwrap() = Some(outcome);
        Ok(())
    }
}

/// The names of the letters taken; none are while it is closed.
struct Letters {
    open: bool,
    names: Mutex<Vec<String>>,
}

#[async_trait]
impl Mailbox for Letters {
    async fn put(&self, name: &str, _content: &str) -> Result<(), MailboxUnavailable> {
        if !self.open {
            return Err(MailboxUnavailable("full".to_owned()));
        }
        self.names.lock().unwrap().push(name.to_owned());
        Ok(())
    }
}

fn person(is_deceased: bool) -> Person {
    Person {
        name: "An Peeters".to_owned(),
        address: Address {
            street: "Kerkstraat".to_owned(),
            house_number: "1".to_owned(),
            box_number: None,
            postal_code: "9000".to_owned(),
            municipality: "Gent".to_owned(),
        },
        is_deceased,
    }
}

/// What came of one attempt: its result, what was written down, and the letters taken.
async fn attempt(
    waits: bool,
    told: Option<Result<Person, PersonFault>>,
    open: bool,
) -> (Result<(), JobError>, Option<Outcome>, Vec<String>) {
    let message = OneMessage { waits, withdrawn_meanwhile: false, settled: Mutex::default() };
    attempt_with(message, told, open).await
}

async fn attempt_with(
    message: OneMessage,
    told: Option<Result<Person, PersonFault>>,
    open: bool,
) -> (Result<(), JobError>, Option<Outcome>, Vec<String>) {
    let deliveries = Arc::new(message);
    let mailbox = Arc::new(Letters { open, names: Mutex::default() });
    let mut people = MockPeople::new();
    match told {
        Some(told) => {
            people
                .expect_person()
                .withf(|id, context| id.uuid() == Uuid::from_u128(7) && context == b"context")
                .once()
                .return_once(|_, _| told);
        }
        None => {
            people.expect_person().never();
        }
    }
    let delivering = Delivering {
        deliveries: deliveries.clone(),
        people: Arc::new(people),
        mailbox: mailbox.clone(),
        clock: Arc::new(FixedClock::at(NOW)),
        rules: Arc::new(Rules::load(None).unwrap()),
    };
    let result = delivering.deliver(CLAIM, MessageId(Uuid::from_u128(1)), b"context").await;
    let settled = deliveries.settled.lock().unwrap().take();
    let names = mailbox.names.lock().unwrap().clone();
    (result, settled, names)
}

#[tokio::test]
async fn a_letter_is_handed_over_and_written_down() {
    let (result, settled, names) = attempt(true, Some(Ok(person(false))), true).await;
    assert_eq!(result, Ok(()));
    let name = "00000000-0000-0000-0000-000000000001.CLOSED_FOR_LATENESS.nl.txt";
    assert_eq!(names, [name]);
    let Some(Outcome::Delivered { at, template_version, content }) = settled else {
        panic!("{settled:?}")
    };
    assert_eq!((at, template_version), (now(), TEMPLATE_VERSION));
    assert!(content.contains("An Peeters\nKerkstraat 1\n9000 Gent\n"), "{content}");
}

#[tokio::test]
async fn nobody_unknown_dead_or_without_address_gets_a_letter() {
    for (told, failure) in [
        (Ok(person(true)), Failure::PersonDeceased),
        (Err(PersonFault::Unknown), Failure::PersonUnknown),
        (Err(PersonFault::NoAddress), Failure::NoAddress),
    ] {
        let (result, settled, names) = attempt(true, Some(told), true).await;
        assert_eq!((result, settled), (Ok(()), Some(Outcome::Failed(failure))));
        assert_eq!(names, [""; 0]);
    }
}

#[tokio::test]
async fn what_does_not_answer_is_tried_again() {
    for (told, open, class) in [
        (Err(PersonFault::Unavailable), true, "IDENTITY_UNAVAILABLE"),
        (Ok(person(false)), false, "MAILBOX_UNAVAILABLE"),
    ] {
        let (result, settled, names) = attempt(true, Some(told), open).await;
        assert_eq!((result, settled), (Err(JobError::Retry(class)), None));
        assert_eq!(names, [""; 0]);
    }
}

#[tokio::test]
async fn a_message_that_waits_no_longer_asks_nobody() {
    let (result, settled, names) = attempt(false, None, true).await;
    assert_eq!((result, settled), (Ok(()), None));
    assert_eq!(names, [""; 0]);
}

#[tokio::test]
async fn a_message_that_is_withdrawn_at_the_last_moment_is_not_handed_over() {
    let message = OneMessage { waits: true, withdrawn_meanwhile: true, settled: Mutex::default() };
    let (result, settled, names) = attempt_with(message, Some(Ok(person(false))), true).await;
    assert_eq!((result, settled), (Ok(()), None));
    assert_eq!(names, [""; 0]);
}

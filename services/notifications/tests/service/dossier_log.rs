//! The dossier service's log, as this service consumes it: events are appended, relayed in encoded
//! form through the in-process transport, and applied.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use prost::Message;
use stts_chassis::fields::date_message;
use stts_contracts::common::v1::{CallContext, Language};
use stts_contracts::dossier::v1::{Category, Ground, GroundOutcome};
use stts_contracts::events::v1::{
    ApplicationRefused, ChangeReason, DocumentsRequested, DossierChanged, DossierState,
    RefusalGround, RightEnds,
};
use stts_kernel::EventId;
use stts_notifications::jobs::DossierEvents;
use stts_queue::log::{Consumer, ConsumerSettings, DirectReader, InProcess, Inbox, Outbox, Relay};
use stts_store::outbox::{self, NewEvent};
use stts_store::{Store, StoreOutbox};
use stts_testkit::FixedClock;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const PRODUCER: &str = "dossier";
/// A dossier number with right check digits.
pub(crate) const DOSSIER: &str = "1234567894";
/// When the events of the tests happen: half past ten in Brussels.
pub(crate) const HAPPENED: &str = "2027-03-01T09:30:00Z";
pub(crate) const ANSWER_BY: &str = "2027-04-30";

/// The producer's log and this service's consumer, in one database. It must be ended.
pub(crate) struct DossierLog {
    pub(crate) store: Store,
    outbox: Arc<dyn Outbox>,
    relay: Relay,
    stop: CancellationToken,
    consumer: JoinHandle<()>,
}

impl DossierLog {
    pub(crate) fn new(store: Store, handler: DossierEvents) -> Self {
        let outbox: Arc<dyn Outbox> = Arc::new(StoreOutbox::new(store.clone(), PRODUCER));
        let transport = Arc::new(InProcess::default());
        let consumer = Consumer {
            name: stts_notifications::NAME.to_owned(),
            producer: PRODUCER.to_owned(),
            inbox: Arc::new(store.clone()),
            transport: transport.clone(),
            reader: Arc::new(DirectReader::new(outbox.clone())),
            handler: Arc::new(handler),
            machine: Arc::new(FixedClock::at(HAPPENED)),
            settings: ConsumerSettings { max_attempts: 1, ..ConsumerSettings::default() },
        };
        let stop = CancellationToken::new();
        let consumer = tokio::spawn(consumer.run(stop.clone()));
        Self { store, outbox: outbox.clone(), relay: Relay::new(outbox, transport), stop, consumer }
    }

    /// Commits an event, and waits until it is applied or buried.
    pub(crate) async fn tell(&self, event: NewEvent) {
        let transaction = self.store.begin().await.unwrap();
        outbox::append(&transaction, vec![event]).await.unwrap();
        transaction.commit().await.unwrap();
        let mut commits = self.store.commits();
        self.relay.relay_all(&self.stop).await.unwrap();
        while !self.is_applied().await {
            commits.wait(Duration::from_secs(1)).await;
        }
    }

    async fn is_applied(&self) -> bool {
        let places: BTreeMap<_, _> =
            self.store.places(PRODUCER).await.unwrap().into_iter().collect();
        let heads = self.outbox.heads().await.unwrap().into_iter();
        let mut written = heads.filter(|head| head.place.sequence > 0);
        written.all(|head| places.get(&head.partition) == Some(&head.place))
    }

    /// The classes of the events that could not be applied.
    pub(crate) async fn dead_letters(&self) -> Vec<String> {
        let letters = self.store.dead_letters(0, 100).await.unwrap();
        letters.into_iter().map(|letter| letter.class).collect()
    }

    pub(crate) async fn end(self) {
        self.stop.cancel();
        self.consumer.await.unwrap();
    }
}

/// The person to whom the letters of the tests go.
pub(crate) fn person_id() -> Uuid {
    Uuid::from_u128(77)
}

pub(crate) fn event(number: u64, type_name: &str, message: &impl Message) -> NewEvent {
    NewEvent {
        event_id: EventId::from(Uuid::from_u64_pair(1, number)),
        key: DOSSIER.to_owned(),
        type_name: type_name.to_owned(),
        version: 1,
        payload: message.encode_to_vec(),
        caused_by: None,
        traceparent: None,
        occurred_at: HAPPENED.parse().unwrap(),
    }
}

/// The same event, caused by a call.
pub(crate) fn caused_by(context: &CallContext, event: NewEvent) -> NewEvent {
    NewEvent { caused_by: Some(context.encode_to_vec()), ..event }
}

pub(crate) fn documents_requested(number: u64, language: Language) -> NewEvent {
    event(number, "stts.events.v1.DocumentsRequested", &documents_message(language))
}

/// Documents are asked for in Dutch, at a version of the dossier.
pub(crate) fn documents_of_version(number: u64, dossier_version: u64) -> NewEvent {
    let message = DocumentsRequested { dossier_version, ..documents_message(Language::Nl) };
    event(number, "stts.events.v1.DocumentsRequested", &message)
}

pub(crate) fn documents_message(language: Language) -> DocumentsRequested {
    let kinds = ["DISABILITY_CERTIFICATE", "TAX_ASSESSMENTS"];
    DocumentsRequested {
        dossier_number: DOSSIER.to_owned(),
        person_id: person_id().to_string(),
        language: language.into(),
        missing_facts: vec!["disabled_66".to_owned(), "income_ok".to_owned()],
        document_kinds: kinds.map(str::to_owned).to_vec(),
        answer_by: Some(date_message(ANSWER_BY.parse().unwrap())),
        verification: false,
        reminder: false,
        dossier_version: 0,
    }
}

/// The right ends, at a version of the dossier; told in German.
pub(crate) fn right_ends(number: u64, dossier_version: u64) -> NewEvent {
    event(number, "stts.events.v1.RightEnds", &right_ends_message(dossier_version))
}

pub(crate) fn right_ends_message(dossier_version: u64) -> RightEnds {
    RightEnds {
        dossier_number: DOSSIER.to_owned(),
        person_id: person_id().to_string(),
        language: Language::De.into(),
        right_end_date: Some(date_message("2027-06-15".parse().unwrap())),
        reduction_end_date: Some(date_message("2027-06-15".parse().unwrap())),
        undue: None,
        dossier_version,
    }
}

pub(crate) fn refused(number: u64, ground: RefusalGround, dossier_number: &str) -> NewEvent {
    let denied = |category: Category, article: &str| Ground {
        category: category.into(),
        article: article.to_owned(),
        outcome: GroundOutcome::Denied.into(),
    };
    let grounds = match ground {
        RefusalGround::NotEntitled => vec![
            denied(Category::Age65, "art. 22 §1 1.2 1°"),
            denied(Category::LivingWage, "art. 22 §1 1.2 3°"),
        ],
        _ => Vec::new(),
    };
    let message = ApplicationRefused {
        person_id: person_id().to_string(),
        operator_id: "OP01".to_owned(),
        language: Language::Fr.into(),
        ground: ground.into(),
        grounds,
        dossier_number: dossier_number.to_owned(),
    };
    event(number, "stts.events.v1.ApplicationRefused", &message)
}

pub(crate) fn changed(number: u64, reason: ChangeReason) -> NewEvent {
    let message = DossierChanged { reason: reason.into(), ..changed_by("NIGHT") };
    event(number, "stts.events.v1.DossierChanged", &message)
}

/// A change by a command, of a right that began on the day of the event; told in German.
pub(crate) fn changed_by(command: &str) -> DossierChanged {
    let right_begin_date = Some(date_message("2027-03-01".parse().unwrap()));
    DossierChanged {
        dossier_number: DOSSIER.to_owned(),
        person_id: person_id().to_string(),
        language: Language::De.into(),
        command: command.to_owned(),
        after: Some(DossierState { version: 2, right_begin_date, ..DossierState::default() }),
        ..DossierChanged::default()
    }
}

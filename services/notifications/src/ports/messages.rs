//! The messages as they are kept.

use std::fmt;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_kernel::{DossierNumber, ErrorKind, EventId, PersonId};
use stts_notifications_domain::{Delivery, Details, Failure, Language, MessageKind, Stage};
use stts_queue::jobs::{Claim, JobError};
use uuid::Uuid;

/// A message, by a random UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub Uuid);

impl fmt::Display for MessageId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A message that an event asks for. There is one for an event, a recipient and a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Its identifier.
    pub message_id: MessageId,
    /// The event.
    pub event_id: EventId,
    /// To whom it goes.
    pub recipient: PersonId,
    /// What it is about.
    pub kind: MessageKind,
    /// The language.
    pub language: Language,
    /// The dossier, when there is one.
    pub dossier_number: Option<DossierNumber>,
    /// The version of the dossier from which it follows; absent where nobody can take it back.
    pub dossier_version: Option<u64>,
    /// When the event happened.
    pub created_at: DateTime<Utc>,
    /// What it tells beside that.
    pub details: Details,
}

/// A message as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its identifier.
    pub message_id: MessageId,
    /// To whom it goes.
    pub recipient: PersonId,
    /// What it is about.
    pub kind: MessageKind,
    /// The language.
    pub language: Language,
    /// The dossier, when there is one.
    pub dossier_number: Option<DossierNumber>,
    /// When the event happened that it tells of.
    pub created_at: DateTime<Utc>,
    /// How far it is.
    pub delivery: Delivery,
    /// The version of the template, once it was rendered.
    pub template_version: Option<String>,
    /// The message that recalls it, where one does.
    pub recalled_by: Option<MessageId>,
}

/// Which messages to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Only of this kind.
    pub kind: Option<MessageKind>,
    /// Only at this stage.
    pub stage: Option<Stage>,
    /// Only about this dossier.
    pub dossier_number: Option<DossierNumber>,
}

/// A message's place in a list, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When the event happened.
    pub created_at: DateTime<Utc>,
    /// Which it is, among those of that instant.
    pub message_id: MessageId,
}

impl From<&Message> for Cursor {
    fn from(message: &Message) -> Self {
        Self { created_at: message.created_at, message_id: message.message_id }
    }
}

/// The messages, for those who look them up.
#[async_trait]
pub trait MessageStore: Send + Sync {
    /// A message, and what the person reads once it was rendered.
    async fn message(&self, id: MessageId) -> Result<Option<(Message, Option<String>)>, ErrorKind>;

    /// Messages that pass the filter, newest first, after a place, at most `limit`.
    async fn messages(
        &self,
        filter: Filter,
        after: Option<Cursor>,
        limit: u64,
    ) -> Result<Vec<Message>, ErrorKind>;
}

/// What became of a message.
#[derive(Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was handed over.
    Delivered {
        /// When.
        at: DateTime<Utc>,
        /// The version of the template.
        template_version: &'static str,
        /// What the person reads.
        content: String,
    },
    /// It was given up.
    Failed(Failure),
}

stts_kernel::hidden_debug!(Outcome);

/// The messages, for the job that delivers them.
#[async_trait]
pub trait Deliveries: Send + Sync {
    /// A message that still waits, with what it tells; none when it does not. A recall waits for the
    /// letters that it recalls: it is tried again later while one of them is on its way.
    async fn pending(&self, id: MessageId) -> Result<Option<(Message, Details)>, JobError>;

    /// Marks that a waiting message is about to be handed over: from here on it counts as sent, and
    /// can only be recalled. False when it waits no longer, such as after it was withdrawn.
    async fn begin(&self, id: MessageId) -> Result<bool, JobError>;

    /// Writes what became of a message, and completes its job, in one transaction.
    async fn settle(&self, claim: Claim, id: MessageId, outcome: Outcome) -> Result<(), JobError>;
}

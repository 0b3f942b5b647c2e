//! The dossiers as they are kept.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use stts_dossier_domain::dossier::{
    ApplicationKind, ChangeReason, CommandName, Dossier, Evaluated, InstallationGrant, Party,
    PeriodChange, PlaceChange, PlaceKey, PlaceState, ReductionPeriod, Status,
};
use stts_kernel::{ApplicationId, DossierNumber, ErrorKind, EventId, OperatorId, PersonId};
use uuid::Uuid;

use super::{
    Archive, BulkChunk, CommitFault, Encoded, KeptAnswer, Lists, Note, ProposedCorrection,
    Requests, StartRun,
};

/// A dossier, and who holds the place of its household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The dossier.
    pub dossier: Dossier,
    /// Whose place its household's is.
    pub place: PlaceState,
}

/// An event to append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Its identifier.
    pub event_id: EventId,
    /// The key of its partition.
    pub key: String,
    /// The event.
    pub encoded: Encoded,
}

/// One entry of a dossier's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The version that it made.
    pub version: u64,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Who did it.
    pub actor: Party,
    /// The human user.
    pub user: Option<String>,
    /// What was done.
    pub command: CommandName,
    /// Why, where the command alone does not say it.
    pub reason: Option<ChangeReason>,
    /// The application that it belongs to.
    pub application_id: ApplicationId,
    /// How that came about.
    pub application_kind: ApplicationKind,
    /// The operator of whose tenure it is; nobody's when the dossier was held by nobody.
    pub operator: Option<OperatorId>,
    /// The other operator that sees it too: it changed the status under its hands.
    pub other_operator: Option<OperatorId>,
    /// The operator that held the dossier afterwards, or until then.
    pub holder: Option<OperatorId>,
    /// The operator to which it was being transferred afterwards.
    pub incoming: Option<OperatorId>,
    /// The status before.
    pub status_before: Option<Status>,
    /// The status after.
    pub status_after: Status,
}

/// Everything that one use case writes in one transaction.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Commit {
    /// The dossier as it becomes, with the version that it must still have; absent when only events
    /// or an answer are written.
    pub dossier: Option<(Option<u64>, Box<Dossier>)>,
    /// What happens to the household's place.
    pub place: Option<PlaceChange>,
    /// What happens to the reduction periods.
    pub periods: Vec<PeriodChange>,
    /// The entries of the history.
    pub history: Vec<HistoryEntry>,
    /// The first day on which the night run has something to do with the dossier, if any.
    pub due_on: Option<NaiveDate>,
    /// What is noted on a dossier.
    pub note: Option<Note>,
    /// A correction that waits for a second person.
    pub correction: Option<ProposedCorrection>,
    /// The first day on which the two-yearly check looks at it, if it does.
    pub check_on: Option<NaiveDate>,
    /// The evaluation of a person's right, to be explained later.
    pub evaluated: Option<(PersonId, Box<Evaluated>)>,
    /// The events.
    pub events: Vec<NewEvent>,
    /// The call that caused them, encoded; absent when the system did.
    pub caused_by: Option<Vec<u8>>,
    /// The answer to keep.
    pub answer: Option<KeptAnswer>,
    /// A batch run to start.
    pub start_run: Option<StartRun>,
    /// A batch run to end at the business instant, which must still be under way.
    pub cancel_run: Option<Uuid>,
    /// Rows to add to a bulk.
    pub bulk_chunk: Option<BulkChunk>,
    /// The W3C trace context of the cause, for the events.
    pub traceparent: Option<String>,
    /// The business instant.
    pub occurred_at: DateTime<Utc>,
    /// What becomes of other dossiers by it, in order, in the same transaction.
    pub also: Vec<Commit>,
}

stts_kernel::hidden_debug!(Commit);

impl Commit {
    /// This commit, and those that go with it.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.also)
    }
}

/// The dossiers of a household, as a store or a transaction sees them.
#[async_trait]
pub trait Households: Send + Sync {
    /// Those that somebody holds and that have or want the household's place, the oldest first.
    async fn household(&self, place: PlaceKey) -> Result<Vec<Dossier>, ErrorKind>;
}

/// Which part of a list: at most `size` rows after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The key of the last row seen; 0 before the first.
    pub after: u64,
    /// How many rows at most.
    pub size: u64,
}

/// Rows of a list, and whether there are more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// The key after which the next page begins; absent on the last.
    pub next_after: Option<u64>,
}

/// One row of a frozen copy of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Export {
    /// A period of reduction.
    Period(DossierNumber, ReductionPeriod),
    /// An installation at half price.
    Installation(DossierNumber, InstallationGrant),
}

/// A frozen copy to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewCopy {
    /// Its name.
    pub export_id: Uuid,
    /// The year.
    pub year: i32,
    /// When it is made.
    pub at: DateTime<Utc>,
    /// Copies made before that instant are forgotten.
    pub forget_before: DateTime<Utc>,
}

/// The dossiers of this service's database.
#[async_trait]
pub trait DossierStore: Households + Requests<Commit = Commit> + Lists + Archive {
    /// Writes what the system does by itself.
    async fn write(&self, commit: Commit) -> Result<(), CommitFault>;

    /// A dossier by its number.
    async fn by_number(&self, number: DossierNumber) -> Result<Option<Loaded>, ErrorKind>;

    /// A dossier as it stood at the end of an operator's last tenure: after the last change of one of
    /// its own applications. None when it never had one.
    async fn last_of_tenure(
        &self,
        number: DossierNumber,
        operator: &OperatorId,
    ) -> Result<Option<Dossier>, ErrorKind>;

    /// The dossier of a person, and who holds the place that an application for them needs.
    async fn situation(
        &self,
        person_id: PersonId,
        place: PlaceKey,
    ) -> Result<(Option<Dossier>, PlaceState), ErrorKind>;

    /// A correction as it was proposed.
    async fn correction(
        &self,
        correction_id: Uuid,
    ) -> Result<Option<ProposedCorrection>, ErrorKind>;

    /// The history of a dossier, oldest first; of one operator's applications only when it is named.
    async fn history(
        &self,
        number: DossierNumber,
        operator: Option<&OperatorId>,
        application_id: Option<ApplicationId>,
        page: Page,
    ) -> Result<Keyed<HistoryEntry>, ErrorKind>;

    /// Makes a frozen copy of a year in one snapshot, unless there is one of that id; gives the
    /// year of the copy that there is.
    async fn freeze(&self, copy: NewCopy) -> Result<i32, ErrorKind>;

    /// Reads the rows of a frozen copy after a key, in order.
    async fn frozen(&self, export_id: Uuid, page: Page) -> Result<Vec<(u64, Export)>, ErrorKind>;
}

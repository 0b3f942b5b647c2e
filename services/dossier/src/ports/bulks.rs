//! Bulks: applications that an operator sends together, each of which becomes an Apply of its own.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_kernel::{ErrorKind, OperatorId};
use stts_queue::Wake;
use uuid::Uuid;

use super::{Encoded, Page};

/// The rpc that takes rows of a bulk, as which its requests are kept.
pub const SUBMIT_BULK: &str = "stts.dossier.v1.DossierService/SubmitBulk";

/// The rpc that every row is a request of: a row that was sent by it before has an answer.
pub const APPLY: &str = "stts.dossier.v1.DossierService/Apply";

/// A bulk, as far as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulk {
    /// The number of its row, under which its own rows stand.
    pub number: i64,
    /// Its operator's id of it.
    pub bulk_id: Uuid,
    /// How many rows it has.
    pub submitted_rows: u64,
    /// How many of them have a result; results are numbered from 1 in the order of their commits, so
    /// this is the number of the last.
    pub done_rows: u64,
    /// Whether nothing can be added any more.
    pub complete: bool,
}

impl Bulk {
    /// Whether nothing can come after the results up to this number.
    pub const fn is_over(&self, after: u64) -> bool {
        self.complete && after >= self.submitted_rows
    }
}

/// How many results there are of each outcome: `APPLIED`, or the code of a refusal.
pub type BulkCounts = BTreeMap<String, u64>;

/// What a row of a bulk led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowResult {
    /// `APPLIED`, or the code of the refusal.
    pub outcome: &'static str,
    /// The result in the words of the contract. Sealed in the table: it is about a person.
    pub encoded: Encoded,
}

/// What is known of a row when it comes.
#[derive(Clone, PartialEq, Eq)]
pub enum RowContent {
    /// The call and the application, encoded. Sealed in the table, and erased with the result.
    Waiting(Vec<u8>),
    /// It breaks its field rules: its result is known already.
    Done(RowResult),
}

stts_kernel::hidden_debug!(RowContent);

/// A row to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRow {
    /// Its number in the bulk.
    pub line: u64,
    /// What is known of it.
    pub content: RowContent,
}

/// Rows to add to a bulk, which is opened when there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkChunk {
    /// Whose bulk it is.
    pub operator: OperatorId,
    /// Its id.
    pub bulk_id: Uuid,
    /// The bulk as it was when this was decided; it must still have as many rows.
    pub before: Option<Bulk>,
    /// The rows.
    pub rows: Vec<NewRow>,
    /// Whether they are the last.
    pub complete: bool,
    /// The W3C trace context of the request.
    pub traceparent: Option<String>,
}

/// A row in the hands of a worker, until its lease is over.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimedRow {
    /// The number of its bulk.
    pub bulk: i64,
    /// Its number in the bulk.
    pub line: u64,
    /// The how many-th time somebody has it in hand; whoever had it before cannot end it.
    pub attempts: u32,
    /// The call and the application, encoded.
    pub content: Vec<u8>,
    /// The W3C trace context of the request that brought it.
    pub traceparent: Option<String>,
}

stts_kernel::hidden_debug!(ClaimedRow);

/// The bulks of this service's database.
#[async_trait]
pub trait Bulks: Send + Sync {
    /// Wakes when rows come in this process.
    fn new_rows(&self) -> Wake;

    /// Wakes when results are written in this process.
    fn new_results(&self) -> Wake;

    /// An operator's bulk.
    async fn bulk(&self, operator: &OperatorId, bulk_id: Uuid) -> Result<Option<Bulk>, ErrorKind>;

    /// Which of these lines the bulk has already.
    async fn taken_lines(&self, bulk: &Bulk, lines: &[u64]) -> Result<Vec<u64>, ErrorKind>;

    /// The results by outcome.
    async fn bulk_counts(&self, bulk: &Bulk) -> Result<BulkCounts, ErrorKind>;

    /// Results after a number, in their order, each with its number.
    async fn bulk_results(&self, bulk: &Bulk, page: Page)
    -> Result<Vec<(u64, Vec<u8>)>, ErrorKind>;

    /// Takes a row in hand until an instant of the machine: one of the bulk whose last turn is the
    /// longest ago, so that a small bulk never waits for a big one.
    async fn claim_row(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<ClaimedRow>, ErrorKind>;

    /// Writes the result of a row and erases what it was; false when it is in other hands by now.
    async fn finish_row(&self, row: &ClaimedRow, result: &RowResult) -> Result<bool, ErrorKind>;

    /// Lets go of a row, to be taken up again at that instant of the machine.
    async fn put_back_row(
        &self,
        row: &ClaimedRow,
        not_before: DateTime<Utc>,
    ) -> Result<(), ErrorKind>;

    /// Forgets the bulks that were filled last before an instant; gives how many.
    async fn forget_bulks(&self, before: DateTime<Utc>) -> Result<u64, ErrorKind>;
}

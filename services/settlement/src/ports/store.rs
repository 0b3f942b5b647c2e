//! The fund as it is kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_kernel::{ErrorKind, OperatorId};
use stts_settlement_domain::{
    Calculation, Declarations, RegisteredOperator, Settlement, SettlementEvent, SettlementYear,
};
use uuid::Uuid;

use super::{ExportSummary, Granted, Requests, Statement};

/// A settlement with the version that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The settlement.
    pub settlement: Settlement,
    /// Counted from 1; grows with every change.
    pub version: u64,
}

/// A change of a settlement. Its events are the settlement's history and its declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The version that the settlement must still have; absent for a new one.
    pub before: Option<u64>,
    /// The settlement as it becomes.
    pub next: Settlement,
    /// What happened, in order.
    pub events: Vec<SettlementEvent>,
}

/// The outcome of a run, with what it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What came out.
    pub calculation: Calculation,
    /// When it was calculated.
    pub calculated_at: DateTime<Utc>,
    /// The frozen input.
    pub export_id: Uuid,
    /// The version of the tariff's rows.
    pub tariff_version: String,
    /// The tariff's rows, so that the run can be repeated when the file is long gone.
    pub tariff_content: String,
    /// The version of the rows that say who contributes.
    pub contribution_version: String,
    /// These rows.
    pub contribution_content: String,
}

/// Everything that one use case writes in one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// An operator to register.
    pub registered: Option<RegisteredOperator>,
    /// Changes of settlements, at most one of each year.
    pub changes: Vec<Change>,
    /// The draft that a change makes.
    pub draft: Option<Draft>,
    /// The operator's code or `BIPT`.
    pub actor: String,
    /// The human user, or the client program.
    pub user: String,
    /// The business instant.
    pub occurred_at: DateTime<Utc>,
}

/// The registry, the settlements and their statements.
#[async_trait]
pub trait SettlementStore: Requests<Commit = Commit> {
    /// The registered operators, by id.
    async fn registry(&self) -> Result<Vec<RegisteredOperator>, ErrorKind>;

    /// The settlement of a year.
    async fn settlement(&self, year: SettlementYear) -> Result<Option<Loaded>, ErrorKind>;

    /// All settlements, by year.
    async fn settlements(&self) -> Result<Vec<Loaded>, ErrorKind>;

    /// What was declared for a year until its settlement had that version; the latest counts.
    async fn declarations(
        &self,
        year: SettlementYear,
        version: u64,
    ) -> Result<Declarations, ErrorKind>;

    /// The statement of an operator in a run.
    async fn statement(
        &self,
        year: SettlementYear,
        run: u32,
        operator: &OperatorId,
    ) -> Result<Option<Statement>, ErrorKind>;
}

/// How far a frozen input has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenInput {
    /// The key of the last row that is here; 0 before the first.
    pub after_key: u64,
    /// What the whole copy holds; known once all of it is here.
    pub complete: Option<ExportSummary>,
}

/// The inputs of the runs: copies of a year that nobody changes, kept with the runs.
#[async_trait]
pub trait FrozenInputs: Send + Sync {
    /// Begins an input, or finds how far it has come.
    async fn begin(
        &self,
        export_id: Uuid,
        year: SettlementYear,
        at: DateTime<Utc>,
    ) -> Result<FrozenInput, ErrorKind>;

    /// Appends rows, all or none; rows that are here already are left as they are.
    async fn append(&self, export_id: Uuid, rows: &[Granted]) -> Result<(), ErrorKind>;

    /// How many rows are here.
    async fn count(&self, export_id: Uuid) -> Result<u64, ErrorKind>;

    /// Notes that all of it is here.
    async fn complete(&self, export_id: Uuid, summary: &ExportSummary) -> Result<(), ErrorKind>;

    /// At most `limit` rows after a key, in order.
    async fn rows(
        &self,
        export_id: Uuid,
        after_key: u64,
        limit: u64,
    ) -> Result<Vec<Granted>, ErrorKind>;

    /// Forgets an input that is not what the other side sent, so that it can be read anew.
    async fn discard(&self, export_id: Uuid) -> Result<(), ErrorKind>;
}

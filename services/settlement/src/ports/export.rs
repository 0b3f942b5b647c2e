//! The dossier service: which reductions and installations were granted in a year.

use async_trait::async_trait;
use stts_kernel::{DossierNumber, OperatorId, Refusal};
use stts_settlement_domain::{Installation, ReductionPeriod, SettlementYear};
use uuid::Uuid;

/// One row of the frozen copy of a year. Nothing in it is about the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// Its key: grows from 1.
    pub key: u64,
    /// The dossier behind it, so that an amount can be explained.
    pub dossier_number: DossierNumber,
    /// What was granted.
    pub grant: Grant,
}

/// A period of reduction or an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// A period of reduction.
    Period(ReductionPeriod),
    /// An installation.
    Installation(Installation),
}

impl Grant {
    /// Who granted it.
    pub const fn operator(&self) -> &OperatorId {
        match self {
            Self::Period(period) => &period.operator,
            Self::Installation(installation) => installation.operator(),
        }
    }
}

/// What a whole copy holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportSummary {
    /// How many rows.
    pub rows: u64,
    /// SHA-256 over the rows in order of their keys, where the other side gave one.
    pub sha256: Option<[u8; 32]>,
}

/// One message of the stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportPart {
    /// Rows, by key.
    pub rows: Vec<Granted>,
    /// With the last message.
    pub summary: Option<ExportSummary>,
}

/// Which part of which copy is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyPart {
    /// Names the copy: asked for again, the same copy is read on.
    pub export_id: Uuid,
    /// The year.
    pub year: SettlementYear,
    /// The key of the last row received; 0 from the beginning.
    pub after_key: u64,
}

/// Asks for the frozen copy of a year.
#[async_trait]
pub trait DossierExport: Send + Sync {
    /// Begins to read a copy. The first call with an export id makes it, in one snapshot. Refuses
    /// with `SERVICE_UNAVAILABLE` or `DEADLINE_EXCEEDED` when the other side does not answer.
    async fn open(&self, part: CopyPart) -> Result<Box<dyn ExportStream>, Refusal>;
}

/// The messages of a copy, one by one, so that a large year needs no more memory than a small one.
#[async_trait]
pub trait ExportStream: Send {
    /// The next message; none after the last.
    async fn next(&mut self) -> Result<Option<ExportPart>, Refusal>;
}

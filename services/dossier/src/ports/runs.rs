//! Batch runs over all dossiers.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use stts_dossier_domain::dossier::{Dossier, PlaceKey};
use stts_kernel::ErrorKind;
use uuid::Uuid;

use super::{Commit, CommitFault, Loaded};

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunKind {
    /// The night run of a date.
    Night,
    /// The two-yearly check.
    Verification,
}

impl RunKind {
    /// The kind of the job that does the work of such a run; its payload is the run's id.
    pub const fn job(self) -> &'static str {
        match self {
            Self::Night => "night_run",
            Self::Verification => "verification_run",
        }
    }
}

/// The rpc that starts a run, as which its requests are kept.
pub const START_NIGHT_RUN: &str = "stts.dossier.v1.DossierAdminService/StartNightRun";

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Under way.
    Running,
    /// Every due dossier was looked at, at this instant the last.
    Completed(DateTime<Utc>),
    /// Ended at this instant, before that.
    Cancelled(DateTime<Utc>),
}

/// How many dossiers came to which outcome: the name of the row of the transition table.
pub type RunCounts = BTreeMap<String, u64>;

/// A batch run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its identifier.
    pub run_id: Uuid,
    /// What it does.
    pub kind: RunKind,
    /// Its date.
    pub date: NaiveDate,
    /// Whether it writes nothing.
    pub dry_run: bool,
    /// How far it is.
    pub state: RunState,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// The night that is under way: the missed nights come first. Of a check, its date.
    pub night: NaiveDate,
    /// The last dossier of that night that was looked at; 0 before the first.
    pub after_number: u64,
    /// The outcomes so far.
    pub counts: RunCounts,
}

/// A run to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartRun {
    /// The run as it begins.
    pub run: Run,
    /// The W3C trace context of the request.
    pub traceparent: Option<String>,
}

/// Where a run stands in the list of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunPlace {
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// Its identifier.
    pub run_id: Uuid,
}

/// The runs, and the dossiers that are due in them.
#[async_trait]
pub trait Runs: Send + Sync {
    /// The last night that was completed.
    async fn last_night(&self) -> Result<Option<NaiveDate>, ErrorKind>;

    /// A run.
    async fn run(&self, run_id: Uuid) -> Result<Option<Run>, ErrorKind>;

    /// Dossiers with something due for such a run on that date, by number, after one.
    async fn due(
        &self,
        kind: RunKind,
        date: NaiveDate,
        after_number: u64,
        limit: u64,
    ) -> Result<Vec<Loaded>, ErrorKind>;

    /// The number of the first of them, without reading it.
    async fn next_due(
        &self,
        kind: RunKind,
        date: NaiveDate,
        after_number: u64,
    ) -> Result<Option<u64>, ErrorKind>;

    /// The dossiers of several households that somebody holds, the oldest first.
    async fn households(&self, places: &[PlaceKey]) -> Result<Vec<Dossier>, ErrorKind>;

    /// Runs, the last started first, after one.
    async fn runs(&self, after: Option<RunPlace>, size: u64) -> Result<Vec<Run>, ErrorKind>;

    /// Writes what some dossiers become, together with how far the run is then, in one transaction;
    /// a lost race when the run no longer stands where it did.
    async fn advance(&self, from: &Run, to: &Run, commits: Vec<Commit>) -> Result<(), CommitFault>;
}

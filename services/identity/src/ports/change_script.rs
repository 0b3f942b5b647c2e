//! The script of the simulated register: what it will tell, and what it told.

use async_trait::async_trait;
use chrono::NaiveDate;
use stts_kernel::ErrorKind;
use uuid::Uuid;

use super::Noted;

/// A change in the script. What it says is the simulated register's own affair.
#[derive(Clone, PartialEq, Eq)]
pub struct DatedChange {
    /// Its id.
    pub change_id: Uuid,
    /// The business date from which the register knows it.
    pub effective_on: NaiveDate,
    /// What it says.
    pub content: String,
}

stts_kernel::hidden_debug!(DatedChange);

/// The script, which survives the process and is one for all replicas.
#[async_trait]
pub trait ChangeScript: Send + Sync {
    /// Adds changes, each with the job that carries it out on its date. One that is there already
    /// stays as it is.
    async fn add(&self, changes: &[DatedChange]) -> Result<(), ErrorKind>;

    /// What is to be noted on a date: the changes of that date and of those before, in the order of
    /// their dates and of their being added; not more than a number of them.
    async fn due(&self, on: NaiveDate, at_most: u64) -> Result<Vec<DatedChange>, ErrorKind>;

    /// What was noted after a place, in order, with its own place; not more than a number of them.
    async fn noted_after(
        &self,
        sequence: u64,
        at_most: u64,
    ) -> Result<Vec<(u64, DatedChange)>, ErrorKind>;

    /// What came of a change; nothing while it awaits its date.
    async fn outcome(&self, change_id: Uuid) -> Result<Option<Noted>, ErrorKind>;
}

//! Dossiers by what they are, page by page.

use async_trait::async_trait;
use chrono::NaiveDate;
use stts_dossier_domain::dossier::{PhoneNumber, Status};
use stts_kernel::{Category, DossierNumber, ErrorKind, Formula, OperatorId};

use super::{Keyed, Loaded, Page};

/// What to find dossiers by.
#[derive(Clone, PartialEq, Eq)]
pub enum Criterion {
    /// The number.
    Number(DossierNumber),
    /// The operator's own reference.
    OperatorReference(String),
    /// The phone number.
    Phone(PhoneNumber),
}

stts_kernel::hidden_debug!(Criterion);

/// Which dossiers a list holds: those that every given filter admits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// The status.
    pub status: Option<Status>,
    /// The formula that the operator grants or will grant.
    pub formula: Option<Formula>,
    /// A night run before this date has something to do with it.
    pub due_before: Option<NaiveDate>,
    /// The operator that holds it, is to get it, or held it last.
    pub operator: Option<OperatorId>,
    /// The category under which it is known.
    pub category: Option<Category>,
    /// Whether its household's place is another's.
    pub contested: Option<bool>,
}

/// The dossiers in the order of their numbers, which never change: a page begins after the last
/// number of the one before, whatever was written meanwhile. Every page reads at most a bounded
/// number of rows, however many dossiers there are, so it may have fewer than were asked for.
#[async_trait]
pub trait Lists: Send + Sync {
    /// The dossiers that match; of one operator only when it is named.
    async fn find(
        &self,
        criterion: &Criterion,
        operator: Option<&OperatorId>,
        page: Page,
    ) -> Result<Keyed<Loaded>, ErrorKind>;

    /// The dossiers that the filters admit.
    async fn list(&self, filters: &Filters, page: Page) -> Result<Keyed<Loaded>, ErrorKind>;
}

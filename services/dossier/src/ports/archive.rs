//! What was: the states of dossiers.

use async_trait::async_trait;
use chrono::NaiveDate;
use stts_dossier_domain::dossier::Dossier;
use stts_kernel::{DossierNumber, ErrorKind, OperatorId};

/// As of when a dossier is asked for: what was there by both, where both are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AsOf {
    /// At the end of a day in Brussels.
    pub date: Option<NaiveDate>,
    /// After an entry of its history: the version that it made.
    pub version: Option<u64>,
}

/// Reads what was.
#[async_trait]
pub trait Archive: Send + Sync {
    /// The dossier as it was then; of one operator's applications only when it is named. None when
    /// there was none.
    async fn as_of(
        &self,
        number: DossierNumber,
        operator: Option<&OperatorId>,
        as_of: AsOf,
    ) -> Result<Option<Dossier>, ErrorKind>;
}

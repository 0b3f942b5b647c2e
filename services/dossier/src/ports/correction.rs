//! Corrections that wait for a second person.

use chrono::{DateTime, Utc};
use stts_dossier_domain::dossier::Correction;
use stts_kernel::DossierNumber;
use uuid::Uuid;

/// A correction as it was proposed.
#[derive(Clone, PartialEq, Eq)]
pub struct ProposedCorrection {
    /// The correction.
    pub correction_id: Uuid,
    /// The dossier.
    pub dossier_number: DossierNumber,
    /// The version of the dossier that it corrects; any other is not what was looked at.
    pub version: u64,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who proposed it, and cannot approve it.
    pub proposed_by: Option<String>,
    /// Why; it may tell anything about a person.
    pub reason: String,
    /// What it sets.
    pub correction: Correction,
}

stts_kernel::hidden_debug!(ProposedCorrection);

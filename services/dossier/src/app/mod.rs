//! The use cases, one file each: load, decide, commit.

mod add_note;
mod answered;
mod apply;
mod apply_for;
mod apply_row;
mod batch_run;
mod cancel_application;
mod cancel_last_action;
mod cancel_run;
mod change;
mod check_right;
mod complete_activation_data;
mod confirm_application;
mod confirm_transfer;
mod correct_dossier;
mod decide_right;
mod decided;
mod explain_decision;
mod export_reduction_periods;
mod find_dossiers;
mod find_person;
mod get_bulk;
mod get_dossier;
mod get_dossier_as_of;
mod get_run;
mod household;
mod list_dossiers;
mod list_history;
mod list_runs;
mod modify_dossier;
mod night_run;
mod note_person_change;
mod prepare_transfer;
mod quote;
mod record_documents;
mod refresh_person_data;
mod resolve_verification;
mod start_run;
mod stop_reduction;
mod stop_right;
mod submit_bulk;
mod tenure;
mod verification_run;

use std::sync::Arc;

use chrono::NaiveDate;
use stts_dossier_domain::dossier::{Caller, Context, PlaceState, Rules};
use stts_kernel::{Clock, IdSource};

pub use apply::Applicant;
pub use apply_for::ApplyFor;
pub use apply_row::RowEnd;
pub use batch_run::Progress;
pub use check_right::Check;
pub use confirm_transfer::Admission;
pub use correct_dossier::Proposal;
pub use decide_right::RightDecision;
pub use explain_decision::Explanation;
pub use export_reduction_periods::ExportPart;
pub use get_bulk::BulkPart;
pub use get_dossier::View;
pub use list_history::History;
pub use quote::Offered;
pub use refresh_person_data::Refreshing;
pub use resolve_verification::Resolution;
pub use submit_bulk::{BulkApplication, SubmitBulk};

use crate::ports::{Bulks, DossierStore, Encode, Register, Runs};

/// The use cases, and what they need of the world.
#[derive(Clone)]
pub struct App {
    /// The dossiers.
    pub store: Arc<dyn DossierStore>,
    /// The batch runs.
    pub runs: Arc<dyn Runs>,
    /// The bulks.
    pub bulks: Arc<dyn Bulks>,
    /// The identity service.
    pub register: Arc<dyn Register>,
    /// The words of the contracts.
    pub encode: Arc<dyn Encode>,
    /// Business time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn IdSource>,
    /// The dated rules.
    pub rules: Arc<Rules>,
}

impl App {
    fn context<'a>(
        &'a self,
        caller: &'a Caller,
        place: PlaceState,
        today: NaiveDate,
    ) -> Context<'a> {
        Context { caller, today, rules: &self.rules, place, ids: &*self.ids }
    }
}

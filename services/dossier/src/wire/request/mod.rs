//! Requests, into what the use cases take. Every bad field is named, by its path in the request.

mod activation_data;
mod applicant;
mod bulk;
mod correction;
mod dossier;
mod judgement;
mod life;
mod list;
mod modification;
mod note;
mod offer;
mod query;
mod run;
mod transfer;
mod value;

pub use applicant::{apply, check_right};
pub use bulk::{get_bulk, stream_bulk_results, submit_bulk};
pub use correction::{approve_correction, correct_dossier};
pub use dossier::{
    OnDossier, cancel_application, complete_activation_data, confirm_application, get_dossier,
    list_allowed_actions,
};
pub use judgement::{apply_for, decide_right, record_documents, resolve_verification};
pub use life::{cancel_last_action, modify_dossier, stop_reduction, stop_right};
pub use list::{ListHistory, find_dossiers, found_by, history_of, list_history, page_token};
pub use note::{add_note, explain_decision};
pub use offer::{quote_reductions, recommend_formula};
pub use query::{dossiers_of, get_dossier_as_of, list_dossiers};
pub use run::{
    StartRun, cancel_run, export_reduction_periods, get_run, list_runs, runs_token,
    start_night_run, start_verification_run,
};
pub use transfer::{
    Bearer, ConfirmTransfer, RefreshPersonData, confirm_transfer, prepare_transfer,
    refresh_person_data, transfer_token,
};

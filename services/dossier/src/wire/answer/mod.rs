//! Answers, from what the use cases give.

mod bulk;
mod check;
mod date;
mod dossier;
mod evaluation;
mod explanation;
mod export;
mod history;
mod note;
mod quote;
mod run;

pub use bulk::{bulk, bulk_result, bulk_results};
pub use check::check_right;
pub use dossier::{allowed_actions, dossier, past_dossier, undue};
pub use evaluation::{evaluation, ground, standing_right};
pub use explanation::explanation;
pub use export::export_row;
pub use history::history_entry;
pub use note::note;
pub use quote::reduction_quote;
pub use run::run;

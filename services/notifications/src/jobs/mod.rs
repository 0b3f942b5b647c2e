//! What happens without a caller: the events of the dossier service are applied, and messages are
//! delivered.

mod deliver;
mod dossier_events;

pub use deliver::{DELIVER, Deliver};
pub use dossier_events::DossierEvents;

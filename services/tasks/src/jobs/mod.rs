//! What happens without a caller: the events of other services are applied.

mod dossier_events;

pub use dossier_events::DossierEvents;

//! The dossier of a beneficiary: application, right, reduction, history.

pub mod app;
pub mod ports;
pub mod store;
pub mod wire;

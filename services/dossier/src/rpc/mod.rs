//! The rpcs: parse, call the use case, answer.

mod admin;
mod call;
mod dossiers;
mod export;

pub use admin::AdminRpc;
pub use dossiers::DossierRpc;
pub use export::ExportRpc;

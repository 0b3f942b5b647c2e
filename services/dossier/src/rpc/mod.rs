//! The rpcs: parse, call the use case, answer.

mod admin;
mod agent;
mod bulks;
mod call;
mod corrections;
mod dossiers;
mod export;
mod judgements;
mod life;
mod queries;
mod quotes;
mod runs;
mod transfers;

pub use admin::AdminRpc;
pub use dossiers::DossierRpc;
pub use export::ExportRpc;

//! The other services that the fund asks.

mod dossiers;

pub use dossiers::Dossiers;

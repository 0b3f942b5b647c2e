//! The fund: operators, declarations and the yearly settlement.

pub mod app;
pub mod clients;
pub mod ports;
pub mod rpc;
pub mod settings;
pub mod store;
pub mod wire;

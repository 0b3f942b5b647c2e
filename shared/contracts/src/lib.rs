//! The contracts: what is generated from `proto/`, the codec that carries it, and nothing else.
//!
//! Add a message or an rpc in `proto/stts/<area>/v1`; it appears here as
//! `stts_contracts::<area>::v1`. Every rpc needs the option `stts.common.v1.access`, every field
//! its documentation and its rules.

pub mod codec;

#[allow(
    clippy::all,
    clippy::expect_used,
    clippy::pedantic,
    missing_docs,
    unreachable_pub,
    unused_qualifications
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/modules.rs"));
    include!(concat!(env!("OUT_DIR"), "/validate_impl.rs"));
}

pub use generated::stts::*;
pub use prost_protovalidate::{Validate, ValidationError};

/// The descriptors of all contracts and of what they import, with every option: for reflection, for
/// the access rules, and for tests over every rpc.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

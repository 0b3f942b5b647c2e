//! The catalogue of reasons: what a refusal looks like to a caller.
//!
//! A reason is added in four places that a test compares: the kernel's `ErrorKind`, the enum
//! `stts.common.v1.Reason`, `reasons.toml` here, and a test that provokes it.

mod catalogue;
mod language;
mod refuse;

pub use catalogue::{Reason, all, documentation, of};
pub use language::Language;
pub use refuse::{DOMAIN, kind, localise, refusal, status};

//! The suites that every implementation of a contract has to pass. Each function is one demand; an
//! implementation's tests call all of them.

#![expect(clippy::missing_panics_doc, reason = "a demand that is not met fails its test")]

pub mod jobs;
pub mod lane;
pub mod log;

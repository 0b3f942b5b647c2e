//! Letters and messages to beneficiaries and operators.

pub mod letters;

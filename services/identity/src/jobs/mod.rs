//! The work that is done later.

mod carry_out_changes;

pub use carry_out_changes::CarryOutChanges;

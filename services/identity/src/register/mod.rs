//! The register over a synthetic population: what the national register and the social-status
//! sources would answer, from memory and at once.
//!
//! It knows people by national number and households by the register's own key; the random ids that
//! the rest of the system sees are given by this service's database, not here. To answer another
//! question, add an index and a method to [`SimulatedRegister`].
//!
//! # What changes
//! A [`ScriptedChange`] makes something different about one person on a date: a line of the changes
//! file, or one that was pushed. All stand in the script, in the database. [`RegisterScript`] takes
//! those whose date has come, has each noted by the use case that notes what the real register tells
//! too, and only then does [`ScriptedRegister`] answer accordingly: in every replica, in the order of
//! the notes, and after a restart again.
//!
//! [`showcase()`] picks people whose outcome is known, so that a newcomer has somebody to apply
//! for.

mod adapter;
mod change;
mod changing;
mod file;
mod load;
mod script;
mod scripted;
mod showcase;
mod simulated;

#[cfg(test)]
mod changing_tests;
#[cfg(test)]
mod tests;

pub use change::{LivesWith, Scripted, ScriptedChange};
pub use file::{ScriptError, read_changes};
pub use load::{LoadError, load};
pub use script::RegisterScript;
pub use scripted::ScriptedRegister;
pub use showcase::{Expectation, Showcase, showcase};
pub use simulated::{RegisterError, SimulatedRegister};

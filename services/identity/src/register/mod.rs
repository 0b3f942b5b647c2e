//! The register over a synthetic population: what the national register and the social-status
//! sources would answer, from memory and at once.
//!
//! It knows people by national number and households by the register's own key; the random ids that
//! the rest of the system sees are given by this service's database, not here. To answer another
//! question, add an index and a method to [`SimulatedRegister`].
//!
//! [`showcase()`] picks people whose outcome is known, so that a newcomer has somebody to apply
//! for.

mod adapter;
mod load;
mod showcase;
mod simulated;

#[cfg(test)]
mod tests;

pub use load::{LoadError, load};
pub use showcase::{Expectation, Showcase, showcase};
pub use simulated::{RegisterError, SimulatedRegister};

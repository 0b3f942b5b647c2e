//! Who a person is: the register, the household, the facts, and who asked.
//!
//! * [`population`] makes a synthetic population, writes it to a file and reads it back.
//! * [`register`] answers questions about a population as the national register and the
//!   social-status sources would.

pub mod population;
pub mod register;

//! A synthetic Belgian population: nobody in it exists.
//!
//! [`Population`] makes households one after the other from a seed: the same seed, size and
//! reference date give the same bytes on every machine, since all numbers come from the generator
//! of `random.rs` and none from a library whose output may change. Memory stays flat however large
//! the population is.
//!
//! A household comes about in this order, one file each: its shape (`shape.rs`: who lives with
//! whom, and how old they are), where it lives (`places.rs`), what its people are called
//! (`names.rs`), their national numbers (`numbers.rs`) and what the sources know about them
//! (`statuses.rs`). The words come from the lists in `data/`. To add a kind of household, add it to
//! the table in `shape.rs`; to add names or places, add lines to the lists.
//!
//! [`write_population`] and [`PopulationReader`] know the file: one JSON text a line, a header and
//! then the households.

pub(crate) mod fields;
mod format;
mod generator;
mod household;
mod names;
mod numbers;
mod places;
mod random;
mod reader;
mod settings;
mod shape;
mod statuses;
mod words;
mod writer;

#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod tests;

pub use fields::{FieldProblem, PopulationError};
pub use generator::Population;
pub use household::{PopulationHousehold, Resident};
pub use reader::PopulationReader;
pub(crate) use reader::{address, date, name, relation};
pub use settings::{InvalidPopulation, PopulationSettings};
pub use writer::{write_population, write_population_told};

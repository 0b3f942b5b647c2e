//! What determines a population.

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

/// Everything that a population depends on. It stands in the header of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PopulationSettings {
    persons: u64,
    seed: u64,
    reference_date: NaiveDate,
}

/// No population can be made of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidPopulation {
    /// None, or more than the national numbers suffice for.
    #[error("a population has 1 to {} persons", PopulationSettings::MAXIMUM_PERSONS)]
    Persons,
    /// Before or after the years for which birth dates can be made.
    #[error("the reference date lies in the years 1990 to 2090")]
    ReferenceDate,
}

impl PopulationSettings {
    /// The largest population: each birth date has fewer than a thousand national numbers.
    pub const MAXIMUM_PERSONS: u64 = 20_000_000;

    /// So many persons, from this seed, with the ages and statuses that they have on a date.
    pub fn new(
        persons: u64,
        seed: u64,
        reference_date: NaiveDate,
    ) -> Result<Self, InvalidPopulation> {
        if !(1..=Self::MAXIMUM_PERSONS).contains(&persons) {
            return Err(InvalidPopulation::Persons);
        }
        if !(1990..=2090).contains(&reference_date.year()) {
            return Err(InvalidPopulation::ReferenceDate);
        }
        Ok(Self { persons, seed, reference_date })
    }

    /// How many persons, the dead included.
    pub const fn persons(&self) -> u64 {
        self.persons
    }

    /// The seed.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The date on which ages and statuses are as generated.
    pub const fn reference_date(&self) -> NaiveDate {
        self.reference_date
    }
}

//! Writes a population.

use std::io::{self, Write};

use super::Population;
use super::format::{HeaderLine, HouseholdLine};

/// Writes the header and all households, one JSON text a line, each as soon as it is made, and
/// gives the number of persons written. Hand it a buffered writer.
pub fn write_population(population: Population, to: impl Write) -> io::Result<u64> {
    write_population_told(population, to, |_| {})
}

/// As [`write_population`], and tells after each household how many persons are written.
pub fn write_population_told(
    population: Population,
    mut to: impl Write,
    mut told: impl FnMut(u64),
) -> io::Result<u64> {
    let mut persons = 0;
    write_line(&HeaderLine::from(&population.settings()), &mut to)?;
    for household in population {
        write_line(&HouseholdLine::from(&household), &mut to)?;
        persons += household.residents.len() as u64;
        told(persons);
    }
    to.flush()?;
    Ok(persons)
}

fn write_line(line: &impl serde::Serialize, to: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *to, line)?;
    to.write_all(b"\n")
}

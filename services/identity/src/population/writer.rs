//! Writes a population.

use std::io::{self, Write};

use super::Population;
use super::format::{HeaderLine, HouseholdLine};

/// Writes the header and all households, one JSON text a line, each as soon as it is made, and
/// gives the number of persons written. Hand it a buffered writer.
pub fn write_population(population: Population, mut to: impl Write) -> io::Result<u64> {
    let mut persons = 0;
    write_line(&HeaderLine::from(&population.settings()), &mut to)?;
    for household in population {
        write_line(&HouseholdLine::from(&household), &mut to)?;
        persons += household.residents.len() as u64;
    }
    to.flush()?;
    Ok(persons)
}

fn write_line(line: &impl serde::Serialize, to: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *to, line)?;
    to.write_all(b"\n")
}

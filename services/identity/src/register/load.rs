//! The register of an installation.

use std::fs::File;
use std::io::BufReader;

use thiserror::Error;

use super::{RegisterError, SimulatedRegister};
use crate::population::{Population, PopulationError, PopulationReader};
use crate::settings::PopulationSource;

/// The people of the register cannot be read or made.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The file cannot be used.
    #[error("{file}: {cause}")]
    File {
        /// The file.
        file: String,
        /// What is wrong with it.
        cause: PopulationError,
    },
    /// No population can be made of these settings.
    #[error("population: {0}")]
    Settings(String),
    /// The population made contradicts itself.
    #[error("population: {0}")]
    Made(#[from] RegisterError),
}

/// Reads or makes the people of the register: seconds of work for a million, so not for a thread
/// that answers calls.
pub fn load(source: &PopulationSource) -> Result<SimulatedRegister, LoadError> {
    let Some(file) = &source.file else {
        let settings = source.settings().map_err(LoadError::Settings)?;
        return Ok(SimulatedRegister::of(Population::new(settings))?);
    };
    let read = || {
        let reader = PopulationReader::open(BufReader::new(File::open(file)?))?;
        SimulatedRegister::read(reader)
    };
    read().map_err(|cause| LoadError::File { file: file.display().to_string(), cause })
}

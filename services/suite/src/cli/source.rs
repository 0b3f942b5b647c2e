//! Where the questions come from.

use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;

use super::Failure;

/// A file, or standard input.
#[derive(Clone, Debug)]
pub(super) enum Source {
    StandardInput,
    File(PathBuf),
}

impl From<&str> for Source {
    fn from(argument: &str) -> Self {
        if argument == "-" { Self::StandardInput } else { Self::File(argument.into()) }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StandardInput => formatter.write_str("standard input"),
            Self::File(file) => file.display().fmt(formatter),
        }
    }
}

impl Source {
    /// The whole text.
    pub(super) fn read(&self) -> Result<String, Failure> {
        let read = match self {
            Self::StandardInput => {
                let mut text = String::new();
                io::stdin().lock().read_to_string(&mut text).map(|_| text)
            }
            Self::File(file) => fs::read_to_string(file),
        };
        read.map_err(|error| self.fault(error))
    }

    /// Something is wrong with what was read.
    pub(super) fn fault(&self, what: impl fmt::Display) -> Failure {
        Failure::Input(format!("{self}: {what}"))
    }
}

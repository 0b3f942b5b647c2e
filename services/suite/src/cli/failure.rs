//! How a command can go wrong.

use std::fmt;
use std::process::ExitCode;

/// Why a command did not do what it was told, in one line. Wrong arguments never get this far: they
/// are refused by the reading of the arguments, with code 2 as well.
#[derive(Debug)]
pub enum Failure {
    /// It was refused, or failed on the way: exit code 1.
    Failed(anyhow::Error),
    /// The input is not as it must be: exit code 2.
    Input(String),
}

impl Failure {
    /// The code with which the process ends.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Failed(_) => ExitCode::from(1),
            Self::Input(_) => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => write!(formatter, "{error:#}"),
            Self::Input(fault) => formatter.write_str(fault),
        }
    }
}

/// So that a command can use `?` on whatever fails.
impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

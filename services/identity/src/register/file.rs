//! The file of changes beside a population: one JSON text a line, each a [`ScriptedChange`].

use std::fs;
use std::path::Path;

use ring::digest::{SHA256, digest};
use thiserror::Error;
use uuid::Builder;

use super::ScriptedChange;
use crate::population::FieldProblem;
use crate::ports::DatedChange;

/// A file of changes that cannot be used.
#[derive(Debug, Error)]
pub enum ScriptError {
    /// The file could not be read.
    #[error("{file}: {cause}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        cause: std::io::Error,
    },
    /// A line is not what it should be.
    #[error("line {line} of {file}: {problem}")]
    Malformed {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// The field, and what is wrong with it.
        problem: FieldProblem,
    },
}

/// Reads a file of changes. The id of a change follows from what it says, so that the file may be
/// read at every start, and may grow.
pub fn read_changes(file: &Path) -> Result<Vec<DatedChange>, ScriptError> {
    let name = || file.display().to_string();
    let text = fs::read_to_string(file);
    let text = text.map_err(|cause| ScriptError::Unreadable { file: name(), cause })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = |(at, line)| {
        let malformed = |problem| ScriptError::Malformed { file: name(), line: at + 1, problem };
        Ok(dated(&ScriptedChange::read(line).map_err(malformed)?))
    };
    lines.map(read).collect()
}

fn dated(change: &ScriptedChange) -> DatedChange {
    let content = change.line();
    let mut bytes = [0; 16];
    let hash = digest(&SHA256, content.as_bytes());
    bytes.iter_mut().zip(hash.as_ref()).for_each(|(byte, of_hash)| *byte = *of_hash);
    let change_id = Builder::from_random_bytes(bytes).into_uuid();
    DatedChange { change_id, effective_on: change.on, content }
}

//! A file that is read again when it changes.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// The parsed content of a file. A change that cannot be read is logged, and what was read before
/// stays.
#[derive(Debug)]
pub(super) struct Watched<T> {
    path: PathBuf,
    parse: fn(&str) -> Result<T, String>,
    state: RwLock<(Stamp, Arc<T>)>,
}

/// What differs when a file was written or replaced.
type Stamp = (i64, i64, u64, u64);

impl<T> Watched<T> {
    /// Reads the file for the first time.
    pub(super) fn open(path: &Path, parse: fn(&str) -> Result<T, String>) -> Result<Self, String> {
        let stamp = stamp(path).map_err(|error| error.to_string())?;
        let value = read(path, parse)?;
        Ok(Self { path: path.to_owned(), parse, state: RwLock::new((stamp, Arc::new(value))) })
    }

    /// The content as the file has it now.
    pub(super) fn current(&self) -> Arc<T> {
        let (known, value) = self.state.read().unwrap_or_else(PoisonError::into_inner).clone();
        match stamp(&self.path) {
            Ok(now) if now != known => self.reread(now, value),
            Ok(_) => value,
            Err(error) => {
                tracing::error!(file = %self.path.display(), %error, "a file cannot be read again");
                value
            }
        }
    }

    fn reread(&self, now: Stamp, before: Arc<T>) -> Arc<T> {
        let value = match read(&self.path, self.parse) {
            Ok(value) => {
                tracing::info!(file = %self.path.display(), "a file has changed and was read again");
                Arc::new(value)
            }
            Err(error) => {
                tracing::error!(file = %self.path.display(), error, "a changed file is not used");
                before
            }
        };
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = (now, value.clone());
        value
    }
}

fn stamp(path: &Path) -> std::io::Result<Stamp> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.mtime(), metadata.mtime_nsec(), metadata.ino(), metadata.len()))
}

fn read<T>(path: &Path, parse: fn(&str) -> Result<T, String>) -> Result<T, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    parse(&text)
}

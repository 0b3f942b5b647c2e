//! What identifies the bulk of a file, kept beside it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use stts_chassis::time::SystemIds;
use stts_kernel::IdSource;
use thiserror::Error;
use uuid::{Builder, Uuid};

/// A bulk that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begun {
    /// Its id, drawn at random.
    pub bulk_id: Uuid,
    /// The file as it was: SHA-256, in hexadecimal.
    sha256: String,
}

/// Why a bulk cannot be gone on with.
#[derive(Debug, Error)]
pub enum BegunError {
    /// The file is another than the one that was begun with.
    #[error(
        "the file has changed since its bulk was begun; put it back as it was, or remove {0} to begin \
         a new bulk with it"
    )]
    Changed(String),
    /// It cannot be read or written.
    #[error("{0}: {1}")]
    Unusable(String, io::Error),
}

impl Begun {
    /// The bulk of this content, begun before or now, as it is kept in a file.
    pub fn of(content: &str, kept: &Path) -> Result<Self, BegunError> {
        let unusable = |error| BegunError::Unusable(kept.display().to_string(), error);
        let sha256 = hexadecimal(digest(&SHA256, content.as_bytes()).as_ref());
        let begun = match fs::read_to_string(kept) {
            Ok(text) => {
                toml::from_str::<Self>(&text).map_err(io::Error::other).map_err(unusable)?
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let begun = Self { bulk_id: SystemIds.uuid(), sha256: sha256.clone() };
                begun.write(kept).map_err(unusable)?;
                begun
            }
            Err(error) => return Err(unusable(error)),
        };
        if begun.sha256 == sha256 {
            Ok(begun)
        } else {
            Err(BegunError::Changed(kept.display().to_string()))
        }
    }

    /// Whole or not at all, and before anything is sent.
    fn write(&self, kept: &Path) -> io::Result<()> {
        let scratch = kept.with_extension("toml.partial");
        let mut file = File::create(&scratch)?;
        file.write_all(toml::to_string(self).map_err(io::Error::other)?.as_bytes())?;
        file.sync_all()?;
        fs::rename(scratch, kept)
    }

    /// The request id of the application on a line.
    pub fn row_id(&self, line: u64) -> Uuid {
        self.derived("row", line)
    }

    /// The request id of a call that submits rows.
    pub fn call_id(&self, number: u64) -> Uuid {
        self.derived("call", number)
    }

    fn derived(&self, what: &str, number: u64) -> Uuid {
        let text = format!("{}/{what}/{number}", self.bulk_id);
        let mut bytes = [0; 16];
        for (byte, of) in bytes.iter_mut().zip(digest(&SHA256, text.as_bytes()).as_ref()) {
            *byte = *of;
        }
        Builder::from_custom_bytes(bytes).into_uuid()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_bulk_is_begun_once_and_a_changed_file_is_another() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let kept = folder.path().join("a.bulk.toml");
        let first = Begun::of("content", &kept).ok();
        assert!(first.is_some());
        assert_eq!(Begun::of("content", &kept).ok(), first);
        assert!(matches!(Begun::of("changed", &kept), Err(BegunError::Changed(_))));
        assert_ne!(Begun::of("content", &folder.path().join("b")).ok(), first);
        assert!(fs::write(&kept, "nothing").is_ok());
        assert!(matches!(Begun::of("content", &kept), Err(BegunError::Unusable(..))));
    }

    #[test]
    fn every_request_has_an_id_of_its_own() {
        let begun = Begun { bulk_id: Uuid::from_u128(1), sha256: String::new() };
        let other = Begun { bulk_id: Uuid::from_u128(2), sha256: String::new() };
        let of = |begun: &Begun| {
            (1..=50).flat_map(|n| [begun.row_id(n), begun.call_id(n)]).collect::<BTreeSet<_>>()
        };
        assert_eq!(of(&begun).len(), 100);
        assert!(of(&begun).is_disjoint(&of(&other)));
        assert_eq!(begun.row_id(1), begun.clone().row_id(1));
    }
}

//! The dossier, and the evaluation of a right, as one JSON text each: what a column of the database
//! keeps.
//!
//! A record mirrors a value of the domain field by field, in words that outlive the code: names as
//! the domain publishes them, dates as `2024-03-01`, amounts in cents. It carries the version of its
//! format, refuses a field that it does not know, and every value is checked again when it is read:
//! what the domain would not have made is a [`CorruptRecord`], which names the field and never its
//! value, since a record is full of personal data.
//!
//! To add a field to the domain: add it here with a default for the records already written
//! (`#[serde(default)]`), to the generated dossiers of the tests, and to the golden record. To change
//! what a field means: raise [`VERSION`], and read the older version into the newer one in
//! [`Json::from_json`].

mod application;
mod correction;
mod corrupt;
mod date;
mod dossier;
mod evaluated;
mod fact;
mod name;
mod person;
mod reduction;
mod task;
#[cfg(test)]
pub(crate) mod tests;
mod verification;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use correction::CorrectionRecord;
pub use corrupt::CorruptRecord;
pub use dossier::DossierRecord;
pub use evaluated::EvaluatedRecord;

/// The version of the format that is written.
pub const VERSION: u32 = 1;

/// A record that is kept as one JSON text.
pub trait Json: Serialize + DeserializeOwned {
    /// The text to keep.
    fn to_json(&self) -> Result<String, CorruptRecord> {
        serde_json::to_string(self).map_err(|error| CorruptRecord::unreadable(&error))
    }

    /// Reads a text that was kept; its values are checked when the domain's value is made of it.
    fn from_json(text: &str) -> Result<Self, CorruptRecord> {
        serde_json::from_str(text).map_err(|error| CorruptRecord::unreadable(&error))
    }
}

impl Json for CorrectionRecord {}
impl Json for DossierRecord {}
impl Json for EvaluatedRecord {}

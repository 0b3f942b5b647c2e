//! Reads a file of questions and says where it is wrong.

use std::error::Error;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};

/// A file that a calculator does not take: one line with the place, such as
/// `[3].facts.household[0].age`, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidQuestion {
    place: Option<String>,
    reason: String,
}

impl fmt::Display for InvalidQuestion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(formatter, "{place}: ")?;
        }
        formatter.write_str(&self.reason)
    }
}

impl Error for InvalidQuestion {}

/// The one JSON text that a file holds.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, InvalidQuestion> {
    let mut json = serde_json::Deserializer::from_str(text);
    let question = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let place = Some(error.path().to_string()).filter(|place| place != ".");
        InvalidQuestion { place, reason: error.into_inner().to_string() }
    })?;
    let after = json.end();
    after.map_err(|error| InvalidQuestion { place: None, reason: error.to_string() })?;
    Ok(question)
}

/// A list of questions, or a single one without the list around it.
pub(super) fn read_list<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, InvalidQuestion> {
    if text.trim_start().starts_with('[') { read(text) } else { Ok(vec![read(text)?]) }
}

/// A field that may be `null`, which says that it is unknown or open, but not be left out: who
/// forgets it would get the answer to another question.
pub(super) fn nullable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

/// A field that may be left out, but not be `null`.
pub(super) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

//! An instant as both databases keep it.

use chrono::{DateTime, Utc};
use sea_orm::DeriveValueType;

/// Microseconds since 1970-01-01T00:00:00Z: the type of every column that holds an instant, so that
/// both databases compare them rightly. What is finer is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct StoredInstant(pub i64);

impl From<DateTime<Utc>> for StoredInstant {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp_micros())
    }
}

impl From<StoredInstant> for DateTime<Utc> {
    fn from(stored: StoredInstant) -> Self {
        stored.instant()
    }
}

impl StoredInstant {
    /// The instant; a number beyond chrono's calendar (262,000 years) reads as its last instant.
    pub fn instant(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

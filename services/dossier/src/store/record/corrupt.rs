//! A record that cannot be what was written.

use thiserror::Error;

/// A record that the domain cannot have made. It names the field, or the place in the text, and
/// never a value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a stored record is corrupt at {field}")]
pub struct CorruptRecord {
    field: String,
}

impl CorruptRecord {
    /// The field, with those in which it stands: `application.activation_data.formula`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// A bad value of a field.
    pub(super) fn at(field: &str) -> Self {
        Self { field: field.to_owned() }
    }

    /// A text that does not have the shape of the record. The parser's own words may quote a value.
    pub(super) fn unreadable(error: &serde_json::Error) -> Self {
        Self { field: format!("line {} column {}", error.line(), error.column()) }
    }

    fn inside(self, field: &str) -> Self {
        Self { field: format!("{field}.{}", self.field) }
    }
}

/// The value of a field that is a record itself; its faults are named inside the field.
pub(super) fn nested<R, T>(field: &str, record: R) -> Result<T, CorruptRecord>
where
    T: TryFrom<R, Error = CorruptRecord>,
{
    T::try_from(record).map_err(|fault| fault.inside(field))
}

/// The same of a field that may be absent.
pub(super) fn optional<R, T>(field: &str, record: Option<R>) -> Result<Option<T>, CorruptRecord>
where
    T: TryFrom<R, Error = CorruptRecord>,
{
    record.map(|record| nested(field, record)).transpose()
}

/// The same of a list.
pub(super) fn list<R, T>(field: &str, records: Vec<R>) -> Result<Vec<T>, CorruptRecord>
where
    T: TryFrom<R, Error = CorruptRecord>,
{
    records.into_iter().map(|record| nested(field, record)).collect()
}

/// A value that was checked when it was read; why it is refused is left out.
pub(super) fn checked<T, E>(field: &str, value: Result<T, E>) -> Result<T, CorruptRecord> {
    value.map_err(|_| CorruptRecord::at(field))
}

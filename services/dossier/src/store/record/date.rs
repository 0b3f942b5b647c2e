//! Civil dates in ISO 8601, and birth dates of which a part may be 00.

use chrono::NaiveDate;
use stts_dossier_domain::dates::BirthDate;

use super::corrupt::{CorruptRecord, checked};

/// A date, such as `2024-03-01`.
pub(super) fn write(date: NaiveDate) -> String {
    date.to_string()
}

/// Reads a date.
pub(super) fn read(field: &str, text: &str) -> Result<NaiveDate, CorruptRecord> {
    checked(field, text.parse())
}

/// Reads a date that may be absent.
pub(super) fn read_optional(
    field: &str,
    text: Option<&str>,
) -> Result<Option<NaiveDate>, CorruptRecord> {
    text.map(|text| read(field, text)).transpose()
}

/// A birth date, such as `1950-07-14` or `1950-00-00`.
pub(super) fn write_birth_date(date: BirthDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// Reads a birth date.
pub(super) fn read_birth_date(field: &str, text: &str) -> Result<BirthDate, CorruptRecord> {
    let parts: Option<Vec<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    let parts: Option<[u32; 3]> = parts.and_then(|parts| parts.try_into().ok());
    let [year, month, day] = parts.ok_or_else(|| CorruptRecord::at(field))?;
    let year = checked(field, i32::try_from(year))?;
    checked(field, BirthDate::new(year, month, day))
}

//! Dates of which a part may be unknown.

use stts_contracts::common::v1::Date;
use stts_dossier_domain::dates::BirthDate;

/// A birth date; month and day are 0 where they are unknown.
pub(super) fn birth_date(date: BirthDate) -> Date {
    Date { year: date.year(), month: date.month().cast_signed(), day: date.day().cast_signed() }
}

//! Single values of requests.

use stts_contracts::common::v1::Date;
use stts_dossier_domain::dates::{BirthDate, InvalidBirthDate};
use thiserror::Error;

/// Not one of a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not one of its values")]
pub(super) struct NotListed;

/// The domain's value of an enum field; the contract refuses `UNSPECIFIED` before.
pub(super) fn listed<C, D>(number: i32, of: impl FnOnce(C) -> Option<D>) -> Result<D, NotListed>
where
    C: TryFrom<i32>,
{
    C::try_from(number).ok().and_then(of).ok_or(NotListed)
}

/// A birth date: a date of the calendar, or a year with month and day 0 together.
pub(super) fn birth_date(date: &Date) -> Result<BirthDate, InvalidBirthDate> {
    let part = |number: i32| u32::try_from(number).map_err(|_| InvalidBirthDate);
    let (month, day) = (part(date.month)?, part(date.day)?);
    if (month == 0) == (day == 0) {
        BirthDate::new(date.year, month, day)
    } else {
        Err(InvalidBirthDate)
    }
}

/// A text that may be left out; blanks around it do not count.
pub(super) fn optional_text(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

//! The fields of a request: the rules of the contract and the parsing of values, with every bad
//! field named at once, and never its value.
//!
//! ```
//! # use stts_chassis::fields::{self, Fields};
//! # use stts_contracts::dev::v1::AdvanceRequest;
//! # fn parse(message: &AdvanceRequest) -> Result<chrono::DateTime<chrono::Utc>, stts_kernel::Refusal> {
//! let mut fields = Fields::of(message);
//! let instant = fields.optional("instant", message.instant.as_ref().map(fields::instant));
//! let instant = instant.and_then(|instant| fields.required("instant", instant));
//! fields.finish(|| Some(instant?))
//! # }
//! ```

use std::fmt::Display;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use prost_types::Timestamp;
use stts_contracts::Validate;
use stts_contracts::common::v1::Date;
use stts_kernel::{ErrorKind, Refusal, Violation};
use thiserror::Error;
use uuid::Uuid;

/// The bad fields of one request, collected.
#[derive(Debug, Default)]
pub struct Fields {
    violations: Vec<Violation>,
}

impl Fields {
    /// Checks the rules that the contract states for a message.
    pub fn of<M: Validate>(message: &M) -> Self {
        let mut fields = Self::default();
        if let Err(error) = message.validate() {
            for violation in error.violations() {
                let description = described(violation.rule_id(), violation.message());
                match alternatives(violation.rule_id(), violation.message()) {
                    Some(names) => names.for_each(|name| {
                        fields.add(within(violation.field_path(), name), description);
                    }),
                    None => fields.add(violation.field_path(), description),
                }
            }
        }
        fields
    }

    /// The parsed value; what could not be parsed is noted under `path`.
    pub fn take<T>(&mut self, path: &str, parsed: Result<T, impl Display>) -> Option<T> {
        parsed.map_err(|error| self.add(path, error.to_string())).ok()
    }

    /// As [`take`](Self::take) for a value that may be absent; the outer `None` is a bad value.
    pub fn optional<T>(
        &mut self,
        path: &str,
        parsed: Option<Result<T, impl Display>>,
    ) -> Option<Option<T>> {
        parsed.map_or(Some(None), |parsed| self.take(path, parsed).map(Some))
    }

    /// The value; its absence is noted under `path`.
    pub fn required<T>(&mut self, path: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.add(path, "is required");
        }
        value
    }

    /// Notes a bad field; of several faults of one field the first is kept, and a field of which a
    /// part is bad is not named beside that part.
    pub fn add(&mut self, path: impl Into<String>, description: impl Into<String>) {
        let field = path.into();
        let told = |violation: &Violation| {
            let rest = violation.field.strip_prefix(&*field);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if !self.violations.iter().any(told) {
            self.violations.push(Violation { field, description: description.into() });
        }
    }

    /// The request's value when no field is bad, else a refusal that names every bad one. A value
    /// that is missing although no field is bad is a fault of ours.
    pub fn finish<T>(self, value: impl FnOnce() -> Option<T>) -> Result<T, Refusal> {
        if !self.violations.is_empty() {
            return Err(Refusal::invalid_fields(self.violations));
        }
        value().ok_or_else(|| ErrorKind::Internal.into())
    }

    /// As [`finish`](Self::finish), for a value that is there already.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, Refusal> {
        self.finish(|| value)
    }
}

/// What a rule of the contract asks, where the rule's own words do not say it.
fn described<'a>(rule_id: &'a str, message: &'a str) -> &'a str {
    match rule_id {
        "string.uuid" | "string.uuid_empty" => "is not a UUID of 36 characters",
        "string.email" | "string.email_empty" => "is not an e-mail address",
        "enum.not_in" | "enum.defined_only" => "must be one of the named values",
        "required" => "is required",
        "message.oneof" => "exactly one of these fields is required",
        "string.pattern" => in_words(message),
        _ if message.is_empty() => rule_id,
        _ => message,
    }
}

/// The fields of which exactly one must be given: such a rule stands for the whole message, and each
/// of them is where the caller can mend it.
fn alternatives<'a>(rule_id: &str, message: &'a str) -> Option<impl Iterator<Item = &'a str>> {
    let listed = match rule_id {
        "message.oneof" => message.strip_prefix("only one of ").or(message.strip_prefix("one of ")),
        _ => None,
    }?;
    let names = listed.strip_suffix(" can be set").or(listed.strip_suffix(" must be set"))?;
    Some(names.split(", "))
}

/// The path of a field of the message at a path; the request itself is at none.
fn within(path: impl AsRef<str>, name: &str) -> String {
    match path.as_ref() {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

/// What the patterns of the contracts ask, in words.
const PATTERNS: [(&str, &str); 8] = [
    ("[0-9]{10}", "a dossier number is ten digits"),
    ("[0-9]{11}", "a national number is eleven digits"),
    ("[0-9]{2,10}", "the digits with which numbers begin are two to ten"),
    ("0[0-9]{8,9}", "a phone number is a 0 and 8 or 9 more digits, without spaces"),
    ("[1-9][0-9]{3}", "a postal code is four digits, of which the first is not 0"),
    (
        "[A-Za-z0-9][A-Za-z0-9_-]{0,31}",
        "an operator's code is 1 to 32 letters, digits, `-` or `_`, and begins with none of the last two",
    ),
    (
        "identity|dossier|tasks|notifications|settlement",
        "a service is identity, dossier, tasks, notifications or settlement",
    ),
    (
        "age|approved_phone|collective_living|disabled_66|exclusive_subscription|hearing|\
         hearing_child|household|income_ok|living_wage|war_blind",
        "a fact is named as an undecided application names what is missing, such as `hearing`",
    ),
];

/// A pattern that is optional, as `^(...)?$`, is asked for in the same words.
fn in_words(message: &str) -> &str {
    let pattern = message.split('`').nth(1).unwrap_or_default();
    let pattern = pattern.trim_start_matches("^(").trim_start_matches('^');
    let pattern = pattern.trim_end_matches(")?$").trim_end_matches(")$").trim_end_matches('$');
    let found = PATTERNS.iter().find(|(known, _)| *known == pattern);
    found.map_or("is not of the form that the contract asks", |(_, words)| words)
}

/// A text or message that is not the value it should be; never tells the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidField {
    /// Not a day of the calendar.
    #[error("is not a date of the calendar")]
    Date,
    /// Not an instant.
    #[error("is not an instant from year 1 to 9999")]
    Instant,
    /// Not a UUID.
    #[error("is not a UUID of 36 characters")]
    Uuid,
}

/// A date of the calendar; a year alone is none.
pub fn date(date: &Date) -> Result<NaiveDate, InvalidField> {
    let part = |number: i32| u32::try_from(number).ok();
    part(date.month)
        .zip(part(date.day))
        .and_then(|(month, day)| NaiveDate::from_ymd_opt(date.year, month, day))
        .filter(|date| (1..=9999).contains(&date.year()))
        .ok_or(InvalidField::Date)
}

/// A date as the contract has it.
pub fn date_message(date: NaiveDate) -> Date {
    Date { year: date.year(), month: date.month().cast_signed(), day: date.day().cast_signed() }
}

/// An instant.
pub fn instant(timestamp: &Timestamp) -> Result<DateTime<Utc>, InvalidField> {
    let nanos = u32::try_from(timestamp.nanos).map_err(|_| InvalidField::Instant)?;
    DateTime::from_timestamp(timestamp.seconds, nanos)
        .filter(|instant| nanos < 1_000_000_000 && (1..=9999).contains(&instant.year()))
        .ok_or(InvalidField::Instant)
}

/// An instant as the contract has it.
pub fn timestamp(instant: DateTime<Utc>) -> Timestamp {
    // A leap second is told as the last nanosecond before it, since the contract has none.
    let nanos = instant.timestamp_subsec_nanos().min(999_999_999).cast_signed();
    Timestamp { seconds: instant.timestamp(), nanos }
}

/// A UUID in its usual form with hyphens.
pub fn uuid(text: &str) -> Result<Uuid, InvalidField> {
    if text.len() == 36 {
        Uuid::try_parse(text).map_err(|_| InvalidField::Uuid)
    } else {
        Err(InvalidField::Uuid)
    }
}

#[cfg(test)]
mod tests {
    use stts_contracts::common::v1::CallContext;
    use stts_contracts::dev::v1::AdvanceRequest;
    use stts_contracts::dossier::v1::FindDossiersRequest;

    use super::*;

    fn names(refusal: &Refusal) -> Vec<&str> {
        refusal.violations.iter().map(|violation| violation.field.as_str()).collect()
    }

    #[test]
    fn every_bad_field_is_named_once() {
        let context = CallContext { user: "x".repeat(129), ..CallContext::default() };
        let mut fields = Fields::of(&context);
        fields.take("operator_id", Err::<(), _>("is not an operator id"));
        fields.take("dossier_number", Err::<(), _>("fails its check digits"));
        let refusal = fields.finish(|| Some(())).unwrap_err();
        assert_eq!(refusal.kind, ErrorKind::InvalidFields);
        assert_eq!(
            names(&refusal),
            ["operator_id", "client_id", "user", "profile", "purpose", "dossier_number"]
        );
    }

    #[test]
    fn a_missing_field_is_named_once() {
        let message = AdvanceRequest { instant: None };
        let mut fields = Fields::of(&message);
        let instant = fields.required("instant", message.instant);
        assert_eq!(names(&fields.into_result(instant).unwrap_err()), ["instant"]);
    }

    #[test]
    fn every_bad_field_is_told_what_it_should_be() {
        let context = CallContext { profile: 99, ..CallContext::default() };
        let refusal = Fields::of(&context).finish(|| Some(())).unwrap_err();
        assert!(refusal.violations.len() > 2);
        for violation in refusal.violations {
            assert!(violation.description.contains(' '), "{violation:?}");
        }
    }

    #[test]
    fn a_pattern_is_asked_for_in_words() {
        for (message, words) in [
            ("does not match regex pattern `^[0-9]{10}$`", "a dossier number is ten digits"),
            ("does not match regex pattern `^([0-9]{10})?$`", "a dossier number is ten digits"),
            ("does not match regex pattern `^x+$`", "is not of the form that the contract asks"),
        ] {
            assert_eq!(described("string.pattern", message), words);
        }
    }

    #[test]
    fn of_fields_that_exclude_each_other_each_is_named() {
        let none = FindDossiersRequest::default();
        let number = "1234567894".to_owned();
        let several = FindDossiersRequest {
            dossier_number: number,
            phone_number: "021234567".to_owned(),
            ..FindDossiersRequest::default()
        };
        for message in [none, several] {
            let refusal = Fields::of(&message).finish(|| Some(())).unwrap_err();
            assert_eq!(names(&refusal), ["dossier_number", "operator_reference", "phone_number"]);
            let description = &refusal.violations[0].description;
            assert_eq!(description, "exactly one of these fields is required");
        }
    }

    #[test]
    fn a_part_is_named_and_not_the_whole() {
        let mut fields = Fields::default();
        for path in ["date.year", "date", "date_of_birth", "lines[0].line", "lines"] {
            fields.add(path, "is bad");
        }
        let refusal = fields.finish(|| Some(())).unwrap_err();
        assert_eq!(names(&refusal), ["date.year", "date_of_birth", "lines[0].line", "lines"]);
    }

    #[test]
    fn an_optional_value_may_be_absent_but_not_bad() {
        let mut fields = Fields::default();
        assert_eq!(fields.optional("a", None::<Result<u8, String>>), Some(None));
        assert_eq!(fields.optional("b", Some(Ok::<_, String>(1))), Some(Some(1)));
        assert_eq!(fields.optional("c", Some(Err::<u8, _>("is bad"))), None);
        assert_eq!(names(&fields.finish(|| Some(())).unwrap_err()), ["c"]);
    }

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for (year, month, day, valid) in [
            (2024, 2, 29, true),
            (2023, 2, 29, false),
            (1950, 0, 0, false),
            (2023, 4, 31, false),
            (2023, -1, 1, false),
            (0, 1, 1, false),
            (10_000, 1, 1, false),
        ] {
            let message = Date { year, month, day };
            match date(&message) {
                Ok(parsed) => assert!(valid && date_message(parsed) == message, "{message:?}"),
                Err(_) => assert!(!valid, "{message:?}"),
            }
        }
    }

    #[test]
    fn instants_go_both_ways() {
        for (seconds, nanos, valid) in [
            (0, 0, true),
            (1_700_000_000, 999_999_999, true),
            (0, -1, false),
            (0, 1_000_000_000, false),
            (i64::MAX, 0, false),
        ] {
            let message = Timestamp { seconds, nanos };
            match instant(&message) {
                Ok(parsed) => assert!(valid && timestamp(parsed) == message, "{message:?}"),
                Err(_) => assert!(!valid, "{message:?}"),
            }
        }
    }

    #[test]
    fn a_uuid_has_hyphens() {
        let text = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        assert_eq!(uuid(text).unwrap().to_string(), text);
        for bad in ["", "67e5504410b1426f9247bb680e5fe0c8", "67e55044-10b1-426f-9247-bb680e5fe0cx"]
        {
            assert_eq!(uuid(bad), Err(InvalidField::Uuid));
        }
    }
}

//! A refusal as a gRPC status, and back.

use std::collections::HashMap;

use stts_kernel::{ErrorKind, Refusal, Violation};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use super::{Language, of};

/// So many bad fields are named at most: a refusal travels in headers, whose size is limited, and of
/// hundreds of rows that are all bad, nobody reads every one.
const MOST_FIELDS: usize = 50;

/// The domain of every reason.
pub const DOMAIN: &str = "stts.bipt.be";

/// The status of a refusal: `google.rpc.ErrorInfo`, `BadRequest` for bad fields, and `RetryInfo`
/// where a retry makes sense. The server adds the text in the caller's language.
pub fn status(refusal: &Refusal) -> Status {
    let reason = of(refusal.kind);
    let metadata: HashMap<String, String> =
        refusal.metadata.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    let mut details = ErrorDetails::with_error_info(reason.code.as_str(), DOMAIN, metadata);
    if !refusal.violations.is_empty() {
        let violation = |bad: &Violation| FieldViolation::new(&*bad.field, &*bad.description);
        let named = refusal.violations.iter().take(MOST_FIELDS).map(violation);
        details.set_bad_request(named.collect::<Vec<_>>());
    }
    if let Some(delay) = reason.retry_delay() {
        details.set_retry_info(Some(delay));
    }
    Status::with_error_details(reason.grpc_code(), message(refusal), details)
}

/// The text in English; with the names of bad fields, for whoever cannot read the details.
fn message(refusal: &Refusal) -> String {
    let text = of(refusal.kind).text(Language::English);
    if refusal.violations.is_empty() {
        return text.to_owned();
    }
    let named = refusal.violations.iter().take(MOST_FIELDS);
    let fields: Vec<&str> = named.map(|bad| &*bad.field).collect();
    let more = match refusal.violations.len().checked_sub(MOST_FIELDS) {
        None | Some(0) => String::new(),
        Some(more) => format!(", and {more} more"),
    };
    format!("{}: {}{more}.", text.trim_end_matches('.'), fields.join(", "))
}

/// The reason that a status carries; none when it is not one of this system's refusals.
pub fn kind(status: &Status) -> Option<ErrorKind> {
    let info = status.get_details_error_info()?;
    if info.domain == DOMAIN { ErrorKind::from_code(&info.reason) } else { None }
}

/// What another service's refusal means to the service that called it: a status without a reason
/// is `SERVICE_UNAVAILABLE` or `DEADLINE_EXCEEDED` when the call did not get through, else
/// `INTERNAL`. Its metadata and fields are not taken over: they are about the inner request.
pub fn refusal(status: &Status) -> Refusal {
    let kind = kind(status).unwrap_or(match status.code() {
        Code::Unavailable => ErrorKind::ServiceUnavailable,
        Code::DeadlineExceeded | Code::Cancelled => ErrorKind::DeadlineExceeded,
        _ => ErrorKind::Internal,
    });
    Refusal::from(kind)
}

/// Adds the reason's text in the caller's language.
pub fn localise(status: &Status, kind: ErrorKind, language: Language) -> Status {
    let mut details = status.get_error_details();
    details.set_localized_message(language.code(), of(kind).text(language));
    let metadata = status.metadata().clone();
    Status::with_error_details_and_metadata(status.code(), status.message(), details, metadata)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_tells_reason_and_facts() {
        let facts = vec![("status", "ACTIVE".to_owned())];
        let status = status(&Refusal::with(ErrorKind::ActionNotAllowed, facts));
        assert_eq!(status.code(), Code::FailedPrecondition);
        let info = status.get_details_error_info().unwrap();
        assert_eq!((info.reason.as_str(), info.domain.as_str()), ("ACTION_NOT_ALLOWED", DOMAIN));
        assert_eq!(info.metadata["status"], "ACTIVE");
        assert!(status.get_details_retry_info().is_none());
        assert_eq!(kind(&status), Some(ErrorKind::ActionNotAllowed));
    }

    #[test]
    fn a_retry_is_proposed_where_it_makes_sense() {
        let status = status(&ErrorKind::RegisterUnavailable.into());
        let delay = status.get_details_retry_info().unwrap().retry_delay.unwrap();
        assert_eq!(delay.as_secs(), 5);
    }

    #[test]
    fn every_bad_field_is_named() {
        let bad = |field: &str| Violation { field: field.into(), description: "is wrong".into() };
        let status = status(&Refusal::invalid_fields(vec![bad("a.b"), bad("c")]));
        let request = status.get_details_bad_request().unwrap();
        let fields: Vec<_> = request.field_violations.iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["a.b", "c"]);
    }

    #[test]
    fn of_very_many_bad_fields_the_first_are_named() {
        let bad = |row| Violation { field: format!("rows[{row}].line"), description: "x".into() };
        let status = status(&Refusal::invalid_fields((0..500).map(bad).collect()));
        let request = status.get_details_bad_request().unwrap();
        assert_eq!(request.field_violations.len(), MOST_FIELDS);
        assert!(status.message().ends_with("rows[49].line, and 450 more."), "{}", status.message());
    }

    #[test]
    fn a_text_in_the_callers_language_keeps_the_rest() {
        let plain = status(&ErrorKind::Overloaded.into());
        let localised = localise(&plain, ErrorKind::Overloaded, Language::Dutch);
        let text = localised.get_details_localized_message().unwrap();
        assert_eq!(text.locale, "nl");
        assert!(text.message.starts_with("Het systeem"));
        let delay = |status: &Status| status.get_details_retry_info().unwrap().retry_delay;
        assert_eq!(delay(&localised), delay(&plain));
        assert_eq!(kind(&localised), Some(ErrorKind::Overloaded));
    }

    #[test]
    fn a_status_without_a_reason_is_read_by_its_code() {
        for (code, kind) in [
            (Code::Unavailable, ErrorKind::ServiceUnavailable),
            (Code::Cancelled, ErrorKind::DeadlineExceeded),
            (Code::NotFound, ErrorKind::Internal),
        ] {
            assert_eq!(refusal(&Status::new(code, "")), kind.into());
        }
    }
}

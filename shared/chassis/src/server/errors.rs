//! Every error that leaves: its reason, in the caller's language, and nothing of the inside.
//!
//! Tonic answers some faults of callers with codes that blame the server, or leaks names in its
//! texts. What carries no reason of the catalogue gets the one that its code means.

use http::{HeaderMap, Response};
use stts_kernel::{ErrorKind, Refusal};
use tonic::body::Body;
use tonic::{Code, Status};

use crate::access::AccessRules;
use crate::reasons::{self, Language};

/// Corrects the errors of one call.
#[derive(Clone, Debug)]
pub(super) struct Correction {
    method: String,
    language: Language,
    /// Health and reflection have codes of their own standards.
    public: bool,
}

impl Correction {
    pub(super) fn of(method: &str, path: &str, headers: &HeaderMap) -> Self {
        let (language, public) = (Language::of_headers(headers), AccessRules::is_public(path));
        Self { method: method.to_owned(), language, public }
    }

    /// The status of a refusal.
    pub(super) fn refusal(&self, refusal: &Refusal) -> Status {
        reasons::localise(&reasons::status(refusal), refusal.kind, self.language)
    }

    /// The response, with its error corrected if it has one.
    pub(super) fn response(&self, response: Response<Body>) -> Response<Body> {
        match Status::from_header_map(response.headers()) {
            Some(error) if error.code() != Code::Ok => self.status(&error).into_http(),
            _ => response,
        }
    }

    /// Trailers, with their error corrected if they have one.
    pub(super) fn trailers(&self, trailers: HeaderMap) -> HeaderMap {
        match Status::from_header_map(&trailers) {
            Some(error) if error.code() != Code::Ok => self.trailers_of(&self.status(&error)),
            _ => trailers,
        }
    }

    /// Trailers that end a stream with this refusal.
    pub(super) fn trailers_of_refusal(&self, refusal: &Refusal) -> HeaderMap {
        self.trailers_of(&self.refusal(refusal))
    }

    fn trailers_of(&self, status: &Status) -> HeaderMap {
        let mut trailers = HeaderMap::new();
        if status.add_header(&mut trailers).is_err() {
            tracing::error!(method = self.method, "a status cannot be written");
        }
        trailers
    }

    fn status(&self, error: &Status) -> Status {
        if let Some(kind) = reasons::kind(error) {
            return reasons::localise(error, kind, self.language);
        }
        let kind = match error.code() {
            _ if self.public => return bare(error),
            Code::Unimplemented => return Status::unimplemented("there is no such method"),
            Code::InvalidArgument => ErrorKind::MalformedMessage,
            Code::OutOfRange => ErrorKind::MessageTooLarge,
            Code::ResourceExhausted => ErrorKind::Overloaded,
            Code::Unavailable => ErrorKind::ServiceUnavailable,
            Code::DeadlineExceeded | Code::Cancelled => ErrorKind::DeadlineExceeded,
            Code::Unauthenticated => ErrorKind::Unauthenticated,
            Code::PermissionDenied => ErrorKind::ProfileNotAllowed,
            Code::Ok
            | Code::Unknown
            | Code::NotFound
            | Code::AlreadyExists
            | Code::FailedPrecondition
            | Code::Aborted
            | Code::Internal
            | Code::DataLoss => ErrorKind::Internal,
        };
        if kind == ErrorKind::Internal {
            // The text is left out: it may hold a value.
            tracing::error!(method = self.method, code = ?error.code(), "a handler gave no reason");
        }
        self.refusal(&kind.into())
    }
}

/// The status without its source.
fn bare(status: &Status) -> Status {
    Status::with_details_and_metadata(
        status.code(),
        status.message(),
        bytes::Bytes::copy_from_slice(status.details()),
        status.metadata().clone(),
    )
}

#[cfg(test)]
mod tests {
    use tonic_types::StatusExt;

    use super::*;

    fn correction(path: &str) -> Correction {
        let mut headers = HeaderMap::new();
        headers.insert("accept-language", "fr".parse().unwrap());
        Correction::of("method", path, &headers)
    }

    #[test]
    fn codes_without_a_reason_get_the_one_they_mean() {
        for (code, corrected, reason) in [
            (Code::OutOfRange, Code::ResourceExhausted, "MESSAGE_TOO_LARGE"),
            (Code::Cancelled, Code::DeadlineExceeded, "DEADLINE_EXCEEDED"),
            (Code::InvalidArgument, Code::InvalidArgument, "MALFORMED_MESSAGE"),
            (Code::Unknown, Code::Internal, "INTERNAL"),
            (Code::NotFound, Code::Internal, "INTERNAL"),
        ] {
            let status = correction("/a.B/C").status(&Status::new(code, "table dossier, Jan"));
            assert_eq!(status.code(), corrected);
            assert_eq!(status.get_details_error_info().unwrap().reason, reason);
            assert_eq!(status.get_details_localized_message().unwrap().locale, "fr");
            assert!(!status.message().contains("Jan"), "{}", status.message());
        }
    }

    #[test]
    fn a_reason_stays_as_it_is() {
        let refusal = Refusal::with(ErrorKind::ActionNotAllowed, vec![("status", "ACTIVE".into())]);
        let status = correction("/a.B/C").status(&reasons::status(&refusal));
        assert_eq!(status.get_details_error_info().unwrap().metadata["status"], "ACTIVE");
        assert_eq!(status.get_details_localized_message().unwrap().locale, "fr");
    }

    #[test]
    fn health_keeps_the_codes_of_its_standard() {
        let path = "/grpc.health.v1.Health/Check";
        let status = correction(path).status(&Status::not_found("service not registered"));
        assert_eq!(status.code(), Code::NotFound);
    }
}

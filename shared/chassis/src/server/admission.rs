//! Who calls, before the message is read.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use stts_kernel::{ErrorKind, Refusal};

use crate::caller::{Caller, Callers};
use crate::reasons::Language;

/// The caller that the headers' token names.
pub(super) fn caller(
    callers: &Callers,
    audience: &str,
    headers: &HeaderMap,
) -> Result<Caller, Refusal> {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token)
    });
    let caller = callers.verify(token.ok_or(ErrorKind::Unauthenticated)?, audience)?;
    Ok(Caller { language: Language::of_headers(headers), ..caller })
}

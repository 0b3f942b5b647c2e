//! `reasons.toml`, read once.

use std::fmt::Write;
use std::sync::LazyLock;
use std::time::Duration;

use serde::Deserialize;
use stts_kernel::ErrorKind;
use tonic::Code;

use super::Language;

/// What callers get and read when they are refused for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason in `google.rpc.ErrorInfo`.
    pub code: String,
    /// The name of the gRPC status.
    pub grpc: String,
    /// After how many milliseconds a retry makes sense; absent when it never does.
    pub retry_delay_ms: Option<u64>,
    /// What the reason means.
    pub meaning: String,
    /// What the caller should do.
    pub advice: String,
    /// The text for a person, in Dutch.
    nl: String,
    /// In French.
    fr: String,
    /// In German.
    de: String,
    /// In English.
    en: String,
}

impl Reason {
    /// The gRPC status.
    pub fn grpc_code(&self) -> Code {
        grpc_code(&self.grpc).unwrap_or(Code::Internal)
    }

    /// After what time a retry makes sense; none when it never does.
    pub fn retry_delay(&self) -> Option<Duration> {
        self.retry_delay_ms.map(Duration::from_millis)
    }

    /// The text for a person.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Dutch => &self.nl,
            Language::French => &self.fr,
            Language::German => &self.de,
            Language::English => &self.en,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    reason: Vec<Reason>,
}

const TEXT: &str = include_str!("../../reasons.toml");

/// The file is compiled in, and a test reads it strictly; so a fault cannot reach a caller.
static CATALOGUE: LazyLock<Vec<Reason>> =
    LazyLock::new(|| toml::from_str::<Catalogue>(TEXT).unwrap_or_default().reason);

/// The catalogue's entry of a kind.
pub fn of(kind: ErrorKind) -> &'static Reason {
    static NONE: LazyLock<Reason> =
        LazyLock::new(|| Reason { code: "INTERNAL".into(), ..Reason::default() });
    CATALOGUE.iter().find(|reason| reason.code == kind.code()).unwrap_or(&NONE)
}

/// All entries, in the order of the file.
pub fn all() -> &'static [Reason] {
    &CATALOGUE
}

/// The page of the documentation, in Markdown.
pub fn documentation() -> String {
    let mut page = String::from(
        "# Reasons for a refusal\n\n\
         Every refusal carries `google.rpc.ErrorInfo` with the domain `stts.bipt.be` and one of \
         these reasons.\n",
    );
    for reason in all() {
        let retry = reason.retry_delay_ms.map_or_else(
            || "no use, unless what it says has been done".to_owned(),
            |delay_ms| format!("after {delay_ms} ms (`google.rpc.RetryInfo`)"),
        );
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "\n## {}\n\n| | |\n|---|---|\n| status | `{}` |\n| meaning | {} |\n| retry | {retry} |\n\
             | what to do | {} |\n| nl | {} |\n| fr | {} |\n| de | {} |\n| en | {} |\n",
            reason.code,
            reason.grpc,
            reason.meaning,
            reason.advice,
            reason.nl,
            reason.fr,
            reason.de,
            reason.en
        );
    }
    page
}

/// The statuses that a refusal may have.
fn grpc_code(name: &str) -> Option<Code> {
    Some(match name {
        "INVALID_ARGUMENT" => Code::InvalidArgument,
        "DEADLINE_EXCEEDED" => Code::DeadlineExceeded,
        "NOT_FOUND" => Code::NotFound,
        "ALREADY_EXISTS" => Code::AlreadyExists,
        "PERMISSION_DENIED" => Code::PermissionDenied,
        "RESOURCE_EXHAUSTED" => Code::ResourceExhausted,
        "FAILED_PRECONDITION" => Code::FailedPrecondition,
        "ABORTED" => Code::Aborted,
        "UNAVAILABLE" => Code::Unavailable,
        "UNAUTHENTICATED" => Code::Unauthenticated,
        "INTERNAL" => Code::Internal,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use stts_contracts::common::v1::Reason as Contract;

    use super::*;

    fn codes_of_the_contract() -> BTreeSet<String> {
        let numbers = 1..1_000;
        let names = numbers.filter_map(|number| Contract::try_from(number).ok());
        names
            .filter_map(|reason| reason.as_str_name().strip_prefix("REASON_").map(Into::into))
            .collect()
    }

    #[test]
    fn kernel_contract_and_catalogue_have_the_same_reasons() {
        let catalogue: Catalogue = toml::from_str(TEXT).unwrap();
        let listed: BTreeSet<String> = catalogue.reason.iter().map(|r| r.code.clone()).collect();
        assert_eq!(listed.len(), catalogue.reason.len(), "a reason stands there twice");
        let kernel: BTreeSet<String> =
            ErrorKind::ALL.iter().map(|kind| kind.code().to_owned()).collect();
        assert_eq!(listed, kernel);
        assert_eq!(codes_of_the_contract(), kernel);
    }

    #[test]
    fn every_reason_is_complete() {
        for reason in all() {
            assert!(grpc_code(&reason.grpc).is_some(), "{}: {}", reason.code, reason.grpc);
            let mut texts = vec![&reason.meaning, &reason.advice];
            texts.extend([&reason.nl, &reason.fr, &reason.de, &reason.en]);
            assert!(texts.iter().all(|text| text.ends_with('.')), "{}", reason.code);
            let distinct: BTreeSet<_> = [&reason.nl, &reason.fr, &reason.de, &reason.en].into();
            assert_eq!(distinct.len(), 4, "{} is not translated", reason.code);
        }
    }

    #[test]
    fn the_page_tells_every_reason() {
        let page = documentation();
        for kind in ErrorKind::ALL {
            assert!(page.contains(&format!("\n## {}\n", kind.code())), "{kind:?}");
        }
    }

    #[test]
    fn a_refusal_by_a_rule_is_an_answer_that_is_kept() {
        use Code::{AlreadyExists, FailedPrecondition, NotFound};
        for kind in ErrorKind::ALL {
            let by_a_rule =
                matches!(of(*kind).grpc_code(), NotFound | FailedPrecondition | AlreadyExists);
            let kept = by_a_rule && *kind != ErrorKind::RequestIdReused;
            assert_eq!(kind.is_answer(), kept, "{kind:?}");
        }
    }
}

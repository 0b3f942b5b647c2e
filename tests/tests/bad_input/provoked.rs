//! Every reason of the catalogue is provoked by a test: this table says by which.
//!
//! A line here is not believed: the file must hold that function, it must be a test, and its body
//! must name the reason. Where it can be, the test is over all services together.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use stts_kernel::ErrorKind;
use syn::visit::{self, Visit};

const REFUSALS: &str = "tests/tests/bad_input/refusals.rs";
const ACCESS: &str = "tests/tests/bad_input/access.rs";
const BODIES: &str = "tests/tests/bad_input/bodies.rs";
const SERVER: &str = "shared/chassis/tests/server/abuse.rs";

const PEOPLE: (&str, &str) = (REFUSALS, "people_for_whom_an_application_is_refused");
const HELD: (&str, &str) = (REFUSALS, "dossiers_that_somebody_holds");
const DATA: (&str, &str) = (REFUSALS, "activation_data_that_the_right_does_not_allow");
const NOT_THERE: (&str, &str) = (REFUSALS, "things_that_are_not_there");
const FUND: (&str, &str) = (REFUSALS, "what_the_fund_refuses");

const LIFE: (&str, &str) = ("tests/tests/bad_input/life.rs", "what_a_dossier_in_its_life_refuses");

/// The reason, and the test that provokes it: its file and its name.
const PROVOKED: [(ErrorKind, (&str, &str)); 46] = [
    (ErrorKind::PersonNotFound, PEOPLE),
    (ErrorKind::PersonAmbiguous, PEOPLE),
    (ErrorKind::DossierNotFound, HELD),
    (ErrorKind::DossierExists, HELD),
    (ErrorKind::TransferRequired, HELD),
    (ErrorKind::DossierNotTransferable, HELD),
    (ErrorKind::HouseholdAlreadyBenefits, PEOPLE),
    (ErrorKind::ApplicationRequired, LIFE),
    (ErrorKind::TransferredRecently, LIFE),
    (ErrorKind::TransferTokenExpired, LIFE),
    (ErrorKind::NothingToCancel, LIFE),
    (ErrorKind::ModificationDateOutOfRange, LIFE),
    (ErrorKind::EndDateOutOfRange, LIFE),
    (ErrorKind::NotEntitled, PEOPLE),
    (ErrorKind::ActionNotAllowed, HELD),
    (ErrorKind::FormulaNotAllowed, DATA),
    (ErrorKind::ActivationDateOutOfRange, DATA),
    (ErrorKind::InstallationCostNotAllowed, DATA),
    (ErrorKind::DeclarationMissing, FUND),
    (ErrorKind::DeclarationInvalid, FUND),
    (ErrorKind::NoTurnover, FUND),
    (ErrorKind::OperatorNotInSettlement, FUND),
    (ErrorKind::SettlementState, FUND),
    (ErrorKind::SettlementNotFound, NOT_THERE),
    (ErrorKind::TaskNotFound, NOT_THERE),
    (ErrorKind::MessageNotFound, NOT_THERE),
    (ErrorKind::RunNotFound, NOT_THERE),
    (ErrorKind::BulkNotFound, NOT_THERE),
    (ErrorKind::BulkComplete, (REFUSALS, "a_bulk_that_is_complete")),
    (ErrorKind::CorrectionNotFound, NOT_THERE),
    (ErrorKind::DeadLetterNotFound, NOT_THERE),
    (ErrorKind::OperatorNotFound, FUND),
    (ErrorKind::OperatorExists, FUND),
    (ErrorKind::JobRunning, (REFUSALS, "a_night_run_that_is_under_way")),
    (ErrorKind::RequestIdReused, HELD),
    (ErrorKind::StaleEtag, HELD),
    (
        ErrorKind::ProfileNotAllowed,
        (ACCESS, "a_profile_calls_what_the_contract_says_and_nothing_else"),
    ),
    (ErrorKind::Unauthenticated, (ACCESS, "a_bad_token_calls_nothing_and_all_get_the_same_answer")),
    // The register of a suite is in its own memory and always answers.
    (
        ErrorKind::RegisterUnavailable,
        ("services/identity/tests/consultations.rs", "a_register_that_is_down_is_a_row_too"),
    ),
    (
        ErrorKind::InvalidFields,
        ("tests/tests/bad_input/calendar.rs", "a_date_that_is_none_is_named"),
    ),
    (
        ErrorKind::MalformedMessage,
        (ACCESS, "a_profile_calls_what_the_contract_says_and_nothing_else"),
    ),
    (ErrorKind::MessageTooLarge, (BODIES, "one_byte_too_much_is_too_large")),
    (ErrorKind::Overloaded, (BODIES, "a_suite_that_is_full_tells_when_to_come_back")),
    (ErrorKind::ServiceUnavailable, (SERVER, "nobody_there_is_unavailable")),
    (ErrorKind::DeadlineExceeded, (SERVER, "a_call_ends_at_its_deadline")),
    (ErrorKind::Internal, (SERVER, "a_panic_is_internal_and_tells_nothing")),
];

/// What the tests of a file name: for each, the texts and paths of its body.
#[derive(Default)]
struct Tests(BTreeMap<String, Vec<String>>);

impl<'ast> Visit<'ast> for Tests {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        let last = |attribute: &syn::Attribute| attribute.path().segments.last().cloned();
        let mut attributes = function.attrs.iter().filter_map(last);
        if attributes.any(|name| name.ident == "test") {
            let mut words = Words::default();
            words.visit_block(&function.block);
            self.0.insert(function.sig.ident.to_string(), words.0);
        }
        visit::visit_item_fn(self, function);
    }
}

/// The texts and the names in a body, in their order; those of macros too.
#[derive(Default)]
struct Words(Vec<String>);

impl<'ast> Visit<'ast> for Words {
    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.0.push(format!("\"{}\"", text.value()));
    }

    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        self.0.push(ident.to_string());
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        collect(call.tokens.clone(), &mut self.0);
    }
}

fn collect(tokens: proc_macro2::TokenStream, words: &mut Vec<String>) {
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Group(group) => collect(group.stream(), words),
            proc_macro2::TokenTree::Ident(ident) => words.push(ident.to_string()),
            proc_macro2::TokenTree::Literal(literal) => words.push(literal.to_string()),
            proc_macro2::TokenTree::Punct(_) => {}
        }
    }
}

/// Whether a body names a reason, by its code or by its kind.
fn names(words: &[String], kind: ErrorKind) -> bool {
    let code = format!("\"{}\"", kind.code());
    let variant = format!("{kind:?}");
    let by_kind = |pair: &[String]| pair == ["ErrorKind", &*variant];
    words.contains(&code) || words.windows(2).any(by_kind)
}

fn tests_of(text: &str) -> Tests {
    let mut tests = Tests::default();
    tests.visit_file(&syn::parse_file(text).unwrap());
    tests
}

#[test]
fn every_reason_is_provoked_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut broken = Vec::new();
    for kind in ErrorKind::ALL {
        let lines: Vec<_> = PROVOKED.iter().filter(|(listed, _)| listed == kind).collect();
        let [(_, (file, test))] = lines[..] else {
            broken.push(format!("{} stands here {} times", kind.code(), lines.len()));
            continue;
        };
        let source = fs::read_to_string(root.join(file)).unwrap_or_default();
        match tests_of(&source).0.get(*test) {
            None => broken.push(format!("{}: {file} has no test {test}", kind.code())),
            Some(words) if !names(words, *kind) => {
                broken.push(format!("{}: {test} in {file} does not name it", kind.code()));
            }
            Some(_) => {}
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn a_test_that_does_not_name_the_reason_is_noticed() {
    let text = r#"
        #[tokio::test]
        async fn by_code() { assert_eq!(reason(call().await), "JOB_RUNNING"); }
        #[test]
        fn by_kind() { assert_eq!(kind(), ErrorKind::JobRunning); }
        #[test]
        fn in_a_comment() { /* "JOB_RUNNING" */ }
        #[test]
        fn another() { assert_eq!(kind(), ErrorKind::Internal); }
        fn no_test() { assert_eq!(kind(), ErrorKind::JobRunning); }
    "#;
    let tests = tests_of(text).0;
    let naming: Vec<_> = tests
        .iter()
        .filter(|(_, words)| names(words, ErrorKind::JobRunning))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(naming, ["by_code", "by_kind"]);
}

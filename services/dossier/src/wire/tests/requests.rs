//! Requests that are right, and every way in which one is wrong.

use stts_contracts::common::v1::{Address, Date, Language as LanguageMessage};
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dates::BirthDate;
use stts_dossier_domain::dossier::{Claim, Language};
use stts_kernel::{ErrorKind, Refusal};
use stts_store::{Vault, VaultKey};
use uuid::Uuid;

use crate::ports::{Criterion, Page};
use crate::store::record::tests::full;
use crate::wire::request;

const REQUEST_ID: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const NUMBER: &str = "1234567894";

fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

fn applicant() -> contract::Applicant {
    contract::Applicant {
        last_name: " Peeters ".to_owned(),
        first_name: "Maria".to_owned(),
        birth_date: Some(day(1950, 0, 0)),
        language: LanguageMessage::Fr.into(),
        address: None,
        contact: None,
        claims: None,
    }
}

fn application(applicant: contract::Applicant) -> contract::ApplyRequest {
    contract::ApplyRequest { request_id: REQUEST_ID.to_owned(), applicant: Some(applicant) }
}

fn data() -> contract::ActivationData {
    contract::ActivationData {
        phone_number: "092345678".to_owned(),
        line_kind: contract::LineKind::Fixed.into(),
        payment_kind: contract::PaymentKind::Postpaid.into(),
        installation_cost_cents: Some(5500),
        formula: contract::Formula::SubscriptionAndCalls.into(),
        activation_date: Some(day(2024, 3, 5)),
        billing_day: 31,
        operator_reference: "K-1".to_owned(),
        approved_telephone_delivered: true,
    }
}

fn confirmation(data: Option<contract::ActivationData>) -> contract::ConfirmApplicationRequest {
    contract::ConfirmApplicationRequest {
        request_id: REQUEST_ID.to_owned(),
        dossier_number: NUMBER.to_owned(),
        activation_data: data,
        etag: "7".to_owned(),
    }
}

fn paths(refusal: &Refusal) -> Vec<&str> {
    assert_eq!(refusal.kind, ErrorKind::InvalidFields);
    let mut paths: Vec<_> = refusal.violations.iter().map(|bad| bad.field.as_str()).collect();
    paths.sort_unstable();
    paths
}

#[test]
fn an_application_names_the_person() {
    let (request_id, parsed) = request::apply(&application(applicant())).unwrap();
    assert_eq!(request_id, Uuid::parse_str(REQUEST_ID).unwrap());
    assert_eq!(parsed.search.last_name, "Peeters");
    assert_eq!(parsed.search.birth_date, BirthDate::new(1950, 0, 0).unwrap());
    assert_eq!((parsed.search.address, parsed.language), (None, Language::French));
    let check = contract::CheckRightRequest { applicant: Some(applicant()) };
    assert_eq!(request::check_right(&check).unwrap().search.first_name, "Maria");
}

#[test]
fn a_birth_date_is_a_date_or_a_year_alone() {
    for (date, valid) in [
        (day(1950, 7, 14), true),
        (day(1950, 0, 0), true),
        (day(2024, 2, 29), true),
        (day(2023, 2, 29), false),
        (day(1950, 7, 0), false),
        (day(1800, 1, 1), true),
        (day(1799, 12, 31), false),
        (day(2199, 0, 0), true),
        (day(2951, 7, 14), false),
        (day(1950, 0, 14), false),
    ] {
        let given = contract::Applicant { birth_date: Some(date), ..applicant() };
        match request::apply(&application(given)) {
            Ok(_) => assert!(valid, "{date:?}"),
            Err(refusal) => {
                assert!(!valid, "{date:?}");
                assert_eq!(paths(&refusal), ["applicant.birth_date"]);
            }
        }
    }
}

#[test]
fn saying_nothing_of_claims_differs_from_claiming_nothing() {
    let claims = |claims: Vec<i32>| Some(contract::Claims { claims });
    for (given, taken) in [
        (None, None),
        (claims(vec![]), Some(vec![])),
        (claims(vec![1, 4]), Some(vec![Claim::Hearing, Claim::ExclusiveSubscription])),
    ] {
        let given = contract::Applicant { claims: given, ..applicant() };
        assert_eq!(request::apply(&application(given)).unwrap().1.claims, taken);
    }
}

#[test]
fn an_address_may_be_a_part_of_one() {
    let part = Address { municipality: "Gent".to_owned(), ..Address::default() };
    let search = |address| {
        let given = contract::Applicant { address: Some(address), ..applicant() };
        request::apply(&application(given)).unwrap().1.search
    };
    let found = search(part).address.unwrap();
    assert_eq!((found.municipality.as_str(), found.box_number), ("Gent", None));
    assert_eq!(search(Address::default()).address, None);
}

#[test]
fn every_bad_field_of_an_application_is_named() {
    let bad = contract::Applicant {
        last_name: "   ".to_owned(),
        first_name: String::new(),
        birth_date: None,
        language: 9,
        address: Some(Address { postal_code: "90".to_owned(), ..Address::default() }),
        contact: Some(contract::Contact {
            email: "nobody".to_owned(),
            phone_number: "12".to_owned(),
        }),
        claims: Some(contract::Claims { claims: vec![1, 7] }),
    };
    let request = contract::ApplyRequest { request_id: "1".to_owned(), applicant: Some(bad) };
    assert_eq!(
        paths(&request::apply(&request).unwrap_err()),
        [
            "applicant.address.postal_code",
            "applicant.birth_date",
            "applicant.claims.claims[1]",
            "applicant.contact.email",
            "applicant.contact.phone_number",
            "applicant.first_name",
            "applicant.language",
            "applicant.last_name",
            "request_id",
        ]
    );
    let nobody = contract::ApplyRequest { applicant: None, ..application(applicant()) };
    assert_eq!(paths(&request::apply(&nobody).unwrap_err()), ["applicant"]);
}

#[test]
fn a_confirmation_has_its_data_or_none() {
    let with = request::confirm_application(&confirmation(Some(data()))).unwrap();
    assert_eq!(with.given, Some(full::activation_data()));
    assert_eq!((with.number.to_string().as_str(), with.etag.as_deref()), (NUMBER, Some("7")));
    let bare = contract::ConfirmApplicationRequest { etag: String::new(), ..confirmation(None) };
    let without = request::confirm_application(&bare).unwrap();
    assert_eq!((without.given, without.etag), (None, None));
}

#[test]
fn every_bad_field_of_activation_data_is_named() {
    let bad = contract::ActivationData {
        phone_number: "+3292345678".to_owned(),
        line_kind: 0,
        payment_kind: 3,
        installation_cost_cents: None,
        formula: 7,
        activation_date: Some(day(2024, 2, 30)),
        billing_day: 32,
        operator_reference: "x".repeat(65),
        approved_telephone_delivered: false,
    };
    let request = contract::CompleteActivationDataRequest {
        request_id: REQUEST_ID.to_owned(),
        dossier_number: "1234567890".to_owned(),
        activation_data: Some(bad),
        etag: String::new(),
    };
    let refusal = request::complete_activation_data(&request).unwrap_err();
    assert_eq!(
        paths(&refusal),
        [
            "activation_data.activation_date",
            "activation_data.billing_day",
            "activation_data.formula",
            "activation_data.installation_cost_cents",
            "activation_data.line_kind",
            "activation_data.operator_reference",
            "activation_data.payment_kind",
            "activation_data.phone_number",
            "dossier_number",
        ]
    );
    let year_only = contract::ActivationData { activation_date: Some(day(2024, 0, 0)), ..data() };
    let refusal = request::confirm_application(&confirmation(Some(year_only))).unwrap_err();
    assert_eq!(paths(&refusal), ["activation_data.activation_date"]);
    let without = contract::CompleteActivationDataRequest { activation_data: None, ..request };
    let refusal = request::complete_activation_data(&without).unwrap_err();
    assert_eq!(paths(&refusal), ["activation_data", "dossier_number"]);
}

fn vault() -> Vault {
    let secret = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=".to_owned();
    Vault::new(&[VaultKey::new(1, secret)]).unwrap()
}

#[test]
fn dossiers_are_found_by_one_thing() {
    let by = |number: &str, reference: &str, phone: &str| contract::FindDossiersRequest {
        dossier_number: number.to_owned(),
        operator_reference: reference.to_owned(),
        phone_number: phone.to_owned(),
        ..contract::FindDossiersRequest::default()
    };
    let page = Page { after: 0, size: 50 };
    for (request, criterion) in [
        (by(NUMBER, "", ""), Criterion::Number(NUMBER.parse().unwrap())),
        (by("", "K-1", ""), Criterion::OperatorReference("K-1".to_owned())),
        (by("", "", "092345678"), Criterion::Phone(full::activation_data().phone_number)),
    ] {
        assert_eq!(request::find_dossiers(&request, "OP01", &vault()).unwrap(), (criterion, page));
    }
    for request in [by("", "", ""), by(NUMBER, "K-1", "")] {
        assert!(request::find_dossiers(&request, "OP01", &vault()).is_err());
    }
}

#[test]
fn a_page_begins_where_the_one_before_ended() {
    let vault = vault();
    let ask = |party, page_size, page_token: String| {
        let request = contract::ListHistoryRequest {
            dossier_number: NUMBER.to_owned(),
            application_id: String::new(),
            page_size,
            page_token,
        };
        request::list_history(&request, party, &vault)
    };
    let list = request::history_of("OP01", NUMBER.parse().unwrap(), None);
    for after in [0, 1, 77, u64::MAX] {
        let token = request::page_token(&vault, &list, Some(after)).unwrap();
        assert!(token.len() <= 256, "the contract takes no longer one");
        let asked = ask("OP01", 1000, token.clone()).unwrap();
        assert_eq!(asked.page, Page { after, size: 1000 });
        assert_eq!(asked.application_id, None);
        let stranger = ask("OP02", 1000, token).unwrap_err();
        assert_eq!(paths(&stranger), ["page_token"], "another's token leads nowhere");
    }
    assert_eq!(ask("OP01", 0, String::new()).unwrap().page, Page { after: 0, size: 50 });
    assert_eq!(request::page_token(&vault, &list, None).unwrap(), "");
    for token in ["7", "0000000000000007", "xyz"] {
        assert_eq!(paths(&ask("OP01", 1, token.to_owned()).unwrap_err()), ["page_token"]);
    }
}

#[test]
fn runs_and_exports_name_theirs() {
    let run = contract::StartNightRunRequest {
        request_id: REQUEST_ID.to_owned(),
        date: Some(day(2024, 3, 1)),
        dry_run: true,
    };
    let parsed = request::start_night_run(&run).unwrap();
    assert_eq!((parsed.date, parsed.dry_run), (full::date("2024-03-01"), true));
    let undated = contract::StartNightRunRequest { date: None, ..run };
    assert_eq!(paths(&request::start_night_run(&undated).unwrap_err()), ["date"]);
    let export = contract::ExportReductionPeriodsRequest {
        year: 2024,
        export_id: REQUEST_ID.to_owned(),
        after_key: -1,
    };
    let refusal = request::export_reduction_periods(&export).unwrap_err();
    assert_eq!(paths(&refusal), ["after_key"]);
    let export = contract::ExportReductionPeriodsRequest { after_key: 3, ..export };
    assert_eq!(request::export_reduction_periods(&export).unwrap().after_key, 3);
}

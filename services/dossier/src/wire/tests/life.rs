//! Requests on a dossier in its life, right and wrong.

use prost_types::FieldMask;
use stts_contracts::common::v1::{Date, Language as LanguageMessage};
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{
    Contact, Language, LineKind, Modification, PaymentKind, PendingChange, PhoneNumber, Undated,
};
use stts_kernel::{BillingDay, Cents, ErrorKind, Formula, Refusal};
use stts_store::{Vault, VaultKey};

use crate::app::{Admission, Refreshing};
use crate::store::record::tests::full::{self, date};
use crate::wire::request::{self, Bearer};

const ID: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const NUMBER: &str = "1234567894";
const UNDATED: [&str; 5] = [
    "language",
    "contact",
    "activation_data.phone_number",
    "activation_data.billing_day",
    "activation_data.operator_reference",
];
const DATED: [&str; 4] = [
    "activation_data.formula",
    "activation_data.installation_cost_cents",
    "activation_data.line_kind",
    "activation_data.payment_kind",
];

fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

fn changes() -> contract::DossierChanges {
    contract::DossierChanges {
        language: LanguageMessage::De.into(),
        contact: Some(contract::Contact {
            email: String::new(),
            phone_number: "0471234567".to_owned(),
        }),
        activation_data: Some(contract::ActivationDataChanges {
            phone_number: "0471234567".to_owned(),
            billing_day: 31,
            operator_reference: " K-2 ".to_owned(),
            formula: contract::Formula::CallsOnly.into(),
            installation_cost_cents: Some(0),
            line_kind: contract::LineKind::Mobile.into(),
            payment_kind: contract::PaymentKind::Prepaid.into(),
        }),
    }
}

fn modification(paths: &[&str], date: Option<Date>) -> contract::ModifyDossierRequest {
    contract::ModifyDossierRequest {
        request_id: ID.to_owned(),
        dossier_number: NUMBER.to_owned(),
        dossier: Some(changes()),
        update_mask: Some(FieldMask { paths: paths.iter().map(|&path| path.into()).collect() }),
        modification_date: date,
        etag: String::new(),
    }
}

fn bad(request: &contract::ModifyDossierRequest) -> Vec<String> {
    paths(&request::modify_dossier(request).unwrap_err())
}

fn paths(refusal: &Refusal) -> Vec<String> {
    assert_eq!(refusal.kind, ErrorKind::InvalidFields);
    let mut paths: Vec<_> = refusal.violations.iter().map(|bad| bad.field.clone()).collect();
    paths.sort_unstable();
    paths
}

#[test]
fn everything_that_the_mask_names_changes() {
    let all = [UNDATED.as_slice(), &DATED].concat();
    let asked = request::modify_dossier(&modification(&all, Some(day(2024, 5, 1)))).unwrap();
    let phone = "0471234567";
    let undated = Undated {
        language: Some(Language::German),
        contact: Some(Contact { email: None, phone: Some(phone.to_owned()) }),
        phone_number: Some(PhoneNumber::from_national(phone).unwrap()),
        billing_day: Some(BillingDay::new(31).unwrap()),
        operator_reference: Some(Some("K-2".to_owned())),
    };
    let dated = PendingChange {
        date: date("2024-05-01"),
        formula: Some(Formula::CallsOnly),
        installation_cost: Some(Cents(0)),
        line_kind: Some(LineKind::Mobile),
        payment_kind: Some(PaymentKind::Prepaid),
    };
    assert_eq!(asked.given, Modification { undated, dated: Some(dated) });
    assert_eq!((asked.number.to_string().as_str(), asked.etag), (NUMBER, None));
}

#[test]
fn what_the_mask_does_not_name_stays() {
    for (path, expected) in [
        ("language", Undated { language: Some(Language::German), ..Undated::default() }),
        (
            "activation_data.billing_day",
            Undated { billing_day: Some(BillingDay::new(31).unwrap()), ..Undated::default() },
        ),
    ] {
        let asked = request::modify_dossier(&modification(&[path], None)).unwrap().given;
        assert_eq!(asked, Modification { undated: expected, dated: None }, "{path}");
    }
    let request = modification(&[DATED[0]], Some(day(2024, 5, 1)));
    let asked = request::modify_dossier(&request).unwrap().given;
    assert_eq!(asked.undated, Undated::default());
    let change = asked.dated.unwrap();
    assert_eq!((change.formula, change.line_kind), (Some(Formula::CallsOnly), None));
}

/// A mask that names nothing, twice the same, or what cannot be changed.
#[test]
fn every_bad_path_of_a_mask_is_named() {
    for (mask, expected) in [
        (vec![], vec!["update_mask.paths"]),
        (vec![""], vec!["update_mask.paths[0]"]),
        (vec!["language", "status"], vec!["update_mask.paths[1]"]),
        (vec!["language", "language"], vec!["update_mask.paths[1]"]),
        (vec!["nothing", "nothing"], vec!["update_mask.paths[0]", "update_mask.paths[1]"]),
        (vec!["activation_data"], vec!["update_mask.paths[0]"]),
        (vec!["activation_data.activation_date"], vec!["update_mask.paths[0]"]),
        (vec!["contact.email"], vec!["update_mask.paths[0]"]),
        (vec!["Language", "*"], vec!["update_mask.paths[0]", "update_mask.paths[1]"]),
    ] {
        assert_eq!(bad(&modification(&mask, None)), expected, "{mask:?}");
    }
    let many = vec!["x"; 10_000];
    assert!(bad(&modification(&many, None)).len() < 100, "an answer stays small");
    let without = contract::ModifyDossierRequest { update_mask: None, ..modification(&[], None) };
    assert_eq!(bad(&without), ["update_mask"]);
    let without =
        contract::ModifyDossierRequest { dossier: None, ..modification(&["language"], None) };
    assert_eq!(bad(&without), ["dossier"]);
}

#[test]
fn a_date_is_given_for_what_changes_on_one_and_for_nothing_else() {
    for path in DATED {
        assert_eq!(bad(&modification(&[path], None)), ["modification_date"], "{path}");
        let mixed = modification(&[path, "language"], Some(day(2024, 5, 1)));
        assert!(request::modify_dossier(&mixed).is_ok(), "{path}");
    }
    for path in UNDATED {
        let dated = modification(&[path], Some(day(2024, 5, 1)));
        assert_eq!(bad(&dated), ["modification_date"], "{path}");
    }
    let none = modification(&["language"], Some(day(2024, 2, 30)));
    assert_eq!(bad(&none), ["modification_date"]);
}

/// Only a reference, the contact and nothing else may become empty.
#[test]
fn a_value_that_is_named_is_given() {
    let all = [UNDATED.as_slice(), &DATED].concat();
    let empty = contract::ModifyDossierRequest {
        dossier: Some(contract::DossierChanges::default()),
        ..modification(&all, Some(day(2024, 5, 1)))
    };
    assert_eq!(
        bad(&empty),
        [
            "dossier.activation_data.billing_day",
            "dossier.activation_data.formula",
            "dossier.activation_data.installation_cost_cents",
            "dossier.activation_data.line_kind",
            "dossier.activation_data.payment_kind",
            "dossier.activation_data.phone_number",
            "dossier.language",
        ]
    );
    let emptied = contract::ModifyDossierRequest {
        dossier: Some(contract::DossierChanges::default()),
        ..modification(&["contact", "activation_data.operator_reference"], None)
    };
    let emptied = request::modify_dossier(&emptied).unwrap().given.undated;
    assert_eq!(emptied.contact, Some(Contact::default()));
    assert_eq!(emptied.operator_reference, Some(None));
}

#[test]
fn a_stop_has_its_day() {
    for (end_date, expected) in [
        (Some(day(2024, 2, 29)), Ok(date("2024-02-29"))),
        (Some(day(2023, 2, 29)), Err(vec!["end_date".to_owned()])),
        (Some(day(2023, 0, 0)), Err(vec!["end_date".to_owned()])),
        (None, Err(vec!["end_date".to_owned()])),
    ] {
        let (request_id, dossier_number) = (ID.to_owned(), NUMBER.to_owned());
        let (etag, end_date) = ("7".to_owned(), end_date);
        let right = contract::StopRightRequest {
            request_id: request_id.clone(),
            dossier_number: dossier_number.clone(),
            end_date,
            etag: etag.clone(),
        };
        let reduction =
            contract::StopReductionRequest { request_id, dossier_number, end_date, etag };
        for stop in [request::stop_right(&right), request::stop_reduction(&reduction)] {
            let told = stop.map(|on| (on.given, on.etag)).map_err(|refusal| paths(&refusal));
            assert_eq!(told, expected.clone().map(|date| (date, Some("7".to_owned()))));
        }
    }
}

fn vault() -> Vault {
    let secret = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=".to_owned();
    Vault::new(&[VaultKey::new(1, secret)]).unwrap()
}

fn admitted(token: &str, bearer: Bearer<'_>) -> Option<Admission> {
    let confirms = contract::ConfirmTransferRequest {
        request_id: ID.to_owned(),
        transfer_token: token.to_owned(),
        activation_data: None,
    };
    let refreshes = contract::RefreshPersonDataRequest {
        request_id: ID.to_owned(),
        transfer_token: token.to_owned(),
        ..contract::RefreshPersonDataRequest::default()
    };
    let admission = request::confirm_transfer(&confirms, bearer).unwrap().admission;
    let whose = request::refresh_person_data(&refreshes, bearer).unwrap().whose;
    assert_eq!(whose, Refreshing::TakingOver(admission));
    admission
}

/// Ten minutes by the machine's clock, for the operator that was shown the person.
#[test]
fn a_transfer_token_admits_its_own_operator_for_ten_minutes() {
    let (vault, dossier) = (vault(), full::dossier());
    let admission = Admission::from(&dossier);
    let at = |party, now_seconds| Bearer { vault: &vault, party, now_seconds };
    let token = request::transfer_token(admission, at("OP02", 1_000)).unwrap();
    assert!(token.len() <= 256, "the contract takes no longer one");
    assert!(!token.contains(&dossier.number.to_string()), "it tells nothing");
    for (party, now_seconds, admits) in [
        ("OP02", 1_000, true),
        ("OP02", 1_599, true),
        ("OP02", 1_600, false),
        ("OP02", 90_000, false),
        ("OP01", 1_000, false),
        ("BIPT", 1_000, false),
    ] {
        let found = admitted(&token, at(party, now_seconds));
        assert_eq!(found, Some(admission).filter(|_| admits), "{party} {now_seconds}");
    }
    for broken in ["x", &token[1..], &token[..token.len() - 1], &format!("{token}A")] {
        assert_eq!(admitted(broken, at("OP02", 1_000)), None, "{broken}");
    }
    let page = request::page_token(&vault, "a transfer to OP02", Some(7)).unwrap();
    assert_eq!(admitted(&page, at("OP02", 0)), None, "another content");
}

#[test]
fn person_data_are_refreshed_by_number_or_by_token() {
    let vault = vault();
    let bearer = Bearer { vault: &vault, party: "OP01", now_seconds: 0 };
    let by = |number: &str, token: &str| contract::RefreshPersonDataRequest {
        request_id: ID.to_owned(),
        dossier_number: number.to_owned(),
        transfer_token: token.to_owned(),
        etag: "7".to_owned(),
    };
    let parsed = request::refresh_person_data(&by(NUMBER, ""), bearer).unwrap();
    assert_eq!(parsed.whose, Refreshing::Dossier(NUMBER.parse().unwrap()));
    assert_eq!(parsed.etag.as_deref(), Some("7"));
    for both_or_none in [by("", ""), by(NUMBER, "x")] {
        let refusal = request::refresh_person_data(&both_or_none, bearer).unwrap_err();
        assert_eq!(paths(&refusal), ["dossier_number", "transfer_token"]);
    }
    let misread = request::refresh_person_data(&by("1234567890", ""), bearer).unwrap_err();
    assert_eq!(paths(&misread), ["dossier_number"]);
}

//! What BIPT's agents ask for.

use stts_contracts::common::v1::{Date, Language as LanguageMessage};
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{Contact, Correction, Findings, Language, Status};
use stts_dossier_domain::eligibility::{FactName, Truth};
use stts_kernel::{Category, ErrorKind, OperatorId, Refusal};

use crate::app::{Resolution, RightDecision};
use crate::store::record::{CorrectionRecord, Json};
use crate::wire::request;

const ID: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const NUMBER: &str = "1234567894";

fn finding(fact: &str, proof: contract::Proof) -> contract::Finding {
    contract::Finding { fact: fact.to_owned(), proof: proof.into() }
}

fn decision(findings: Vec<contract::Finding>) -> contract::DecideRightRequest {
    contract::DecideRightRequest {
        request_id: ID.to_owned(),
        dossier_number: NUMBER.to_owned(),
        decision: contract::RightDecision::Granted.into(),
        findings,
        etag: String::new(),
    }
}

fn paths(refusal: &Refusal) -> Vec<&str> {
    assert_eq!(refusal.kind, ErrorKind::InvalidFields);
    refusal.violations.iter().map(|bad| bad.field.as_str()).collect()
}

#[test]
fn every_fact_can_be_found() {
    for (proof, truth) in
        [(contract::Proof::Proved, Truth::True), (contract::Proof::Disproved, Truth::False)]
    {
        let all = FactName::ALL.iter().map(|fact| finding(fact.name(), proof)).collect();
        let parsed = request::decide_right(&decision(all)).unwrap();
        let expected: Vec<_> = FactName::ALL.iter().map(|fact| (*fact, truth)).collect();
        assert_eq!(parsed.given.findings.0, expected);
        assert_eq!((parsed.given.granted, parsed.etag), (true, None));
    }
}

#[test]
fn a_fact_cannot_be_found_twice() {
    let proved = contract::Proof::Proved;
    let twice = vec![
        finding("hearing", proved),
        finding("age", proved),
        finding("hearing", contract::Proof::Disproved),
        finding("shoe_size", proved),
        finding("age", contract::Proof::Unspecified),
    ];
    let refusal = request::decide_right(&decision(twice)).unwrap_err();
    let mut named = paths(&refusal);
    named.sort_unstable();
    assert_eq!(named, ["findings[2].fact", "findings[3].fact", "findings[4].proof"]);
}

#[test]
fn bipt_may_leave_the_language_to_the_register() {
    let without = contract::ApplyForRequest {
        request_id: ID.to_owned(),
        person_id: ID.to_owned(),
        operator_id: "OP01".to_owned(),
        language: 0,
        contact: None,
    };
    let (_, parsed) = request::apply_for(&without).unwrap();
    assert_eq!((parsed.language, parsed.contact), (None, None));
    assert_eq!((parsed.person_id.to_string().as_str(), parsed.operator.as_str()), (ID, "OP01"));

    let given = contract::ApplyForRequest {
        language: LanguageMessage::Fr.into(),
        contact: Some(contract::Contact { email: String::new(), phone_number: "021234567".into() }),
        ..without
    };
    let (_, parsed) = request::apply_for(&given).unwrap();
    assert_eq!(parsed.language, Some(Language::French));
    let contact = Contact { email: None, phone: Some("021234567".to_owned()) };
    assert_eq!(parsed.contact, Some(contact));
}

#[test]
fn documents_have_a_day_of_the_calendar() {
    let request = |received_on| contract::RecordDocumentsRequest {
        request_id: ID.to_owned(),
        dossier_number: NUMBER.to_owned(),
        kinds: vec!["TAX_ASSESSMENTS".to_owned()],
        received_on,
        etag: "3".to_owned(),
    };
    let day = |day| Some(Date { year: 2026, month: 2, day });
    let parsed = request::record_documents(&request(day(28))).unwrap();
    assert_eq!(parsed.given.0[0].0, "TAX_ASSESSMENTS");
    assert_eq!((parsed.given.1.to_string(), parsed.etag), ("2026-02-28".into(), Some("3".into())));
    for bad in [None, day(29), day(0)] {
        let refusal = request::record_documents(&request(bad)).unwrap_err();
        assert_eq!(paths(&refusal), ["received_on"]);
    }
}

#[test]
fn a_check_ends_in_one_of_three_ways() {
    let request = || contract::ResolveVerificationRequest {
        request_id: ID.to_owned(),
        dossier_number: NUMBER.to_owned(),
        ..contract::ResolveVerificationRequest::default()
    };
    let keep =
        contract::ResolveVerificationRequest { keep: Some(contract::TariffKept {}), ..request() };
    let drop = contract::ResolveVerificationRequest {
        drop: Some(contract::TariffDropped {}),
        ..request()
    };
    let documents = Some(contract::DocumentsJudged {
        decision: contract::RightDecision::Refused.into(),
        findings: vec![finding("age", contract::Proof::Disproved)],
    });
    let judged = contract::ResolveVerificationRequest { documents, ..request() };
    assert!(request::resolve_verification(&keep).unwrap().given == Resolution::Keep);
    assert!(request::resolve_verification(&drop).unwrap().given == Resolution::Drop);
    let findings = Findings(vec![(FactName::Age, Truth::False)]);
    let decision = RightDecision { granted: false, findings };
    let parsed = request::resolve_verification(&judged).unwrap();
    assert!(parsed.given == Resolution::Documents(decision));
    let both = contract::ResolveVerificationRequest { keep: keep.keep, ..drop };
    for (wrong, named) in
        [(request(), ["documents", "drop", "keep"]), (both, ["documents", "drop", "keep"])]
    {
        let refusal = request::resolve_verification(&wrong).unwrap_err();
        let mut found = paths(&refusal);
        found.sort_unstable();
        assert_eq!(found, named);
    }
}

#[test]
fn a_correction_sets_what_is_given_and_nothing_else() {
    let request = |correction| contract::CorrectDossierRequest {
        request_id: ID.to_owned(),
        dossier_number: NUMBER.to_owned(),
        correction: Some(correction),
        reason: "a mistake".to_owned(),
        etag: String::new(),
    };
    let nothing = request::correct_dossier(&request(contract::Correction::default())).unwrap();
    assert!(nothing.given.correction == Correction::default());

    let day = |day| Some(Date { year: 2026, month: 2, day });
    let granted = contract::GrantedCategories {
        categories: vec![contract::Category::Hearing.into(), contract::Category::Age65.into()],
    };
    let given = contract::Correction {
        status: contract::Status::Active.into(),
        operator_id: "OP01".to_owned(),
        right_begin_date: day(1),
        right_end_date: day(2),
        granted: Some(granted),
        last_check_date: day(3),
        application_date: day(4),
        confirmed: Some(false),
        activation_data: None,
        reduction_begin_date: day(5),
        reduction_end_date: day(6),
    };
    let parsed = request::correct_dossier(&request(given.clone())).unwrap().given;
    let date = |day| chrono::NaiveDate::from_ymd_opt(2026, 2, day);
    let expected = Correction {
        status: Some(Status::Active),
        operator: Some(OperatorId::new("OP01").unwrap()),
        right_begin_date: date(1),
        right_end_date: date(2),
        granted: Some(vec![Category::Age65, Category::Hearing]),
        last_check_date: date(3),
        application_date: date(4),
        confirmed: Some(false),
        activation_data: None,
        reduction_begin_date: date(5),
        reduction_end_date: date(6),
    };
    assert!(parsed.correction == expected && parsed.reason == "a mistake");
    let kept = CorrectionRecord::new(&expected, "a mistake").to_json().unwrap();
    let (read, reason) = CorrectionRecord::from_json(&kept).unwrap().read().unwrap();
    assert!(read == expected && reason == "a mistake", "it is kept as it was proposed");

    let wrong =
        contract::Correction { right_end_date: day(30), application_date: day(31), ..given };
    let refusal = request::correct_dossier(&request(wrong)).unwrap_err();
    assert_eq!(paths(&refusal), ["correction.right_end_date", "correction.application_date"]);
}

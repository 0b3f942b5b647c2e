//! Bad fields by name, and the closed lists.

use stts_contracts::common::v1 as common;
use stts_contracts::identity::v1::{self as contract, Include};
use stts_identity_domain::{BirthDate, Language, Person, Purpose, Relation};
use stts_kernel::{ErrorKind, Refusal};

use super::*;

fn context() -> common::CallContext {
    common::CallContext {
        operator_id: "OP01".to_owned(),
        client_id: "crm".to_owned(),
        user: "an".to_owned(),
        profile: common::Profile::Commercial.into(),
        purpose: common::Purpose::Application.into(),
        dossier_number: "1234567894".to_owned(),
        request_id: "67e55044-10b1-426f-9247-bb680e5fe0c8".to_owned(),
    }
}

fn find() -> contract::FindPersonRequest {
    contract::FindPersonRequest {
        context: Some(context()),
        last_name: "Peeters".to_owned(),
        first_name: "An".to_owned(),
        birth_date: Some(date(1950, 3, 12)),
        address: None,
        include: vec![Include::Facts.into()],
    }
}

const fn date(year: i32, month: i32, day: i32) -> common::Date {
    common::Date { year, month, day }
}

fn bad<T>(refused: Result<T, Refusal>) -> Vec<String> {
    let Err(refusal) = refused else { return Vec::new() };
    assert_eq!(refusal.kind, ErrorKind::InvalidFields);
    refusal.violations.into_iter().map(|violation| violation.field).collect()
}

#[test]
fn a_request_becomes_a_search() {
    let (call, search, include) = request::find_person(&find()).unwrap();
    assert_eq!(call.purpose, Purpose::Application);
    assert_eq!((call.profile.as_str(), call.user.as_deref()), ("COMMERCIAL", Some("an")));
    assert_eq!(call.dossier_number.unwrap().to_string(), "1234567894");
    assert!(call.request_id.is_some());
    assert!(search.birth_date() == BirthDate::new(1950, 3, 12).unwrap());
    assert_eq!((include.household, include.facts), (false, true));
}

#[test]
fn what_may_be_absent_may() {
    let context = common::CallContext {
        user: String::new(),
        dossier_number: String::new(),
        request_id: String::new(),
        ..context()
    };
    let request = contract::FindPersonRequest { context: Some(context), ..find() };
    let (call, ..) = request::find_person(&request).unwrap();
    assert_eq!((call.user, call.dossier_number, call.request_id), (None, None, None));
}

#[test]
fn every_bad_field_is_named_at_once() {
    let nothing = contract::FindPersonRequest::default();
    let named = bad(request::find_person(&nothing));
    assert_eq!(named, ["context", "last_name", "first_name", "birth_date"]);

    let context = common::CallContext {
        operator_id: String::new(),
        client_id: String::new(),
        user: String::new(),
        profile: 0,
        purpose: 99,
        dossier_number: "1234567890".to_owned(),
        request_id: "x".to_owned(),
    };
    let request = contract::FindPersonRequest {
        context: Some(context),
        last_name: "-".to_owned(),
        include: vec![0],
        ..find()
    };
    let mut named = bad(request::find_person(&request));
    named.sort();
    let expected = [
        "context.client_id",
        "context.dossier_number",
        "context.operator_id",
        "context.profile",
        "context.purpose",
        "context.request_id",
        "include[0]",
        "last_name",
    ];
    assert_eq!(named, expected);
}

#[test]
fn month_and_day_are_unknown_together() {
    for (birth_date, valid) in [
        (date(1950, 0, 0), true),
        (date(1952, 2, 29), true),
        (date(1950, 3, 0), false),
        (date(1950, 0, 3), false),
        (date(1951, 2, 29), false),
        (date(1799, 0, 0), false),
    ] {
        let request = contract::FindPersonRequest { birth_date: Some(birth_date), ..find() };
        let named = bad(request::find_person(&request));
        assert_eq!(named.is_empty(), valid, "{birth_date:?}: {named:?}");
        assert!(named.iter().all(|name| name == "birth_date"));
    }
}

#[test]
fn a_person_is_named_by_a_uuid() {
    let (context, person_id) = (Some(context()), "x".to_owned());
    let get = contract::GetPersonRequest {
        context: context.clone(),
        person_id: person_id.clone(),
        include: Vec::new(),
    };
    assert_eq!(bad(request::get_person(&get)), ["person_id"]);
    let get = contract::GetHouseholdRequest { context, person_id: person_id.clone() };
    assert_eq!(bad(request::get_household(&get)), ["person_id"]);
    let get = contract::GetFactsRequest { context: None, person_id };
    let mut named = bad(request::get_facts(&get));
    named.sort();
    assert_eq!(named, ["context", "person_id"]);
}

#[test]
fn the_names_of_both_lists_agree() {
    for &relation in Relation::ALL {
        let message = words::relation(Some(relation)).as_str_name();
        assert_eq!(message, format!("RELATION_{}", relation.name()));
    }
    for &purpose in Purpose::ALL {
        let name = format!("PURPOSE_{}", purpose.name());
        let message = common::Purpose::from_str_name(&name).unwrap();
        assert_eq!(words::purpose_of(message), Some(purpose));
    }
    for &language in Language::ALL {
        let message = words::language(language).as_str_name();
        assert_eq!(message, format!("LANGUAGE_{}", language.name().to_uppercase()));
    }
    assert_eq!(words::purpose_of(common::Purpose::Unspecified), None);
    assert_eq!(words::profile_of(common::Profile::Unspecified), None);
    assert_eq!(words::relation(None), contract::Relation::Unspecified);
}

#[test]
fn a_person_is_told_by_the_first_of_the_first_names_and_without_the_number() {
    let number: stts_identity_domain::NationalNumber = "85073003328".parse().unwrap();
    let person = Person {
        number,
        last_name: "Peeters".to_owned(),
        first_names: "An Maria".to_owned(),
        birth_date: BirthDate::new(1985, 0, 0).unwrap(),
        language: Language::Dutch,
        address: None,
        deceased_on: None,
        household: stts_identity_domain::HouseholdKey::new("key-of-the-register"),
        orphan_or_entrusted: None,
    };
    let ids = crate::ports::Ids {
        person_id: uuid::Uuid::from_u128(1).into(),
        household_id: uuid::Uuid::from_u128(2).into(),
    };
    let entry = crate::app::Entry { ids, person, household: None, facts: None };
    let told = answer::find_person(&entry);
    let printed = format!("{told:?}");
    assert!(!printed.contains("85073003328") && !printed.contains("key-of-the-register"));
    let told = told.person.unwrap();
    assert_eq!(told.first_name, "An");
    assert_eq!(told.birth_date, Some(date(1985, 0, 0)));
    assert_eq!(told.household_id, "00000000-0000-0000-0000-000000000002");
}

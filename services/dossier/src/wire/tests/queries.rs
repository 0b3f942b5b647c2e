//! Lists as they are asked for: filters that are known, each once, and pages of the same list only.

use stts_contracts::common::v1::Date;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::Status;
use stts_kernel::{Category, Formula, OperatorId, Refusal};
use stts_store::{Vault, VaultKey};

use contract::DossierFilter as Filter;

use crate::ports::{AsOf, Filters, Page};
use crate::wire::request;

fn vault() -> Vault {
    Vault::new(&[VaultKey::new(1, "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=".to_owned())])
        .unwrap()
}

fn asked(filters: Vec<Filter>) -> contract::ListDossiersRequest {
    contract::ListDossiersRequest { filters, page_size: 0, page_token: String::new() }
}

fn bad(refusal: &Refusal) -> Vec<&str> {
    refusal.violations.iter().map(|violation| violation.field.as_str()).collect()
}

fn every_filter() -> Vec<Filter> {
    vec![
        Filter { status: contract::Status::Active.into(), ..Filter::default() },
        Filter { formula: contract::Formula::Internet.into(), ..Filter::default() },
        Filter { due_before: Some(Date { year: 2026, month: 2, day: 1 }), ..Filter::default() },
        Filter { operator_id: "OP01".to_owned(), ..Filter::default() },
        Filter { category: contract::Category::Hearing.into(), ..Filter::default() },
        Filter { contested: true, ..Filter::default() },
    ]
}

#[test]
fn every_filter_is_taken() {
    let read = request::list_dossiers(&asked(every_filter()), ("BIPT", true), &vault());
    let filters = Filters {
        status: Some(Status::Active),
        formula: Some(Formula::Internet),
        due_before: "2026-02-01".parse().ok(),
        operator: OperatorId::new("OP01").ok(),
        category: Some(Category::Hearing),
        contested: Some(true),
    };
    assert_eq!(read, Ok((filters, Page { after: 0, size: 50 })));
    let none = request::list_dossiers(&asked(vec![]), ("OP01", false), &vault()).unwrap();
    assert_eq!(none.0, Filters::default());
}

#[test]
fn an_operator_has_three_filters() {
    let refused = request::list_dossiers(&asked(every_filter()), ("OP01", false), &vault());
    let refused = refused.unwrap_err();
    let expected = ["filters[3].operator_id", "filters[4].category", "filters[5].contested"];
    assert_eq!(bad(&refused), expected);
    assert!(refused.violations.iter().all(|bad| bad.description == "is a filter for BIPT alone"));
}

/// A filter of a later version arrives here as one without any field.
#[test]
fn an_unknown_filter_is_refused() {
    let refused =
        request::list_dossiers(&asked(vec![Filter::default()]), ("OP01", false), &vault());
    let refused = refused.unwrap_err();
    let names = ["status", "formula", "due_before", "operator_id", "category", "contested"];
    assert_eq!(bad(&refused), names.map(|name| format!("filters[0].{name}")));
}

#[test]
fn a_filter_is_given_once() {
    let active = || Filter { status: contract::Status::Active.into(), ..Filter::default() };
    let closed = Filter { status: contract::Status::Closed.into(), ..Filter::default() };
    let refused = request::list_dossiers(&asked(vec![active(), closed]), ("OP01", false), &vault());
    assert_eq!(bad(&refused.unwrap_err()), ["filters[1].status"]);
}

#[test]
fn a_token_leads_on_with_the_same_filters_only() {
    let vault = vault();
    let active = Filter { status: contract::Status::Active.into(), ..Filter::default() };
    let (filters, _) =
        request::list_dossiers(&asked(vec![active.clone()]), ("OP01", false), &vault).unwrap();
    let list = request::dossiers_of("OP01", &filters);
    let page_token = request::page_token(&vault, &list, Some(7)).unwrap();
    for (party, filters, after) in [
        ("OP01", vec![active.clone()], Some(7)),
        ("OP02", vec![active], None),
        ("OP01", vec![], None),
    ] {
        let page_token = page_token.clone();
        let asked = contract::ListDossiersRequest { page_token, ..asked(filters) };
        let read = request::list_dossiers(&asked, (party, false), &vault);
        assert_eq!(read.ok().map(|(_, page)| page.after), after, "{party}");
    }
}

#[test]
fn as_of_is_a_date_an_entry_or_both() {
    let day = || Some(Date { year: 2026, month: 1, day: 5 });
    let (date, version) = ("2026-01-05".parse().ok(), Some(3));
    for (given, number, expected) in [
        (None, 0, AsOf::default()),
        (day(), 0, AsOf { date, version: None }),
        (None, 3, AsOf { date: None, version }),
        (day(), 3, AsOf { date, version }),
    ] {
        let asked = contract::GetDossierAsOfRequest {
            dossier_number: "1234567894".to_owned(),
            date: given,
            number,
        };
        assert_eq!(request::get_dossier_as_of(&asked).unwrap().1, expected);
    }
    let year_alone = contract::GetDossierAsOfRequest {
        dossier_number: "1234567890".to_owned(),
        date: Some(Date { year: 2026, month: 0, day: 0 }),
        number: -1,
    };
    let refused = request::get_dossier_as_of(&year_alone).unwrap_err();
    assert_eq!(bad(&refused), ["number", "dossier_number", "date"]);
}

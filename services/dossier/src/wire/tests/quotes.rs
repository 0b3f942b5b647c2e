//! Offers as they are asked about, and what is answered.

use stts_contracts::common::v1::Date;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::eligibility::Truth;
use stts_dossier_domain::quote::quote;
use stts_kernel::{Formula, Refusal};

use contract::OfferedService as Service;

use crate::rules;
use crate::wire::{answer, request};

fn line(label: &str, service: Service, price_cents: i64) -> contract::OfferLine {
    contract::OfferLine { label: label.to_owned(), service: service.into(), price_cents }
}

fn asked() -> contract::QuoteReductionsRequest {
    contract::QuoteReductionsRequest {
        lines: vec![
            line("television", Service::Other, 1500),
            line("line", Service::Subscription, 2001),
            line("calls", Service::Calls, 250),
        ],
        categories: vec![contract::Category::Age65.into()],
        date: Some(Date { year: 2026, month: 1, day: 5 }),
        formula: 0,
        collective_living: false,
        exclusive_subscription: false,
    }
}

fn bad(refusal: &Refusal) -> Vec<&str> {
    refusal.violations.iter().map(|violation| violation.field.as_str()).collect()
}

#[test]
fn a_quote_names_each_line_with_its_discount() {
    let asked = asked();
    let (offered, formula) = request::quote_reductions(&asked).unwrap();
    assert_eq!(formula, None);
    let tariff = rules::load(None).unwrap().rules.tariff;
    let quote = quote(&offered.offer, formula, &offered.entitlement, &tariff).unwrap();
    let told = answer::reduction_quote(&quote, &asked.lines);
    let lines: Vec<_> = told
        .lines
        .iter()
        .map(|line| (line.label.as_str(), line.price_cents, line.discount_cents, &*line.article))
        .collect();
    let expected = [
        ("television", 1500, 0, ""),
        ("line", 2001, 801, "art. 38 §1, 2°, first dash"),
        ("calls", 250, 250, "art. 38 §1, 2°, second dash"),
    ];
    assert_eq!(lines, expected);
    assert_eq!(told.formula(), contract::Formula::SubscriptionAndCalls);
    let savings =
        (told.monthly_saving_cents, told.yearly_saving_cents, told.installation_saving_cents);
    assert_eq!(savings, (1051, 12_612, 0));
}

#[test]
fn who_lives_in_a_collective_needs_a_subscription_of_their_own_for_internet() {
    for (collective_living, exclusive_subscription, internet) in [
        (false, false, Truth::True),
        (false, true, Truth::True),
        (true, false, Truth::False),
        (true, true, Truth::True),
    ] {
        let quoted = contract::QuoteReductionsRequest {
            collective_living,
            exclusive_subscription,
            ..asked()
        };
        let (offered, _) = request::quote_reductions(&quoted).unwrap();
        assert_eq!(offered.entitlement.internet, internet);
        let asked = asked();
        let ranked = contract::RecommendFormulaRequest {
            lines: asked.lines,
            categories: asked.categories,
            date: asked.date,
            collective_living,
            exclusive_subscription,
        };
        assert_eq!(request::recommend_formula(&ranked), Ok(offered));
    }
}

#[test]
fn a_named_formula_is_taken_over() {
    let formula = contract::Formula::CallsOnly.into();
    let named = contract::QuoteReductionsRequest { formula, ..asked() };
    assert_eq!(request::quote_reductions(&named).unwrap().1, Some(Formula::CallsOnly));
}

#[test]
fn every_bad_field_of_an_offer_is_named() {
    let mut twice = asked();
    twice.lines.push(line("more calls", Service::Calls, 100));
    twice.lines.push(line("another", Service::SubscriptionElsewhere, 100));
    twice.date = Some(Date { year: 2026, month: 2, day: 30 });
    let refusal = request::quote_reductions(&twice).unwrap_err();
    assert_eq!(bad(&refusal), ["lines[3].service", "lines[4].service", "date"]);

    let empty = contract::QuoteReductionsRequest::default();
    let refusal = request::quote_reductions(&empty).unwrap_err();
    assert_eq!(bad(&refusal), ["lines", "categories", "date"]);
}

//! Why a year cannot be calculated, and what the caller is told.

use crate::support::{date, operator, tariffs};
use stts_kernel::{Cents, ErrorKind, Formula, Period, Refusal};
use stts_settlement_domain::{
    ContributionRule, Declaration, Declarations, Factor, Installation, InvalidDeclaration,
    LineKind, OfferedService, Offering, ReductionPeriod, RegisteredOperator, ServiceKind,
    SettlementYear, Totals, Turnover, TurnoverLine, calculate, declarations_of_participants,
};

const EVERYBODY: ContributionRule = ContributionRule { threshold: None, volunteer_years: 0 };

fn year() -> SettlementYear {
    SettlementYear::new(2023).unwrap()
}

fn granted(ids: &[&str]) -> Totals {
    let mut totals = Totals::new(year(), &tariffs());
    for id in ids {
        totals.add_period(&ReductionPeriod {
            operator: operator(id),
            formula: Formula::CallsOnly,
            period: Period::year(2023),
        });
    }
    totals
}

fn declared(cents: i64) -> Declaration {
    let all: Factor = "1".parse().unwrap();
    Declaration {
        turnover: Some(Turnover::declared([(TurnoverLine::MobilePrepaid, Cents(cents))]).unwrap()),
        factor_subscription: Some(all),
        factor_calls: Some(all),
    }
}

fn declarations(list: &[(&str, &Declaration)]) -> Declarations {
    list.iter().map(|(id, declaration)| (operator(id), (*declaration).clone())).collect()
}

fn refusal(totals: &Totals, list: &[(&str, &Declaration)]) -> Refusal {
    calculate(totals, &declarations(list)).unwrap_err().into()
}

#[test]
fn every_operator_that_does_not_take_part_is_named() {
    let refusal = refusal(&granted(&["OP09", "OP01", "OP08"]), &[("OP01", &declared(5))]);
    assert_eq!(refusal.kind, ErrorKind::OperatorNotInSettlement);
    assert_eq!(refusal.metadata, [("operators", "OP08,OP09".to_owned())]);
}

#[test]
fn a_mobile_installation_is_enough_to_be_named() {
    let mut totals = granted(&[]);
    let on = date("2023-05-01");
    let mobile = Installation::new(operator("OP09"), LineKind::Mobile, Cents::ZERO, on).unwrap();
    totals.add_installation(&mobile);
    let refusal = refusal(&totals, &[("OP01", &declared(5))]);
    assert_eq!(refusal.metadata, [("operators", "OP09".to_owned())]);
}

#[test]
fn everything_that_is_missing_is_named() {
    let without_calls = Declaration { factor_calls: None, ..declared(5) };
    let nothing = Declaration::default();
    let list = [("OP01", &declared(5)), ("OP02", &without_calls), ("OP03", &nothing)];
    let refusal = refusal(&granted(&[]), &list);
    assert_eq!(refusal.kind, ErrorKind::DeclarationMissing);
    let missing =
        "OP02.factor_calls,OP03.turnover,OP03.factor_subscription,OP03.factor_calls".to_owned();
    assert_eq!(refusal.metadata, [("missing", missing)]);
}

#[test]
fn the_first_obstacle_is_given() {
    let nothing = Declaration::default();
    let zero = declared(0);
    for (ids, list, kind) in [
        (&["OP09"][..], vec![("OP01", &nothing)], ErrorKind::OperatorNotInSettlement),
        (&["OP01"], vec![("OP01", &zero), ("OP02", &nothing)], ErrorKind::DeclarationMissing),
        (&["OP01"], vec![("OP01", &zero)], ErrorKind::NoTurnover),
    ] {
        assert_eq!(refusal(&granted(ids), &list).kind, kind);
    }
}

#[test]
fn without_any_discount_nobody_needs_turnover() {
    let unused = Declaration {
        factor_subscription: "0".parse().ok(),
        factor_calls: "0".parse().ok(),
        ..declared(0)
    };
    let calculation = calculate(&granted(&["OP01"]), &declarations(&[("OP01", &unused)])).unwrap();
    assert_eq!(calculation.operators[0].days_of(Formula::CallsOnly), 365);
    assert_eq!(calculation.operators[0].shares, None);
    assert_eq!(calculation.operators[0].compensation.cents(), Cents::ZERO);
}

#[test]
fn an_invalid_declaration_names_its_line() {
    let line = TurnoverLine::MobilePrepaid;
    for (invalid, named) in [
        (InvalidDeclaration::UnknownLine { name: "TOTAL".into() }, Some("TOTAL")),
        (InvalidDeclaration::RepeatedLine { line }, Some("MOBILE_PREPAID")),
        (InvalidDeclaration::NegativeTurnover { line }, Some("MOBILE_PREPAID")),
        (InvalidDeclaration::Factor, None),
    ] {
        let refusal = Refusal::from(invalid);
        assert_eq!(refusal.kind, ErrorKind::DeclarationInvalid);
        let metadata: Vec<_> = named.map(|name| ("line", name.to_owned())).into_iter().collect();
        assert_eq!(refusal.metadata, metadata);
    }
}

#[test]
fn the_registry_decides_whose_declarations_count() {
    let registered = |id: &str, from: &str| {
        let period = Period::open(date(from));
        let reason = "public telephony".into();
        let participation = stts_settlement_domain::Participation { period, reason };
        RegisteredOperator::new(operator(id), id.into(), vec![participation], vec![]).unwrap()
    };
    let registry = [registered("OP02", "2023-12-31"), registered("OP01", "2024-01-01")];
    let stored = declarations(&[("OP01", &declared(5)), ("OP03", &declared(5))]);
    let roll = declarations_of_participants(&registry, year(), &EVERYBODY, stored);
    assert_eq!(roll, declarations(&[("OP02", &Declaration::default())]));
    let stored = declarations(&[("OP02", &declared(5))]);
    assert_eq!(declarations_of_participants(&registry, year(), &EVERYBODY, stored.clone()), stored);
}

#[test]
fn who_is_not_above_the_threshold_is_left_out() {
    let period = Period::open(date("2020-01-01"));
    let participation =
        stts_settlement_domain::Participation { period, reason: "public telephony".into() };
    let service = OfferedService { kind: ServiceKind::Fixed, period };
    let registered = |id: &str| {
        let participations = vec![participation.clone()];
        let one = RegisteredOperator::new(operator(id), id.into(), participations, vec![]).unwrap();
        one.offering_of(Offering { services: vec![service], ..Offering::default() }).unwrap()
    };
    let registry = [registered("OP01"), registered("OP02"), registered("OP03")];
    let rule = ContributionRule { threshold: Some(Cents(5)), volunteer_years: 5 };
    let stored = declarations(&[("OP01", &declared(5)), ("OP02", &declared(6))]);
    let roll = declarations_of_participants(&registry, year(), &rule, stored);
    let above = declared(6);
    assert_eq!(roll, declarations(&[("OP02", &above), ("OP03", &Declaration::default())]));
}

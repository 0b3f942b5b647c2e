//! The operators that BIPT registered, and in which years they take part in the fund.

use chrono::NaiveDate;
use stts_kernel::{OperatorId, Period, Refusal, Violation};

use crate::{Offering, SettlementYear};

/// Days on which an operator takes part in the fund, with the reason (domain, section 11; decision
/// on the fund, chapter 5): a provider or reseller of public telephony, VoIP with assigned numbers,
/// above the threshold, a volunteer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// The days.
    pub period: Period,
    /// Why, in BIPT's words.
    pub reason: String,
}

/// Whether an operator grants a month's reduction at its beginning or its end, from a date on
/// (domain, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantingPractice {
    /// The first day on which it holds.
    pub valid_from: NaiveDate,
    /// True: in advance; false: in arrears.
    pub grants_in_advance: bool,
}

/// An operator as BIPT registered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredOperator {
    operator_id: OperatorId,
    name: String,
    participations: Vec<Participation>,
    practices: Vec<GrantingPractice>,
    offering: Offering,
}

impl RegisteredOperator {
    /// An operator, with its participations and practices in the order of their dates. Refused
    /// with `INVALID_FIELDS`, naming every bad field: a blank name or reason, an empty
    /// participation or one that meets the one before it, practices out of order.
    pub fn new(
        operator_id: OperatorId,
        name: String,
        participations: Vec<Participation>,
        practices: Vec<GrantingPractice>,
    ) -> Result<Self, Refusal> {
        let mut violations = Vec::new();
        if name.trim().is_empty() {
            violations.push(violation("name", "is blank"));
        }
        violations.extend(participation_violations(&participations));
        violations.extend(practice_violations(&practices));
        if violations.is_empty() {
            let offering = Offering::default();
            Ok(Self { operator_id, name, participations, practices, offering })
        } else {
            Err(Refusal::invalid_fields(violations))
        }
    }

    /// The same operator with what it offers. Refused with `INVALID_FIELDS`, naming every bad field:
    /// an empty period, a block of numbers that is not digits.
    pub fn offering_of(self, offering: Offering) -> Result<Self, Refusal> {
        let violations = offering.violations();
        if violations.is_empty() {
            Ok(Self { offering, ..self })
        } else {
            Err(Refusal::invalid_fields(violations))
        }
    }

    /// The code under which it is registered.
    pub const fn operator_id(&self) -> &OperatorId {
        &self.operator_id
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When it takes part in the fund, in order.
    pub fn participations(&self) -> &[Participation] {
        &self.participations
    }

    /// When it grants in advance, in order.
    pub fn practices(&self) -> &[GrantingPractice] {
        &self.practices
    }

    /// What it offers to the public.
    pub const fn offering(&self) -> &Offering {
        &self.offering
    }

    /// The first participation that has a day in the part of the year that is settled; one day is
    /// enough.
    pub fn participation_in(&self, year: SettlementYear) -> Option<&Participation> {
        let settled = year.span();
        self.participations.iter().find(|one| one.period.intersection(&settled).is_some())
    }

    /// Whether it takes part in the settlement of the year, as far as that can be said before its
    /// turnover is known.
    pub fn takes_part_in(&self, year: SettlementYear) -> bool {
        self.standing_by_nature(year).takes_part()
    }

    /// Whether it grants in advance on that date; unknown before its first practice.
    pub fn grants_in_advance(&self, date: NaiveDate) -> Option<bool> {
        let begun = self.practices.iter().rev().find(|practice| practice.valid_from <= date);
        begun.map(|practice| practice.grants_in_advance)
    }
}

fn participation_violations(participations: &[Participation]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (index, one) in participations.iter().enumerate() {
        if one.reason.trim().is_empty() {
            violations.push(violation(&format!("participations[{index}].reason"), "is blank"));
        }
        if one.period.is_empty() {
            violations.push(violation(&format!("participations[{index}].until"), "leaves no day"));
        }
        let before = index.checked_sub(1).and_then(|before| participations.get(before));
        let begins_late = |before: &Participation| {
            before.period.until().is_some_and(|until| until <= one.period.from())
        };
        if before.is_some_and(|before| !begins_late(before)) {
            let fault = "is before the end of the participation above it";
            violations.push(violation(&format!("participations[{index}].from"), fault));
        }
    }
    violations
}

fn practice_violations(practices: &[GrantingPractice]) -> Vec<Violation> {
    let pairs = practices.windows(2).enumerate();
    let disordered = pairs.filter(|(_, pair)| pair[0].valid_from >= pair[1].valid_from);
    disordered
        .map(|(index, _)| {
            let field = format!("practices[{}].valid_from", index + 1);
            violation(&field, "is not after the one above it")
        })
        .collect()
}

fn violation(field: &str, description: &str) -> Violation {
    Violation { field: field.to_owned(), description: description.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AssignedNumbers, OfferedService, ServiceKind};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn participation(from: &str, until: Option<&str>) -> Participation {
        let period = Period::new(date(from), until.map(date)).unwrap();
        Participation { period, reason: "public telephony".into() }
    }

    fn practice(valid_from: &str, grants_in_advance: bool) -> GrantingPractice {
        GrantingPractice { valid_from: date(valid_from), grants_in_advance }
    }

    fn registered(
        name: &str,
        participations: Vec<Participation>,
        practices: Vec<GrantingPractice>,
    ) -> Result<RegisteredOperator, Refusal> {
        let operator_id = OperatorId::new("OP01").unwrap();
        RegisteredOperator::new(operator_id, name.into(), participations, practices)
    }

    #[test]
    fn one_day_in_the_year_is_enough_to_take_part() {
        for (from, until, year, takes_part) in [
            ("2022-12-31", Some("2023-01-02"), 2023, true),
            ("2022-12-31", Some("2023-01-01"), 2023, false),
            ("2023-12-31", None, 2023, true),
            ("2024-01-01", None, 2023, false),
            ("2005-01-01", Some("2005-07-01"), 2005, false),
            ("2005-01-01", Some("2005-07-02"), 2005, true),
        ] {
            let operator = registered("One", vec![participation(from, until)], vec![]).unwrap();
            let year = SettlementYear::new(year).unwrap();
            assert_eq!(operator.takes_part_in(year), takes_part, "{from} to {until:?} in {year}");
        }
    }

    #[test]
    fn the_practice_is_the_last_that_began() {
        let practices = vec![practice("2010-01-01", true), practice("2012-01-01", false)];
        let operator = registered("One", vec![], practices).unwrap();
        for (on, in_advance) in [
            ("2009-12-31", None),
            ("2010-01-01", Some(true)),
            ("2011-12-31", Some(true)),
            ("2012-01-01", Some(false)),
        ] {
            assert_eq!(operator.grants_in_advance(date(on)), in_advance, "{on}");
        }
    }

    #[test]
    fn every_bad_field_of_an_offering_is_named() {
        let empty = Period::new(date("2020-01-01"), Some(date("2020-01-01"))).unwrap();
        let service = OfferedService { kind: ServiceKind::Fixed, period: empty };
        let numbers = |block: &str| AssignedNumbers { block: block.into(), period: empty };
        let offering = Offering {
            services: vec![service],
            numbers: vec![numbers("02 78"), numbers("")],
            volunteered_on: None,
        };
        let operator = registered("One", vec![], vec![]).unwrap();
        let refusal = operator.offering_of(offering).unwrap_err();
        let fields: Vec<_> = refusal.violations.into_iter().map(|one| one.field).collect();
        assert_eq!(
            fields,
            [
                "services[0].offered_until",
                "numbers[0].assigned_until",
                "numbers[0].block",
                "numbers[1].assigned_until",
                "numbers[1].block",
            ]
        );
    }

    #[test]
    fn every_bad_field_is_named() {
        let blank = Participation { reason: " ".into(), ..participation("2010-01-01", None) };
        let participations = vec![
            blank,
            participation("2011-01-01", Some("2011-01-01")),
            participation("2011-01-01", None),
        ];
        let practices = vec![practice("2010-01-01", true), practice("2010-01-01", false)];
        let refusal = registered("", participations, practices).unwrap_err();
        let fields: Vec<_> = refusal.violations.into_iter().map(|one| one.field).collect();
        assert_eq!(
            fields,
            [
                "name",
                "participations[0].reason",
                "participations[1].until",
                "participations[1].from",
                "practices[1].valid_from",
            ]
        );
    }
}

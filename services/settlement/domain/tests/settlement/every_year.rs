//! What holds for every year.

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use proptest::sample::Index;
use stts_kernel::Formula;
use stts_settlement_domain::{
    Calculation, Declarations, Exact, OperatorCalculation, Totals, calculate, write_inputs,
};

use crate::oracle::{Oracle, days_granted, fraction};
use crate::random_year::{Granted, RandomYear, id, random_year};

fn calculated(year: &RandomYear) -> Calculation {
    calculate(&year.totals(), &year.declarations()).unwrap()
}

fn inputs(totals: &Totals, declarations: &Declarations) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_inputs(totals, declarations, |part| bytes.extend_from_slice(part));
    bytes
}

fn inputs_of(year: &RandomYear) -> String {
    String::from_utf8(inputs(&year.totals(), &year.declarations())).unwrap()
}

fn compensations(calculation: &Calculation) -> Vec<i128> {
    let cents = |one: &OperatorCalculation| i128::from(one.compensation.cents().0);
    calculation.operators.iter().map(cents).collect()
}

fn in_halves(whole: &Granted) -> [Granted; 2] {
    let days = whole.until.map_or(TimeDelta::days(400), |until| until - whole.from);
    let middle = whole.from + days / 2;
    let (first, second) = (whole.clone(), whole.clone());
    [Granted { until: Some(middle), ..first }, Granted { from: middle, ..second }]
}

fn in_halves_and_another_order() -> impl Strategy<Value = (RandomYear, RandomYear)> {
    random_year().prop_flat_map(|year| {
        let halves: Vec<Granted> = year.periods.iter().flat_map(in_halves).collect();
        let parts = (
            Just(year.clone()),
            Just(halves).prop_shuffle(),
            Just(year.installations).prop_shuffle(),
        );
        parts.prop_map(|(year, periods, installations)| {
            let other = RandomYear { periods, installations, ..year.clone() };
            (year, other)
        })
    })
}

proptest! {
    #[test]
    fn amounts_and_days_are_those_of_a_walk_through_the_year(year in random_year()) {
        let (calculation, oracle) = (calculated(&year), Oracle::new(&year));
        let total = fraction(oracle.total(), oracle.denominator);
        prop_assert_eq!(calculation.total.exact().to_string(), total);
        for (index, one) in calculation.operators.iter().enumerate() {
            prop_assert_eq!(&one.operator, &id(index));
            let amount = fraction(oracle.amounts[index], oracle.denominator);
            prop_assert_eq!(one.amount.exact().to_string(), amount);
            let half_up = (2 * oracle.amounts[index] + oracle.denominator)
                .div_euclid(2 * oracle.denominator);
            prop_assert_eq!(i128::from(one.amount.cents().0), half_up);
            for formula in Formula::ALL {
                prop_assert_eq!(one.days_of(*formula), days_granted(&year, index, *formula));
            }
        }
    }

    #[test]
    fn shares_add_up_to_one_and_are_absent_without_discounts(year in random_year()) {
        let (calculation, oracle) = (calculated(&year), Oracle::new(&year));
        let shares: Vec<_> =
            calculation.operators.iter().filter_map(|one| one.shares.as_ref()).collect();
        if oracle.total() == 0 {
            prop_assert!(shares.is_empty());
            prop_assert!(compensations(&calculation).iter().all(|cents| *cents == 0));
        } else {
            prop_assert_eq!(shares.len(), year.declared.len());
            for (index, share) in shares.iter().enumerate() {
                let actual = fraction(oracle.amounts[index], oracle.total());
                let normative = fraction(oracle.turnovers[index], oracle.market());
                prop_assert_eq!(share.actual.to_string(), actual);
                prop_assert_eq!(share.normative.to_string(), normative);
            }
            let actual: Exact = shares.iter().map(|share| &share.actual).sum();
            let normative: Exact = shares.iter().map(|share| &share.normative).sum();
            prop_assert_eq!((actual.to_string(), normative.to_string()), ("1".into(), "1".into()));
        }
    }

    #[test]
    fn compensations_add_up_to_zero_and_are_within_a_cent(year in random_year()) {
        let calculation = calculated(&year);
        let rounded = compensations(&calculation);
        prop_assert_eq!(rounded.iter().sum::<i128>(), 0);
        let (exact, denominator) = Oracle::new(&year).compensations();
        for (index, cents) in rounded.iter().enumerate() {
            let shown = calculation.operators[index].compensation.exact().to_string();
            prop_assert_eq!(shown, fraction(exact[index], denominator));
            prop_assert!((cents * denominator - exact[index]).abs() < denominator);
        }
    }

    #[test]
    fn a_cent_goes_to_who_lost_more_then_to_the_smaller_id(year in random_year()) {
        let rounded = compensations(&calculated(&year));
        let (exact, denominator) = Oracle::new(&year).compensations();
        let lost = |index: usize| exact[index].rem_euclid(denominator);
        let was_raised = |index: usize| rounded[index] > exact[index].div_euclid(denominator);
        for raised in (0..rounded.len()).filter(|index| was_raised(*index)) {
            for other in (0..rounded.len()).filter(|index| !was_raised(*index)) {
                let deserved =
                    lost(raised) > lost(other) || (lost(raised) == lost(other) && raised < other);
                prop_assert!(deserved, "{raised} was raised before {other}");
            }
        }
    }

    #[test]
    fn order_and_splitting_change_nothing((year, other) in in_halves_and_another_order()) {
        prop_assert_eq!(calculated(&other), calculated(&year));
        prop_assert_eq!(inputs_of(&other), inputs_of(&year));
    }

    #[test]
    fn other_inputs_are_written_as_other_bytes(year in random_year(), index in any::<Index>()) {
        let written = inputs_of(&year);
        let operator = index.index(year.declared.len());
        let mut turnover = year.clone();
        turnover.declared[operator].internet_cents += 1;
        prop_assert_ne!(inputs_of(&turnover), &*written);
        let mut factor = year.clone();
        factor.declared[operator].calls ^= 1;
        prop_assert_ne!(inputs_of(&factor), &*written);
        let mut tariff = year.clone();
        let in_force = tariff.tariffs.iter().rposition(|(from, _)| {
            *from <= NaiveDate::from_ymd_opt(year.year, 12, 31).unwrap()
        });
        tariff.tariffs[in_force.unwrap_or(0)].1.calls_cents += 1;
        prop_assert_ne!(inputs_of(&tariff), &*written);
        let mut declarations = year.declarations();
        declarations.remove(&id(operator));
        prop_assert_ne!(inputs(&year.totals(), &declarations), written.as_bytes());
    }
}

//! Years at random: operators, tariffs that change midway, periods and installations around the
//! year's edges.

use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use stts_kernel::{Cents, Dated, Discount, Formula, OperatorId, Period, Tariff};
use stts_settlement_domain::{
    Declaration, Declarations, Factor, Installation, LineKind, ReductionPeriod, SettlementYear,
    Totals, Turnover, TurnoverLine,
};

use crate::support::{dated, operator, tariff_of_2005};

/// A period, by what it is made of.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    pub(crate) operator: usize,
    pub(crate) formula: Formula,
    pub(crate) from: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
}

/// An installation, by what it is made of.
#[derive(Clone, Debug)]
pub(crate) struct Installed {
    pub(crate) operator: usize,
    pub(crate) is_fixed: bool,
    pub(crate) price_cents: i64,
    pub(crate) on: NaiveDate,
}

/// What an operator declared: factors in millionths, turnover in cents.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub(crate) subscription: u32,
    pub(crate) calls: u32,
    pub(crate) fixed_cents: i64,
    pub(crate) mobile_cents: i64,
    pub(crate) internet_cents: i64,
}

/// The amounts of a tariff row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amounts {
    pub(crate) subscription_cents: i64,
    pub(crate) calls_cents: i64,
    pub(crate) calls_split_cents: i64,
    pub(crate) installation_percent: u32,
}

/// A year to settle.
#[derive(Clone, Debug)]
pub(crate) struct RandomYear {
    pub(crate) year: i32,
    pub(crate) tariffs: Vec<(NaiveDate, Amounts)>,
    pub(crate) declared: Vec<Declared>,
    pub(crate) periods: Vec<Granted>,
    pub(crate) installations: Vec<Installed>,
}

/// The id of an operator.
pub(crate) fn id(index: usize) -> OperatorId {
    operator(&format!("OP{index:02}"))
}

impl RandomYear {
    fn dated_tariffs(&self) -> Dated<Tariff> {
        let row = |(from, amounts): &(NaiveDate, Amounts)| {
            let tariff = Tariff {
                subscription: Discount::Flat { amount: Cents(amounts.subscription_cents) },
                calls_split: Cents(amounts.calls_split_cents),
                installation_percent: amounts.installation_percent,
                ..tariff_of_2005(amounts.calls_cents)
            };
            (*from, tariff)
        };
        dated(&self.tariffs.iter().map(row).collect::<Vec<_>>())
    }

    /// What was granted, added up by the code under test.
    pub(crate) fn totals(&self) -> Totals {
        let year = SettlementYear::new(self.year).unwrap();
        let mut totals = Totals::new(year, &self.dated_tariffs());
        for granted in &self.periods {
            let period = Period::new(granted.from, granted.until).unwrap();
            let (operator, formula) = (id(granted.operator), granted.formula);
            totals.add_period(&ReductionPeriod { operator, formula, period });
        }
        for installed in &self.installations {
            let line = if installed.is_fixed { LineKind::Fixed } else { LineKind::Mobile };
            let price = Cents(installed.price_cents);
            let installation = Installation::new(id(installed.operator), line, price, installed.on);
            totals.add_installation(&installation.unwrap());
        }
        totals
    }

    /// What was declared.
    pub(crate) fn declarations(&self) -> Declarations {
        self.declared
            .iter()
            .enumerate()
            .map(|(index, one)| (id(index), one.declaration()))
            .collect()
    }
}

impl Declared {
    fn declaration(&self) -> Declaration {
        let turnover = Turnover::declared([
            (TurnoverLine::FixedBusinessAccessPstn, Cents(self.fixed_cents)),
            (TurnoverLine::MobilePrepaid, Cents(self.mobile_cents)),
            (TurnoverLine::InternetAccess, Cents(self.internet_cents)),
        ]);
        Declaration {
            turnover: turnover.ok(),
            factor_subscription: Factor::from_millionths(self.subscription).ok(),
            factor_calls: Factor::from_millionths(self.calls).ok(),
        }
    }
}

fn day(year: i32) -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year - 1, 7, 1).unwrap();
    (0..730_u64).prop_map(move |days| first + Days::new(days))
}

fn tariffs(year: i32) -> impl Strategy<Value = Vec<(NaiveDate, Amounts)>> {
    let amounts = (0..2000_i64, 0..1000_i64, 0..3000_i64, 0..=100_u32).prop_map(
        |(subscription_cents, calls_cents, calls_split_cents, installation_percent)| Amounts {
            subscription_cents,
            calls_cents,
            calls_split_cents,
            installation_percent,
        },
    );
    vec((day(year), amounts), 1..4).prop_map(|mut rows| {
        rows.sort_by_key(|(from, _)| *from);
        rows.dedup_by_key(|(from, _)| *from);
        rows
    })
}

fn declared() -> impl Strategy<Value = Declared> {
    let factor = || prop_oneof![Just(0), Just(1_000_000), 0..=1_000_000_u32];
    let cents = || prop_oneof![Just(0), Just(1), 0..1_000_000_000_i64];
    (factor(), factor(), cents(), cents(), cents()).prop_map(
        |(subscription, calls, fixed_cents, mobile_cents, internet_cents)| Declared {
            subscription,
            calls,
            fixed_cents,
            mobile_cents,
            internet_cents,
        },
    )
}

fn granted(year: i32, operators: usize) -> impl Strategy<Value = Granted> {
    (0..operators, select(Formula::ALL), day(year), option::weighted(0.8, 0..500_u64)).prop_map(
        |(operator, formula, from, days)| {
            let until = days.map(|days| from + Days::new(days));
            Granted { operator, formula, from, until }
        },
    )
}

fn installed(year: i32, operators: usize) -> impl Strategy<Value = Installed> {
    (0..operators, any::<bool>(), 0..10_000_i64, day(year)).prop_map(
        |(operator, is_fixed, price_cents, on)| Installed { operator, is_fixed, price_cents, on },
    )
}

/// A year in which somebody has turnover.
pub(crate) fn random_year() -> impl Strategy<Value = RandomYear> {
    (select(vec![2005, 2012, 2013]), 1..6_usize).prop_flat_map(|(year, operators)| {
        let parts = (
            tariffs(year),
            vec(declared(), operators),
            vec(granted(year, operators), 0..25),
            vec(installed(year, operators), 0..5),
        );
        parts.prop_map(move |(tariffs, mut declared, periods, installations)| {
            declared[0].mobile_cents += 1;
            RandomYear { year, tariffs, declared, periods, installations }
        })
    })
}

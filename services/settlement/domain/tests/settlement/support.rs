//! Hand-made tariffs and ids.

use chrono::NaiveDate;
use stts_kernel::{Cents, Dated, DatedRow, Discount, OperatorId, Source, Tariff};

/// The date written as `2006-02-05`.
pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An operator's id.
pub(crate) fn operator(id: &str) -> OperatorId {
    OperatorId::new(id).unwrap()
}

/// The tariff of 2005, flat, with those monthly discounts on calls.
pub(crate) fn tariff_of_2005(calls_cents: i64) -> Tariff {
    Tariff {
        subscription: Discount::Flat { amount: Cents(840) },
        internet: None,
        calls: Cents(calls_cents),
        calls_split: Cents(1150),
        internet_with_calls: false,
        installation_percent: 50,
        vat_percent: 21,
    }
}

/// Tariffs, each from its date on.
pub(crate) fn dated(rows: &[(NaiveDate, Tariff)]) -> Dated<Tariff> {
    let source = Source { article: "art. 38".into(), source: "law".into() };
    let row = |(valid_from, value): &(NaiveDate, Tariff)| DatedRow {
        valid_from: *valid_from,
        value: *value,
        source: source.clone(),
    };
    Dated::new(rows.iter().map(row).collect(), rows[0].0).unwrap()
}

/// The tariffs of the law so far: flat until 2012-08-04, then 40 % with a maximum.
pub(crate) fn tariffs() -> Dated<Tariff> {
    let of_2005 = tariff_of_2005(310);
    let percentage = Discount::Percentage { percent: 40, maximum: Cents(840) };
    let of_2012 = Tariff { subscription: percentage, internet: Some(percentage), ..of_2005 };
    let of_2014 = Tariff { internet_with_calls: true, ..of_2012 };
    dated(&[
        (date("2005-06-30"), of_2005),
        (date("2012-08-04"), of_2012),
        (date("2014-05-08"), of_2014),
    ])
}

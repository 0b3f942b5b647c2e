//! What was granted in a year, added up as it arrives.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use stts_kernel::{Dated, Formula, OperatorId, Period, Tariff};

use crate::{Installation, ReductionPeriod, SettlementYear};

/// The days of the settled year on which one row of the tariff holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TariffSpan {
    /// The days, within the year.
    pub days: Period,
    /// What holds on them.
    pub tariff: Tariff,
}

/// What one operator granted in the year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperatorTotals {
    days: BTreeMap<(NaiveDate, Formula), u64>,
    installation_prices: BTreeMap<NaiveDate, i128>,
}

impl OperatorTotals {
    /// Days granted per formula and tariff; the latter by the first day of its [`TariffSpan`].
    /// Without the pairs that have no day.
    pub fn days(&self) -> impl Iterator<Item = (NaiveDate, Formula, u64)> {
        self.days.iter().map(|((span, formula), days)| (*span, *formula, *days))
    }

    /// The normal prices of fixed-line installations added up, in cents, per tariff; the latter by
    /// the first day of its [`TariffSpan`].
    pub fn installation_price_cents(&self) -> impl Iterator<Item = (NaiveDate, i128)> {
        self.installation_prices.iter().map(|(span, cents)| (*span, *cents))
    }
}

/// What all operators granted in a year: days per operator, formula and tariff, and the prices of
/// installations. Its size does not grow with the number of periods added, and neither their order
/// nor a period that comes in two parts makes a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    year: SettlementYear,
    spans: Vec<TariffSpan>,
    operators: BTreeMap<OperatorId, OperatorTotals>,
}

impl Totals {
    /// Nothing granted yet. Days and installations will be split where the tariff changes.
    pub fn new(year: SettlementYear, tariffs: &Dated<Tariff>) -> Self {
        Self { year, spans: spans(year, tariffs), operators: BTreeMap::new() }
    }

    /// Adds the days of a period that lie in the settled year. An operator with none of them is
    /// not noted: one day in the year is needed to take part (domain, section 11).
    pub fn add_period(&mut self, granted: &ReductionPeriod) {
        let Self { spans, operators, .. } = self;
        for span in spans {
            let Some(both) = granted.period.intersection(&span.days) else { continue };
            let totals = operators.entry(granted.operator.clone()).or_default();
            let days = totals.days.entry((span.days.from(), granted.formula)).or_default();
            *days += both.days().map_or(0, u64::from);
        }
    }

    /// Adds an installation, if it was granted in the settled year. A mobile one adds no amount,
    /// but its operator is noted.
    pub fn add_installation(&mut self, installation: &Installation) {
        let Self { spans, operators, .. } = self;
        let Some(span) = spans.iter().find(|span| span.days.contains(installation.date())) else {
            return;
        };
        let totals = operators.entry(installation.operator().clone()).or_default();
        let price = i128::from(installation.discounted_price().0);
        if price > 0 {
            *totals.installation_prices.entry(span.days.from()).or_default() += price;
        }
    }

    /// The settled year.
    pub const fn year(&self) -> SettlementYear {
        self.year
    }

    /// The tariffs of the year, in order; together they cover its days that count.
    pub fn spans(&self) -> &[TariffSpan] {
        &self.spans
    }

    /// The operators that granted at least a day or an installation, in the order of their ids.
    pub fn operators(&self) -> impl Iterator<Item = (&OperatorId, &OperatorTotals)> {
        self.operators.iter()
    }

    /// What that operator granted; none when it granted nothing in the year.
    pub fn of(&self, operator: &OperatorId) -> Option<&OperatorTotals> {
        self.operators.get(operator)
    }

    pub(crate) fn tariff(&self, span: NaiveDate) -> Option<&Tariff> {
        self.spans.iter().find(|one| one.days.from() == span).map(|one| &one.tariff)
    }
}

fn spans(year: SettlementYear, tariffs: &Dated<Tariff>) -> Vec<TariffSpan> {
    let settled = year.span();
    let rows = tariffs.rows();
    let span = |(index, tariff): (usize, Tariff)| {
        // Before the first row, the first row holds.
        let from = if index == 0 { settled.from() } else { rows.get(index)?.valid_from };
        let until = rows.get(index + 1).map(|next| next.valid_from);
        let days = Period::new(from, until).ok()?.intersection(&settled)?;
        Some(TariffSpan { days, tariff })
    };
    rows.iter().map(|row| row.value).enumerate().filter_map(span).collect()
}

#[cfg(test)]
mod tests {
    use stts_kernel::{Cents, DatedRow, Discount, Source};

    use super::*;
    use crate::LineKind;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn tariffs(dates: &[&str]) -> Dated<Tariff> {
        let value = Tariff {
            subscription: Discount::Flat { amount: Cents(840) },
            internet: None,
            calls: Cents(310),
            calls_split: Cents(1150),
            internet_with_calls: false,
            installation_percent: 50,
            vat_percent: 21,
        };
        let source = Source { article: "art. 38".into(), source: "law".into() };
        let row = |text: &&str| DatedRow { valid_from: date(text), value, source: source.clone() };
        Dated::new(dates.iter().map(row).collect(), date(dates[0])).unwrap()
    }

    fn totals(year: i32, changes: &[&str]) -> Totals {
        Totals::new(SettlementYear::new(year).unwrap(), &tariffs(changes))
    }

    fn operator() -> OperatorId {
        OperatorId::new("OP01").unwrap()
    }

    fn granted(from: &str, until: Option<&str>) -> ReductionPeriod {
        let period = Period::new(date(from), until.map(date)).unwrap();
        ReductionPeriod { operator: operator(), formula: Formula::CallsOnly, period }
    }

    fn days(totals: &Totals) -> Vec<(String, u64)> {
        let days = totals.of(&operator()).into_iter().flat_map(OperatorTotals::days);
        days.map(|(span, _, days)| (span.to_string(), days)).collect()
    }

    #[test]
    fn days_are_split_where_the_tariff_changes() {
        let mut totals = totals(2012, &["2005-06-30", "2012-08-04", "2014-05-08"]);
        totals.add_period(&granted("2012-08-01", Some("2012-08-06")));
        totals.add_period(&granted("2012-08-03", Some("2012-08-04")));
        let split = [("2012-01-01".to_owned(), 4), ("2012-08-04".to_owned(), 2)];
        assert_eq!(days(&totals), split);
    }

    #[test]
    fn a_tariff_that_does_not_hold_in_the_year_leaves_no_trace() {
        for changes in [
            &["2005-06-30", "2012-01-01", "2013-01-01"][..],
            &["2012-01-01"],
            &["2010-01-01", "2011-12-31"],
            &["2012-06-01", "2013-01-01"],
        ] {
            let spans = totals(2012, changes).spans;
            assert_eq!(spans.len(), 1, "{changes:?}");
            assert_eq!(spans[0].days, Period::year(2012));
        }
    }

    #[test]
    fn only_days_of_the_year_count_and_of_2005_only_the_second_half() {
        for (year, from, until, counted) in [
            (2006, "2006-02-05", None, Some(330)),
            (2006, "2005-01-01", Some("2006-01-02"), Some(1)),
            (2006, "2005-01-01", Some("2006-01-01"), None),
            (2006, "2007-01-01", None, None),
            (2006, "2006-05-05", Some("2006-05-05"), None),
            (2005, "2005-01-01", None, Some(184)),
            (2005, "2005-01-01", Some("2005-07-01"), None),
        ] {
            let mut totals = totals(year, &["2005-06-30"]);
            totals.add_period(&granted(from, until));
            let counted_days = days(&totals).first().map(|(_, days)| *days);
            assert_eq!(counted_days, counted, "{from} to {until:?} in {year}");
            assert_eq!(totals.operators().count(), usize::from(counted.is_some()));
        }
    }

    #[test]
    fn an_installation_counts_in_its_year_and_with_a_price_only_on_a_fixed_line() {
        for (year, on, line, price) in [
            (2005, "2005-07-01", LineKind::Fixed, Some(5500)),
            (2005, "2005-06-30", LineKind::Fixed, None),
            (2006, "2006-12-31", LineKind::Fixed, Some(5500)),
            (2006, "2007-01-01", LineKind::Fixed, None),
            (2006, "2006-06-01", LineKind::Mobile, Some(0)),
        ] {
            let mut totals = totals(year, &["2005-06-30"]);
            let installation = Installation::new(operator(), line, Cents(5500), date(on));
            totals.add_installation(&installation.unwrap());
            let prices = totals
                .of(&operator())
                .map(|totals| totals.installation_price_cents().map(|(_, cents)| cents).sum());
            assert_eq!(prices, price, "{line:?} on {on} in {year}");
        }
    }
}

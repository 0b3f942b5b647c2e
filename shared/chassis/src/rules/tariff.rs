//! The tariff, which the dossier and the fund both need (annex art. 38).

use std::path::Path;

use serde::Deserialize;
use stts_kernel::{Cents, Discount, TARIFF_RULES, Tariff};

use super::{Loaded, RuleError, RuleFile, read};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TariffRow {
    subscription: DiscountRow,
    internet: Option<DiscountRow>,
    calls_cents: i64,
    calls_split_cents: i64,
    internet_with_calls: bool,
    installation_percent: u32,
    vat_percent: u32,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum DiscountRow {
    Flat(FlatRow),
    Percentage(PercentageRow),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatRow {
    flat_cents: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PercentageRow {
    percent: u32,
    maximum_cents: i64,
}

impl From<DiscountRow> for Discount {
    fn from(row: DiscountRow) -> Self {
        match row {
            DiscountRow::Flat(flat) => Self::Flat { amount: Cents(flat.flat_cents) },
            DiscountRow::Percentage(part) => {
                Self::Percentage { percent: part.percent, maximum: Cents(part.maximum_cents) }
            }
        }
    }
}

impl From<TariffRow> for Tariff {
    fn from(row: TariffRow) -> Self {
        Self {
            subscription: row.subscription.into(),
            internet: row.internet.map(Into::into),
            calls: Cents(row.calls_cents),
            calls_split: Cents(row.calls_split_cents),
            internet_with_calls: row.internet_with_calls,
            installation_percent: row.installation_percent,
            vat_percent: row.vat_percent,
        }
    }
}

/// The tariff of all dates: `tariff.toml` of the folder when there is one, else what is built in.
pub fn tariff(folder: Option<&Path>) -> Result<Loaded<Tariff>, RuleError> {
    let (text, origin) = read(folder, "tariff", TARIFF_RULES)?;
    let file = RuleFile::<TariffRow>::parse(&text, &origin)?;
    file.map(Tariff::from).dated(&origin)
}

#[cfg(test)]
mod tests {
    use stts_kernel::Formula;

    use super::*;

    #[test]
    fn the_tariff_that_is_built_in_knows_its_formulas() {
        let tariff = tariff(None).unwrap().dated;
        for (date, formula, known) in [
            ("2012-08-03", Formula::Internet, false),
            ("2012-08-04", Formula::Internet, true),
            ("2014-05-07", Formula::InternetAndCalls, false),
            ("2014-05-08", Formula::InternetAndCalls, true),
            ("2005-07-01", Formula::CallsSplit, true),
        ] {
            let row = &tariff.on(date.parse().unwrap()).value;
            assert_eq!(row.knows(formula), known, "{date} {formula:?}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let text = TARIFF_RULES.replacen("calls_cents", "call_cents", 1);
        std::fs::write(folder.path().join("tariff.toml"), text).unwrap();
        let error = tariff(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("row 1") && error.contains("call_cents"), "{error}");
    }
}

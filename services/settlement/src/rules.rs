//! The fund's own rule files.

use std::path::Path;

use serde::Deserialize;
use stts_chassis::rules::{Loaded, RuleError, RuleFile, read};
use stts_kernel::Cents;
use stts_settlement_domain::ContributionRule;

const CONTRIBUTION: &str = include_str!("../rules/contribution.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContributionRow {
    threshold_cents: Option<i64>,
    volunteer_years: u32,
}

impl From<ContributionRow> for ContributionRule {
    fn from(row: ContributionRow) -> Self {
        let ContributionRow { threshold_cents, volunteer_years } = row;
        Self { threshold: threshold_cents.map(Cents), volunteer_years }
    }
}

/// Who contributes: `contribution.toml` of the folder when there is one, else what is built in.
pub fn contribution(folder: Option<&Path>) -> Result<Loaded<ContributionRule>, RuleError> {
    let (text, origin) = read(folder, "contribution", CONTRIBUTION)?;
    let file = RuleFile::<ContributionRow>::parse(&text, &origin)?;
    file.map(ContributionRule::from).dated(&origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_came_in_2012() {
        let rules = contribution(None).unwrap().dated;
        for (date, threshold, volunteer_years) in [
            ("2005-12-31", None, 0),
            ("2012-08-03", None, 0),
            ("2012-08-04", Some(Cents(5_000_000_000)), 5),
        ] {
            let row = rules.on(date.parse().unwrap()).value;
            assert_eq!(row, ContributionRule { threshold, volunteer_years }, "{date}");
        }
    }
}

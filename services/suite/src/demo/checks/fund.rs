//! The settlement (domain, section 11).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use stts_chassis::fields::date;
use stts_contracts::dossier::v1::{Dossier, LineKind};

use super::Check;
use crate::demo::plan::Plan;
use crate::demo::survey::Survey;
use crate::demo::{YEAR, words};

/// Invariant 19.
pub(super) fn compensations_add_up_to_nothing(survey: &Survey) -> Check {
    let mut check = Check::new("compensations add up to 0.00");
    let sum: i64 = survey.settlement.statements.iter().map(|one| one.compensation_cents).sum();
    check.look(sum == 0, || format!("{sum} cents are left"));
    check
}

/// The whole is its parts, for each operator and for all.
pub(super) fn amounts_add_up_to_the_total(survey: &Survey) -> Check {
    let mut check = Check::new("amounts add up to the whole cost, within a cent of rounding");
    let statements = &survey.settlement.statements;
    for one in statements {
        let parts = one.installation_cents + one.subscription_cents + one.calls_cents;
        let near = (one.amount_cents - parts).abs() <= 2;
        check.look(near, || format!("{}: {} of {parts}", one.operator_id, one.amount_cents));
    }
    let sum: i64 = statements.iter().map(|one| one.amount_cents).sum();
    let near = (survey.settlement.total_cents - sum).abs() <= 3;
    check.look(near, || format!("{sum} of {}", survey.settlement.total_cents));
    check
}

/// The year's days from the begin of each reduction to the end of the year: none has an end yet.
pub(super) fn days_are_those_of_the_dossiers(survey: &Survey) -> Check {
    let mut check = Check::new("the fund counts the days that the dossiers granted");
    let mut granted: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for found in survey.dossiers.values() {
        let days = days_granted(&found.dossier).unwrap_or_default();
        if days > 0 {
            let formula = words::formula_of(&found.dossier);
            *granted.entry((&found.dossier.operator_id, formula)).or_default() += days;
        }
    }
    let mut counted: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for statement in &survey.settlement.statements {
        for days in statement.days.iter().filter(|days| days.days > 0) {
            counted.insert((&statement.operator_id, &days.formula), days.days);
        }
    }
    for (of, days) in &granted {
        let found = counted.remove(of).unwrap_or_default();
        check.look(found == *days, || format!("{} {}: {found} of {days}", of.0, of.1));
    }
    for (of, days) in counted {
        check.look(false, || format!("{} {}: {days} that nobody granted", of.0, of.1));
    }
    check
}

fn days_granted(dossier: &Dossier) -> Option<i64> {
    let begin = date(dossier.reduction_begin_date.as_ref()?).ok()?;
    let first = NaiveDate::from_ymd_opt(YEAR, 1, 1)?;
    let after = NaiveDate::from_ymd_opt(YEAR + 1, 1, 1)?;
    Some((after - begin.max(first)).num_days().max(0))
}

/// Half of the price of each fixed line whose reduction was activated, but for a living wage.
pub(super) fn installations_are_those_of_the_dossiers(plan: &Plan, survey: &Survey) -> Check {
    let mut check = Check::new("the fund counts half of the installations");
    let mut halves: BTreeMap<&str, i64> = BTreeMap::new();
    for (person, found) in &survey.dossiers {
        let dossier = &found.dossier;
        let granted = plan.characters.get(*person).is_some_and(|one| one.kind.has_installation());
        let line = dossier.activation_data.as_ref();
        let fixed = line.filter(|line| line.line_kind() == LineKind::Fixed);
        if let (Some(line), Some(_), true) = (fixed, &dossier.reduction_begin_date, granted) {
            let half = line.installation_cost_cents() / 2;
            *halves.entry(&dossier.operator_id).or_default() += half;
        }
    }
    for statement in &survey.settlement.statements {
        let half = halves.get(statement.operator_id.as_str()).copied().unwrap_or_default();
        let found = statement.installation_cents;
        check.look(found == half, || format!("{}: {found} of {half}", statement.operator_id));
    }
    check
}

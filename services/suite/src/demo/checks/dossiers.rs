//! The dossiers and their histories.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use stts_chassis::fields::date;
use stts_contracts::dossier::v1::{Dossier, HistoryEntry, Status};

use super::Check;
use crate::demo::plan::Plan;
use crate::demo::survey::Survey;
use crate::demo::words;

fn is_open(dossier: &Dossier) -> bool {
    !matches!(dossier.status(), Status::Suspended | Status::Closed)
}

/// Invariant 2: a household has one place (domain, section 4.4). Only spouses share one in a plan.
pub(super) fn one_open_dossier_in_a_household(plan: &Plan, survey: &Survey) -> Check {
    let mut check = Check::new("at most one open dossier in a household");
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for (person, character) in plan.characters.iter().enumerate() {
        let count = open.entry(character.household.as_str()).or_default();
        *count +=
            usize::from(survey.dossiers.get(&person).is_some_and(|one| is_open(&one.dossier)));
    }
    for count in open.values() {
        check.look(*count <= 1, || format!("a household has {count}"));
    }
    check
}

/// Invariants 5 and 6: numbered from 1, each from where the one before led.
pub(super) fn histories_have_no_gaps(survey: &Survey) -> Check {
    let mut check = Check::new("histories have no gaps");
    for (person, found) in &survey.dossiers {
        let mut before = Status::Unspecified;
        for (entry, number) in found.history.iter().zip(1_i64..) {
            let follows = entry.number == number && entry.status_before() == before;
            check.look(follows, || format!("person {person}, entry {number}"));
            before = entry.status_after();
        }
    }
    check
}

/// Invariant 5.
pub(super) fn the_last_entry_is_the_status(survey: &Survey) -> Check {
    let mut check = Check::new("a history ends with the dossier's status");
    for (person, found) in &survey.dossiers {
        let last = found.history.last().map(HistoryEntry::status_after);
        check.look(last == Some(found.dossier.status()), || {
            format!("person {person}: {}", words::status(found.dossier.status()))
        });
    }
    check
}

/// Invariants 17 and 18: the activation date has come, and the reduction begins on the first billing
/// date after it.
pub(super) fn active_means_begun(survey: &Survey) -> Check {
    let mut check = Check::new("active: activation date reached, begin on the next billing date");
    for (person, found) in &survey.dossiers {
        let dossier = &found.dossier;
        if dossier.status() == Status::Active {
            let begun = begun(dossier, survey.last_day).unwrap_or(false);
            check.look(begun, || format!("person {person}"));
        } else {
            let none = dossier.reduction_begin_date.is_none();
            check.look(none, || format!("person {person} has a reduction"));
        }
    }
    check
}

fn begun(dossier: &Dossier, today: NaiveDate) -> Option<bool> {
    let data = dossier.activation_data.as_ref()?;
    let activation = date(data.activation_date.as_ref()?).ok()?;
    let begin = date(dossier.reduction_begin_date.as_ref()?).ok()?;
    let billing_day = u32::try_from(data.billing_day).ok()?;
    let mut days = activation.iter_days().skip(1);
    let next = days.find(|day| is_billed(*day, billing_day))?;
    Some(activation <= today && begin == next && dossier.right_begin_date.is_some())
}

/// A month that is too short is billed on its last day.
fn is_billed(day: NaiveDate, billing_day: u32) -> bool {
    let last_of_month = (day + Days::new(1)).month() != day.month();
    day.day() == billing_day || (last_of_month && day.day() < billing_day)
}

/// Domain, section 3: in SUSPENDED and CLOSED no operator holds the dossier, else one does.
pub(super) fn nobody_holds_what_has_ended(survey: &Survey) -> Check {
    let mut check = Check::new("an operator holds what is open, and nobody what has ended");
    for (person, found) in &survey.dossiers {
        let held = !found.dossier.operator_id.is_empty();
        check.look(held == is_open(&found.dossier), || format!("person {person}"));
    }
    check
}

/// The nights let nothing wait longer than it may (domain, section 3): seven days for a confirmation,
/// 60 for documents, six months for the data of a line.
pub(super) fn nothing_waits_beyond_its_deadline(survey: &Survey) -> Check {
    let mut check = Check::new("nothing waits beyond its deadline");
    for (person, found) in &survey.dossiers {
        let dossier = &found.dossier;
        let applied = dossier.application_date.as_ref().and_then(|applied| date(applied).ok());
        let Some(applied) = applied else { continue };
        let in_time = match (dossier.status(), dossier.confirmed) {
            (Status::AwaitingActivation | Status::AwaitingDocuments, false) => {
                survey.last_day <= applied + Days::new(7)
            }
            (Status::AwaitingDocuments, true) => {
                // The letter went with the confirmation, at most seven days after the application.
                survey.last_day <= applied + Days::new(7 + 60)
            }
            (Status::AwaitingActivation, true) => survey.last_day <= applied + Months::new(6),
            _ => true,
        };
        check.look(in_time, || format!("person {person}"));
    }
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_month_is_billed_on_its_last_day() {
        let billed = |day: &str, billing_day| is_billed(day.parse().unwrap(), billing_day);
        assert!(billed("2026-02-28", 31) && billed("2026-02-28", 28) && billed("2026-04-30", 31));
        assert!(
            !billed("2026-01-30", 31) && !billed("2026-02-27", 31) && !billed("2026-03-31", 30)
        );
    }
}

//! What must hold whatever was played (reliability, section 3), as far as the rpcs show it. Each check
//! derives what must be from the plan, the notes and the rules, never from the services' own code.

mod dossiers;
mod fund;
mod outcomes;
mod tasks_and_letters;

use super::folder::DemoFolder;
use super::plan::Plan;
use super::survey::Survey;

/// One thing that must hold.
pub(super) struct Check {
    /// What.
    pub(super) what: &'static str,
    /// How many things were looked at.
    pub(super) looked_at: usize,
    /// Where it does not hold.
    pub(super) violations: Vec<String>,
}

impl Check {
    const fn new(what: &'static str) -> Self {
        Self { what, looked_at: 0, violations: Vec::new() }
    }

    /// One more thing was looked at.
    fn look(&mut self, holds: bool, violation: impl FnOnce() -> String) {
        self.looked_at += 1;
        if !holds {
            self.violations.push(violation());
        }
    }
}

/// Makes all checks.
pub(super) fn all(plan: &Plan, folder: &DemoFolder, survey: &Survey) -> Vec<Check> {
    vec![
        outcomes::every_answer_is_the_planned_one(plan, folder),
        outcomes::a_person_keeps_one_dossier(plan, folder),
        outcomes::no_two_persons_share_a_dossier(survey),
        dossiers::one_open_dossier_in_a_household(plan, survey),
        dossiers::histories_have_no_gaps(survey),
        dossiers::the_last_entry_is_the_status(survey),
        dossiers::active_means_begun(survey),
        dossiers::nobody_holds_what_has_ended(survey),
        dossiers::nothing_waits_beyond_its_deadline(survey),
        tasks_and_letters::tasks_are_open_exactly_when_something_is_to_do(survey),
        tasks_and_letters::every_lapse_asks_to_close_the_file(survey),
        tasks_and_letters::one_letter_for_an_event_and_kind(folder, survey),
        tasks_and_letters::every_letter_is_delivered(survey),
        fund::compensations_add_up_to_nothing(survey),
        fund::amounts_add_up_to_the_total(survey),
        fund::days_are_those_of_the_dossiers(survey),
        fund::installations_are_those_of_the_dossiers(plan, survey),
    ]
}

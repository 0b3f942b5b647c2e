//! The steps of random stories: what is asked, by whom, and with which dates.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use stts_dossier_domain::dossier::{
    Command, CommandName, Dossier, Language, Modification, PersonFound, Status, TaskKind, Undated,
};
use stts_kernel::{BillingDay, Formula};

use crate::situations::{change_formula, decide_right, judgement, transfer};
use crate::story_model::{Model, Who};
use crate::world::{aged, apply, complete, confirm, data, date, household_id, operator, young};

/// One step: what, by whom, and two numbers that it may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) what: usize,
    /// Whoever may do it, more often than not.
    pub(crate) fitting: bool,
    pub(crate) who: char,
    pub(crate) number: u64,
    pub(crate) other: u64,
    pub(crate) coin: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let who = prop::sample::select(vec!['A', 'B', 'C']);
    (
        0..LABELS.len() + WAYS_TO_WAIT,
        prop::bool::weighted(0.8),
        who,
        0_u64..400,
        0_u64..31,
        any::<bool>(),
    )
        .prop_map(|(what, fitting, who, number, other, coin)| Step {
            what,
            fitting,
            who,
            number,
            other,
            coin,
        })
}

/// Of the numbers that say what is done, so many wait, or take the last action back.
pub(crate) const WAYS_TO_WAIT: usize = 10;

pub(crate) const LABELS: [&str; 26] = [
    "apply",
    "apply undecided",
    "apply denied",
    "apply for",
    "confirm",
    "confirm data",
    "complete",
    "cancel",
    "transfer",
    "transfer data",
    "billing day",
    "language",
    "change",
    "stop reduction",
    "stop right",
    "refresh",
    "record",
    "grant",
    "refuse",
    "late",
    "undo",
    "documents",
    "keep",
    "drop",
    "register",
    "check",
];

/// What leads on from a status; a story that asks for anything at any time ends soon.
pub(crate) fn promising(status: Option<Status>) -> &'static [&'static str] {
    match status {
        None => &["apply", "apply undecided", "apply for"],
        Some(Status::Suspended) => &["apply", "apply denied", "apply for", "stop right"],
        Some(Status::Closed) => &["late", "late", "apply", "apply undecided", "apply for"],
        Some(Status::AwaitingDocuments) => {
            &["confirm", "confirm", "grant", "grant", "refuse", "record", "cancel", "stop right"]
        }
        Some(Status::AwaitingActivation) => {
            &["confirm data", "confirm data", "complete", "complete", "confirm", "cancel"]
        }
        Some(Status::Active) => &[
            "transfer",
            "transfer data",
            "change",
            "stop reduction",
            "stop right",
            "billing day",
            "check",
            "check",
            "check",
            "register",
            "refresh",
        ],
        Some(Status::AwaitingModification) => {
            &["billing day", "change", "stop reduction", "stop right", "language", "register"]
        }
        Some(Status::AwaitingTransfer) => &[
            "confirm",
            "confirm data",
            "complete",
            "complete",
            "stop reduction",
            "stop reduction",
            "stop right",
            "cancel",
            "language",
            "refresh",
            "register",
        ],
        Some(Status::AwaitingStop) => {
            &["billing day", "undo", "undo", "stop right", "language", "register"]
        }
        Some(
            Status::AwaitingVerificationMultiple
            | Status::AwaitingVerificationDocuments
            | Status::AwaitingVerificationMultipleAndDocuments,
        ) => &[
            "documents",
            "keep",
            "drop",
            "record",
            "stop reduction",
            "stop right",
            "register",
            "register",
            "refresh",
            "billing day",
        ],
    }
}

/// When a step is taken, and by what it finds.
pub(crate) struct Moment<'a> {
    pub(crate) today: NaiveDate,
    pub(crate) model: &'a Model,
    pub(crate) dossier: Option<&'a Dossier>,
}

impl Moment<'_> {
    /// The command of a label on a day, by whoever it fits or by anybody.
    pub(crate) fn given(&self, label: &str, step: Step) -> (Who, Command) {
        let on = |most_before: u64| {
            (self.today + Days::new(step.number % 100) - Days::new(step.other.min(most_before)))
                .to_string()
        };
        let activated_on = self.today + Days::new(step.number % 20) - Days::new(step.other.min(5));
        let mut given = data(&activated_on.to_string());
        given.billing_day = BillingDay::new(u32::try_from(step.other + 1).unwrap()).unwrap();
        let applies = self.model.incoming.or(self.model.holder);
        let fitting = match label {
            "transfer" | "transfer data" => None,
            "change" | "stop reduction" | "stop right" => self.model.holder,
            _ => applies,
        };
        let one = fitting.filter(|_| step.fitting).unwrap_or(step.who);
        let by = Who::Operator(one);
        let with_bipt = if step.other.is_multiple_of(3) { Who::Bipt } else { by };
        let ended_on = if step.coin { on(31) } else { self.today.to_string() };
        match label {
            "apply" => (by, apply(&aged(), None)),
            "apply undecided" => (by, apply(&young(), None)),
            "apply denied" => (by, apply(&young(), Some(&[]))),
            "apply for" => (Who::Bipt, apply_for(&aged(), step.who)),
            "confirm" => (by, confirm(None)),
            "confirm data" => (by, confirm(Some(given))),
            "complete" => (by, complete(given)),
            "cancel" => (by, Command::CancelApplication),
            "transfer" => (by, transfer(None)),
            "transfer data" => {
                (by, Command::ConfirmTransfer { activation_data: Some(Box::new(given)) })
            }
            "billing day" => {
                let undated =
                    Undated { billing_day: Some(given.billing_day), ..Undated::default() };
                (by, Command::Modify(Box::new(Modification { undated, dated: None })))
            }
            "language" => (
                by,
                Command::Modify(Box::new(Modification {
                    undated: Undated { language: Some(Language::German), ..Undated::default() },
                    dated: None,
                })),
            ),
            "change" => {
                let formulas = [Formula::CallsOnly, Formula::SubscriptionAndCalls];
                (by, change_formula(formulas[usize::from(step.coin)], &on(10)))
            }
            "stop reduction" => (with_bipt, Command::StopReduction { date: date(&ended_on) }),
            "stop right" => (with_bipt, Command::StopRight { date: date(&ended_on) }),
            "refresh" => {
                let household_id = household_id(step.other % 3);
                let person = Box::new(PersonFound { household_id, ..aged() });
                (by, Command::RefreshPersonData { person, taking_over: false })
            }
            _ => self.by_others(label, step),
        }
    }

    fn by_others(&self, label: &str, step: Step) -> (Who, Command) {
        let ago = self.today - Days::new(step.number % 90);
        let command = match label {
            "record" => Command::RecordDocuments { kinds: vec![], received_on: self.today },
            "grant" => decide_right(CommandName::GrantRight),
            "refuse" => decide_right(CommandName::RefuseRight),
            "late" => decide_right(CommandName::GrantRightLate),
            "undo" => decide_right(CommandName::UndoRightEnd),
            "documents" => Command::ResolveDocuments(judgement(step.coin)),
            "keep" => Command::ResolveKeep,
            "drop" => Command::ResolveDrop,
            _ => {
                let carries = self.dossier.is_some_and(|dossier| {
                    let kind = TaskKind::ResolveMultiple;
                    dossier.open_tasks.iter().any(|task| task.kind == kind)
                });
                let command = match step.number % 6 {
                    0 if step.other.is_multiple_of(3) => Command::Death { date: ago },
                    1 => Command::PersonInDoubt,
                    2 => Command::HouseholdChanged { household_id: household_id(step.other % 3) },
                    3 => Command::JoinMultiple { carries_task: !carries },
                    4 => Command::LeaveMultiple,
                    _ => Command::PersonDataChanged { person: Box::new(aged().snapshot) },
                };
                return (Who::System, command);
            }
        };
        (Who::Bipt, command)
    }
}

fn apply_for(person: &PersonFound, at: char) -> Command {
    match apply(person, None) {
        Command::Apply(apply) => Command::ApplyFor { apply, operator: operator(&at.to_string()) },
        other => other,
    }
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..90)
}

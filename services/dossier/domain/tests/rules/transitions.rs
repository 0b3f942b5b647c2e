//! The table itself, and that nothing happens which it does not list.

use std::collections::BTreeSet;

use proptest::prelude::*;
use stts_dossier_domain::dossier::{
    Action, By, Caller, Command, CommandName, Decision, Dossier, Event, PlaceChange, PlaceState,
    Profile, Status, TRANSITIONS, allowed_actions, transitions_of,
};

use crate::world::{World, aged, apply, complete, confirm, data, seller, young};

#[test]
fn every_command_has_a_row_and_every_status_a_way_out() {
    for command in CommandName::ALL {
        assert!(transitions_of(*command).next().is_some(), "{}", command.name());
        assert_eq!(CommandName::from_name(command.name()), Some(*command));
    }
    for status in Status::ALL {
        let mut rows = TRANSITIONS.into_iter().flatten();
        let left = rows.any(|row| {
            row.from.contains(&Some(*status))
                && row.command != CommandName::CorrectDossier
                && Status::ALL.iter().any(|to| to != status && row.leads(Some(*status), *to))
        });
        assert!(left, "{}", status.name());
        assert_eq!(Status::from_name(status.name()), Some(*status));
    }
}

#[test]
fn callers_act_with_their_own_profiles() {
    for row in TRANSITIONS.into_iter().flatten() {
        let fitting: &[Profile] = match row.by {
            By::AnyOperator | By::Holder | By::Incoming => {
                &[Profile::Commercial, Profile::Administrative, Profile::ExtendedAdministrative]
            }
            By::Authority => &[Profile::BiptAgent],
            By::System => &[Profile::System],
        };
        assert!(row.profiles.iter().all(|p| fitting.contains(p)), "{}", row.command.name());
        let stops =
            [CommandName::StopReduction, CommandName::StopRight, CommandName::CancelLastAction];
        let commercial = row.profiles.contains(&Profile::Commercial);
        assert!(!(commercial && stops.contains(&row.command)), "{}", row.command.name());
    }
}

#[derive(Clone, Debug)]
enum Step {
    Apply { old: bool, operator: usize },
    Confirm { with_data: bool, operator: usize },
    Complete { operator: usize },
    Cancel { operator: usize },
    Night,
    Wait { days: u64 },
    Place { taken: bool },
}

fn step() -> impl Strategy<Value = Step> {
    let operator = || 0_usize..2;
    prop_oneof![
        (any::<bool>(), operator()).prop_map(|(old, operator)| Step::Apply { old, operator }),
        (any::<bool>(), operator())
            .prop_map(|(with_data, operator)| Step::Confirm { with_data, operator }),
        operator().prop_map(|operator| Step::Complete { operator }),
        operator().prop_map(|operator| Step::Cancel { operator }),
        Just(Step::Night),
        prop::sample::select(vec![1, 8, 61, 190, 800]).prop_map(|days| Step::Wait { days }),
        any::<bool>().prop_map(|taken| Step::Place { taken }),
    ]
}

fn command(step: &Step, today: &str) -> Option<(Command, usize)> {
    match step {
        Step::Apply { old, operator } => {
            Some((apply(&if *old { aged() } else { young() }, None), *operator))
        }
        Step::Confirm { with_data, operator } => {
            Some((confirm(with_data.then(|| data(today))), *operator))
        }
        Step::Complete { operator } => Some((complete(data(today)), *operator)),
        Step::Cancel { operator } => Some((Command::CancelApplication, *operator)),
        Step::Night | Step::Wait { .. } | Step::Place { .. } => None,
    }
}

/// What must hold of every decision, whatever led to it.
fn judge(before: Option<&Dossier>, decision: &Decision) -> Result<(), TestCaseError> {
    let next = &decision.next;
    let from = before.map(|dossier| dossier.status);
    let entries: Vec<_> = decision
        .events
        .iter()
        .filter_map(|event| match event {
            Event::DossierChanged { command, after, .. } => Some((*command, after)),
            _ => None,
        })
        .collect();
    prop_assert_eq!(entries.len(), 1, "one entry in the history for every version");
    let (command, after) = entries[0];
    prop_assert_eq!(after.as_ref(), next);
    prop_assert!(
        transitions_of(command).any(|row| row.leads(from, next.status)),
        "{} from {:?} to {:?}",
        command.name(),
        from,
        next.status
    );
    prop_assert_eq!(next.version, before.map_or(1, |dossier| dossier.version + 1));
    prop_assert_eq!(next.operator.is_some(), next.status.is_held());
    let gives_up = decision.place == PlaceChange::Release;
    prop_assert_eq!(gives_up, !next.status.is_held());
    prop_assert!(!next.status.runs_reduction() || next.reduction.is_some());
    let established = next.status != Status::AwaitingDocuments && next.status != Status::Closed;
    prop_assert_eq!(established, next.right_begin_date.is_some());
    let kinds: BTreeSet<_> = next.open_tasks.iter().map(|task| task.kind).collect();
    prop_assert_eq!(kinds.len(), next.open_tasks.len(), "no task twice");
    if let Some(before) = before {
        prop_assert_eq!((next.number, next.person_id), (before.number, before.person_id));
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_story_leaves_the_table(steps in prop::collection::vec(step(), 1..25)) {
        let mut world = World::new();
        let mut today = crate::world::date("2024-01-15");
        let mut state: Option<Dossier> = None;
        let callers = [seller("A"), seller("B")];
        for step in &steps {
            match step {
                Step::Wait { days } => today = today + chrono::Days::new(*days),
                Step::Place { taken } => {
                    world.place = if *taken { PlaceState::Taken } else { PlaceState::Free };
                }
                Step::Apply { .. } | Step::Confirm { .. } | Step::Complete { .. }
                | Step::Cancel { .. } | Step::Night => {}
            }
            let today = today.to_string();
            let decided = match command(step, &today) {
                Some((command, operator)) => {
                    world.ask(state.as_ref(), &callers[operator], &command, &today).ok()
                }
                None => state.as_ref().filter(|_| matches!(step, Step::Night))
                    .and_then(|dossier| world.night(dossier, &today)),
            };
            if let Some(decision) = decided {
                judge(state.as_ref(), &decision)?;
                state = Some(decision.next);
            }
        }
    }

    /// What is listed as allowed is not refused by the table, and what is refused is not listed.
    #[test]
    fn the_list_and_the_refusals_agree(steps in prop::collection::vec(step(), 1..8), who in 0_usize..2) {
        let world = World::new();
        let callers = [seller("A"), seller("B")];
        let mut state: Option<Dossier> = None;
        for step in &steps {
            let decided = match command(step, "2024-01-15") {
                Some((command, operator)) => {
                    world.ask(state.as_ref(), &callers[operator], &command, "2024-01-15").ok()
                }
                None => state.as_ref().and_then(|dossier| world.night(dossier, "2024-01-15")),
            };
            state = decided.map(|decision| decision.next).or(state);
        }
        let Some(dossier) = state else { return Ok(()) };
        for listed in allowed_actions(&dossier, &callers[who], &world.rules) {
            let tries = match listed.action {
                Action::Apply => vec![apply(&aged(), None)],
                Action::ConfirmApplication => vec![confirm(None), confirm(Some(data("2024-01-15")))],
                Action::CompleteActivationData => vec![complete(data("2024-01-15"))],
                Action::CancelApplication => vec![Command::CancelApplication],
                _ => continue,
            };
            let answers = tries.iter().map(|command| {
                world.ask(Some(&dossier), &callers[who], command, "2024-01-15")
            });
            let answers: Vec<_> = answers.collect();
            prop_assert_eq!(answers.iter().any(Result::is_ok), listed.allowed);
            for refused in answers.into_iter().filter_map(Result::err) {
                if let Some(reason) = listed.reason {
                    prop_assert_eq!(refused.refusal.kind, reason);
                }
            }
        }
    }
}

#[test]
fn the_system_is_no_operator() {
    let world = World::new();
    let applied = world.applied(&aged(), "2024-01-15");
    let system = Caller::system();
    for row in TRANSITIONS.into_iter().flatten().filter(|row| row.by == By::System) {
        assert!(!row.admits(Some(&applied), &seller("A")), "{}", row.command.name());
    }
    assert!(allowed_actions(&applied, &system, &world.rules).iter().all(|action| !action.allowed));
}

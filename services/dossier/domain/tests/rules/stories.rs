//! Random stories of one dossier: three operators, BIPT, the register and the nights over years. After
//! every step the small model and what must always hold are asked.

use std::cell::Cell;
use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use stts_dossier_domain::dossier::{
    Caller, Command, CommandName, Context, Decision, Dossier, Event, LastAction, OpenTask,
    OtherTariffs, PlaceChange, PlaceState, Profile, Refused, Status, decide, next_due_date, night,
    verify,
};
use stts_kernel::{ErrorKind, TaskId};

use crate::situations::{TOGETHER, in_doubt};
use crate::story_laws::{always, of_change};
use crate::story_model::{Model, Who};
use crate::story_steps::{LABELS, Moment, Step, WAYS_TO_WAIT, promising, steps};
use crate::world::{Counter, World, aged, agent, date, operator, young};

/// A dossier on its way, with the model beside it.
struct Play {
    world: World,
    today: NaiveDate,
    versions: Vec<(Dossier, Model)>,
    model: Model,
    has_place: bool,
    ids: Cell<u64>,
    done: Vec<CommandName>,
}

impl Play {
    fn new() -> Self {
        Self {
            world: World::new(),
            today: date("2023-11-20"),
            versions: Vec::new(),
            model: Model::default(),
            has_place: false,
            ids: Cell::new(0),
            done: Vec::new(),
        }
    }

    fn last(&self) -> Option<&Dossier> {
        self.versions.last().map(|(dossier, _)| dossier)
    }

    /// Asks twice with the same identifiers, which must give the same answer.
    fn asked<T: PartialEq + std::fmt::Debug>(
        &mut self,
        caller: &Caller,
        coin: bool,
        ask: impl Fn(Option<&Dossier>, &Context<'_>) -> T,
    ) -> T {
        self.world.place = match (self.has_place, coin) {
            (true, _) => PlaceState::Own,
            (false, true) => PlaceState::Free,
            (false, false) => PlaceState::Taken,
        };
        let start = self.ids.get();
        self.ids.set(start + 100);
        let today = self.today.to_string();
        let answers = [start, start].map(|first| {
            self.world.ids = Counter::after(first);
            ask(self.last(), &self.world.context(caller, &today))
        });
        assert_eq!(answers[0], answers[1], "the same command with the same ids");
        let [answer, _] = answers;
        answer
    }

    fn command(&mut self, who: Who, command: &Command, step: Step) {
        let caller = caller(who, step.coin);
        let before = self.last().cloned();
        let answer =
            self.asked(&caller, step.coin, |dossier, context| decide(dossier, command, context));
        let stops = [CommandName::StopReduction, CommandName::StopRight];
        let name = command.name();
        if caller.profile == Profile::Commercial && stops.contains(&name) {
            assert_eq!(answer.unwrap_err().refusal.kind, ErrorKind::ProfileNotAllowed);
            return;
        }
        let leads = self.model.leads(name, who);
        match answer {
            Ok(decision) => {
                let to = decision.next.status;
                assert!(leads.contains(&to), "{name:?} by {who:?} to {to:?}: {:?}", self.model);
                self.adopt(decision, who, step);
                self.take_back(before.as_ref(), who);
            }
            Err(refused) => self.refused(&refused, &leads, name, who),
        }
    }

    fn refused(&mut self, refused: &Refused, leads: &[Status], name: CommandName, who: Who) {
        let kind = refused.refusal.kind;
        let by_the_table = [
            ErrorKind::ActionNotAllowed,
            ErrorKind::DossierNotFound,
            ErrorKind::DossierExists,
            ErrorKind::TransferRequired,
            ErrorKind::DossierNotTransferable,
            ErrorKind::ApplicationRequired,
        ];
        // Where nothing changes for the register, nothing is written; and BIPT may name the holder.
        let unchanged = name == CommandName::HouseholdChanged
            || (name == CommandName::ApplyFor && kind == ErrorKind::DossierExists);
        assert!(
            leads.is_empty() == by_the_table.contains(&kind) || unchanged,
            "{name:?} by {who:?}: {kind:?} {leads:?} {:?}",
            self.model
        );
        if let Some(next) = &refused.next {
            self.model.status = Some(next.status);
            self.model.refused_at = None;
            self.versions.push((next.as_ref().clone(), self.model.clone()));
        }
    }

    fn adopt(&mut self, decision: Decision, who: Who, step: Step) {
        let command = changed_by(&decision);
        of_change(self.last(), &decision, command, who);
        self.done.push(command);
        match decision.place {
            PlaceChange::Take(_) => self.has_place = true,
            PlaceChange::Keep => {}
            PlaceChange::Release => self.has_place = false,
            PlaceChange::Move(_) => self.has_place = step.coin,
        }
        let data = decision.next.transfer.as_ref().is_some_and(|one| one.activation_data.is_some());
        self.model.follow(command, who, decision.next.status, (step.who, data));
        self.versions.push((decision.next, self.model.clone()));
        self.holds();
    }

    fn holds(&self) {
        let (dossier, model) = self.versions.last().unwrap();
        let code = |one: Option<char>| one.map(|one| operator(&one.to_string()));
        assert_eq!(dossier.operator, code(model.holder), "{model:?}");
        assert_eq!(dossier.incoming_operator().cloned(), code(model.incoming), "{model:?}");
        let confirmed = dossier.open_application().confirmed;
        assert!(!model.is_held() || confirmed == model.confirmed, "{model:?}");
        assert_eq!(dossier.reduction_runs(), model.runs(), "{model:?}");
        assert!(model.is_held() || !self.has_place, "{model:?}");
        always(dossier, model, self.today);
    }

    /// What can be taken back restores what was.
    fn take_back(&mut self, before: Option<&Dossier>, who: Who) {
        let (Who::Operator(_), Some(before)) = (who, before) else { return };
        let Some(last) = self.last().unwrap().last_action.clone() else { return };
        let caller = Caller { profile: Profile::Administrative, ..caller(who, true) };
        let command = Command::CancelLastAction { before: Some(Box::new(before.clone())) };
        let answer =
            self.asked(&caller, true, |dossier, context| decide(dossier, &command, context));
        let restored = answer.unwrap();
        of_change(self.last(), &restored, CommandName::CancelLastAction, who);
        assert_eq!(comparable(&restored.next), comparable(before), "{:?} taken back", last.command);
        assert_eq!(restored.next.last_action, None);
        assert_eq!(restored.next.version, self.last().unwrap().version + 1);
    }

    /// Takes the last action back for good, where there is one.
    fn cancel_last(&mut self, step: Step) {
        let Some(last) = self.last().and_then(|dossier| dossier.last_action.clone()) else {
            return;
        };
        let LastAction { operator, version_before, .. } = last;
        let who = Who::Operator(operator.as_str().chars().next().unwrap());
        let named = |(dossier, _): &&(Dossier, Model)| dossier.version == version_before;
        let (before, model) = self.versions.iter().find(named).cloned().unwrap();
        let caller = Caller { profile: Profile::Administrative, ..caller(who, true) };
        let command = Command::CancelLastAction { before: Some(Box::new(before)) };
        let answer =
            self.asked(&caller, step.coin, |dossier, context| decide(dossier, &command, context));
        match answer {
            Ok(decision) => {
                of_change(self.last(), &decision, CommandName::CancelLastAction, who);
                self.has_place |= matches!(decision.place, PlaceChange::Take(_));
                self.model = model;
                self.done.push(CommandName::CancelLastAction);
                self.versions.push((decision.next, self.model.clone()));
                self.holds();
            }
            Err(refused) => {
                assert_eq!(refused.refusal.kind, ErrorKind::HouseholdAlreadyBenefits);
            }
        }
    }

    /// The nights until a day, each of its own date.
    fn nights(&mut self, days: u64, step: Step) {
        let until = self.today + Days::new(days);
        let system = Caller::system();
        for _ in 0..50 {
            let Some(dossier) = self.last() else { break };
            let due = next_due_date(dossier, &self.world.rules).map(|due| due.max(self.today));
            let Some(due) = due.filter(|due| *due <= until) else { break };
            if due > self.today {
                self.today = due - Days::new(1);
                let early = self.asked(&system, step.coin, |dossier, context| {
                    dossier.map(|dossier| night(dossier, context))
                });
                assert_eq!(early, Some(Ok(None)), "nothing comes before its date");
                self.today = due;
            }
            let decided = self.asked(&system, step.coin, |dossier, context| {
                dossier.map(|dossier| night(dossier, context))
            });
            let decision = decided.unwrap().unwrap().expect("due");
            let command = changed_by(&decision);
            let leads = self.model.leads(command, Who::System);
            assert!(leads.contains(&decision.next.status), "{command:?}: {:?}", self.model);
            self.adopt(decision, Who::System, step);
        }
        self.today = until;
        let again = self.asked(&system, step.coin, |dossier, context| {
            dossier.map(|dossier| night(dossier, context))
        });
        assert!(matches!(again, None | Some(Ok(None))), "a repeated night changes nothing");
    }

    fn check(&mut self, step: Step) {
        let people = [aged(), in_doubt(), young(), aged()];
        let person = &people[usize::try_from(step.other % 4).unwrap()];
        let all = [OtherTariffs::None, OtherTariffs::None, OtherTariffs::OutOfReach, TOGETHER];
        let others = all[usize::try_from(step.number % 4).unwrap()];
        let answer = self.asked(&Caller::system(), true, |dossier, context| {
            dossier.map(|dossier| verify(dossier, person, others, context))
        });
        let active = self.model.status == Some(Status::Active);
        match answer {
            None => {}
            Some(Err(refused)) => {
                assert!(!active);
                assert_eq!(refused.refusal.kind, ErrorKind::ActionNotAllowed);
            }
            Some(Ok(None)) => assert_eq!(others, OtherTariffs::OutOfReach),
            Some(Ok(Some(decision))) => {
                assert!(active);
                self.adopt(decision, Who::System, step);
            }
        }
    }

    fn play(&mut self, step: Step) {
        let label = match step.what.checked_sub(WAYS_TO_WAIT) {
            None => {
                return match step.what {
                    0 => self.cancel_last(step),
                    1 => self.nights(step.number * 2, step),
                    2 | 3 => self.nights(step.number / 10, step),
                    _ => self.nights(step.other / 2, step),
                };
            }
            Some(what) if step.fitting => {
                let labels = promising(self.model.status);
                labels[what % labels.len()]
            }
            Some(what) => LABELS[what],
        };
        if label == "check" {
            return self.check(step);
        }
        let moment = Moment { today: self.today, model: &self.model, dossier: self.last() };
        let (who, command) = moment.given(label, step);
        self.command(who, &command, step);
    }
}

fn caller(who: Who, coin: bool) -> Caller {
    let profile = if coin { Profile::Administrative } else { Profile::Commercial };
    match who {
        Who::Operator(one) => Caller { profile, ..crate::world::seller(&one.to_string()) },
        Who::Bipt => agent(),
        Who::System => Caller::system(),
    }
}

fn changed_by(decision: &Decision) -> CommandName {
    let named = |event: &Event| match event {
        Event::DossierChanged { command, .. } => Some(*command),
        _ => None,
    };
    decision.events.iter().find_map(named).unwrap()
}

/// Without what a restored dossier may have otherwise: its version, the person, the identifiers of its
/// tasks, and what can be taken back.
fn comparable(dossier: &Dossier) -> (Dossier, Vec<String>) {
    let mut tasks: Vec<String> = dossier
        .open_tasks
        .iter()
        .map(|task| {
            let nobody = TaskId::from(uuid::Uuid::nil());
            format!("{:?}", OpenTask { id: nobody, ..task.clone() })
        })
        .collect();
    tasks.sort();
    let bare = Dossier {
        version: 0,
        person: aged().snapshot,
        open_tasks: Vec::new(),
        last_action: None,
        ..dossier.clone()
    };
    (bare, tasks)
}

proptest! {
    #[test]
    fn every_story_agrees_with_the_model_and_the_laws(steps in steps()) {
        let mut play = Play::new();
        for step in steps {
            play.play(step);
        }
    }
}

/// The stories are worth telling: together they do everything that can be done, in every status.
#[test]
fn the_stories_do_everything_that_can_be_done() {
    let mut runner = TestRunner::deterministic();
    let mut done = BTreeMap::new();
    let mut statuses = BTreeMap::new();
    for _ in 0..400 {
        let mut play = Play::new();
        for step in steps().new_tree(&mut runner).unwrap().current() {
            play.play(step);
        }
        for command in play.done {
            *done.entry(command.name()).or_insert(0) += 1;
        }
        for (dossier, _) in &play.versions {
            *statuses.entry(dossier.status.name()).or_insert(0) += 1;
        }
    }
    let elsewhere = [CommandName::CorrectDossier, CommandName::NumberReplaced];
    for command in CommandName::ALL.iter().filter(|one| !elsewhere.contains(one)) {
        assert!(done.contains_key(command.name()), "{} never happens", command.name());
    }
    assert_eq!(statuses.len(), Status::ALL.len());
}

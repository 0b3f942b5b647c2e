//! A decision in the making.

use chrono::NaiveDate;
use stts_kernel::{ApplicationId, OperatorId, TaskId};

use crate::dossier::{
    ChangeReason, CommandName, Context, Decision, Dossier, Evaluated, Event, OpenTask,
    PeriodChange, PlaceChange, Status, Task, TaskKind, TaskParty,
};

/// The dossier as it becomes, and what goes with it.
pub(super) struct Draft<'a> {
    pub(super) next: Dossier,
    pub(super) place: PlaceChange,
    pub(super) evaluated: Option<Evaluated>,
    before: Option<&'a Dossier>,
    context: &'a Context<'a>,
    periods: Vec<PeriodChange>,
    events: Vec<Event>,
}

impl<'a> Draft<'a> {
    /// A dossier that becomes another.
    pub(super) fn of(before: &'a Dossier, context: &'a Context<'a>) -> Self {
        Self::to(Some(before), before.clone(), context)
    }

    /// The dossier `next`, which is its next version.
    pub(super) fn to(
        before: Option<&'a Dossier>,
        mut next: Dossier,
        context: &'a Context<'a>,
    ) -> Self {
        next.version = before.map_or(1, |before| before.version + 1);
        Self {
            next,
            place: PlaceChange::Keep,
            evaluated: None,
            before,
            context,
            periods: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Asks somebody to act.
    pub(super) fn raise(
        &mut self,
        kind: TaskKind,
        to: TaskParty,
        due: Option<NaiveDate>,
        end_date: Option<NaiveDate>,
    ) {
        let open = OpenTask { id: TaskId::random(self.context.ids), kind, to };
        self.next.open_tasks.push(open.clone());
        let application_id = self.application_of(&open.to);
        let task = Task { open, dossier_number: self.next.number, application_id, due, end_date };
        self.events.push(Event::TaskRaised { task });
    }

    /// The application that concerns a party: the holder's own, else the one under way.
    fn application_of(&self, party: &TaskParty) -> ApplicationId {
        let held = &self.next.application;
        match party {
            TaskParty::Operator(operator) if *operator == held.operator => held.id,
            TaskParty::Operator(_) | TaskParty::Bipt => self.next.open_application().id,
        }
    }

    /// Asks the operator to close its file.
    pub(super) fn close_file(&mut self, operator: OperatorId) {
        self.raise(TaskKind::CloseFile, TaskParty::Operator(operator), None, None);
    }

    /// What was asked has been done.
    pub(super) fn done(&mut self, kind: TaskKind) {
        let dossier_number = self.next.number;
        let done = self.take_tasks(kind);
        self.events.extend(done.map(|task| Event::TaskDone { dossier_number, task }));
    }

    /// What was asked has become pointless.
    pub(super) fn withdraw(&mut self, kind: TaskKind) {
        let dossier_number = self.next.number;
        let withdrawn = self.take_tasks(kind);
        self.events.extend(withdrawn.map(|task| Event::TaskWithdrawn { dossier_number, task }));
    }

    fn take_tasks(&mut self, kind: TaskKind) -> impl Iterator<Item = OpenTask> + use<> {
        let tasks = std::mem::take(&mut self.next.open_tasks);
        let (taken, kept) = tasks.into_iter().partition::<Vec<_>, _>(|task| task.kind == kind);
        self.next.open_tasks = kept;
        taken.into_iter()
    }

    /// Nobody holds the dossier any longer: what its application waited for is pointless, and the
    /// household's place is free.
    pub(super) fn leave(&mut self, status: Status) {
        self.withdraw(TaskKind::EnterMissingData);
        self.withdraw(TaskKind::ReviewDocuments);
        self.next.status = status;
        self.next.operator = None;
        self.next.transfer = None;
        self.place = PlaceChange::Release;
    }

    /// Something happens to a reduction period.
    pub(super) fn period(&mut self, change: PeriodChange) {
        self.events.push(Event::ReductionPeriodChanged {
            dossier_number: self.next.number,
            change: change.clone(),
        });
        self.periods.push(change);
    }

    /// Something else happens.
    pub(super) fn event(&mut self, event: Event) {
        self.events.push(event);
    }

    /// The decision, with the entry in the history before what follows from it.
    pub(super) fn decided(self, command: CommandName, reason: Option<ChangeReason>) -> Decision {
        let changed = Event::DossierChanged {
            before: self.before.cloned().map(Box::new),
            after: Box::new(self.next.clone()),
            command,
            actor: self.context.caller.clone(),
            reason,
        };
        Decision {
            next: self.next,
            events: std::iter::once(changed).chain(self.events).collect(),
            place: self.place,
            periods: self.periods,
            evaluated: self.evaluated,
        }
    }
}

//! A decision in the making.

use chrono::NaiveDate;
use stts_kernel::{ApplicationId, OperatorId, TaskId};

use crate::dossier::reduction::changes;
use crate::dossier::{
    ChangeReason, CommandName, Context, Decision, Dossier, Evaluated, Event, InstallationGrant,
    LastAction, OpenTask, Party, PeriodChange, PlaceChange, Status, Task, TaskKind, TaskParty,
    Undue,
};

/// The dossier as it becomes, and what goes with it.
pub(super) struct Draft<'a> {
    pub(super) next: Dossier,
    pub(super) place: PlaceChange,
    pub(super) evaluated: Option<Evaluated>,
    pub(super) before: Option<&'a Dossier>,
    context: &'a Context<'a>,
    installations: Vec<InstallationGrant>,
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
            installations: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Asks somebody to act, on a last day where something lapses after it.
    pub(super) fn raise(&mut self, kind: TaskKind, to: TaskParty, due: Option<NaiveDate>) {
        let id = TaskId::random(self.context.ids);
        self.raise_task(OpenTask { id, kind, to, due, end_date: None, undue: None });
    }

    /// Asks an operator to end its reduction on a day for which it did not ask.
    pub(super) fn terminate(&mut self, operator: OperatorId, end: NaiveDate, undue: Option<Undue>) {
        let (id, to) = (TaskId::random(self.context.ids), TaskParty::Operator(operator));
        let kind = TaskKind::TerminateReduction;
        self.raise_task(OpenTask { id, kind, to, due: None, end_date: Some(end), undue });
    }

    fn raise_task(&mut self, open: OpenTask) {
        self.next.open_tasks.push(open.clone());
        let application_id = self.application_of(&open.to);
        let task = Task { open, dossier_number: self.next.number, application_id };
        self.events.push(Event::TaskRaised { task });
    }

    /// Raises a task again that had been done or withdrawn.
    pub(super) fn raise_again(&mut self, task: &OpenTask) {
        self.raise_task(OpenTask { id: TaskId::random(self.context.ids), ..task.clone() });
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
        self.raise(TaskKind::CloseFile, TaskParty::Operator(operator), None);
    }

    /// What was asked has been done.
    pub(super) fn done(&mut self, kind: TaskKind) {
        let dossier_number = self.next.number;
        let done = self.take_tasks(kind);
        self.events.extend(done.map(|task| Event::TaskDone { dossier_number, task }));
    }

    /// What was asked of an operator has become pointless.
    pub(super) fn withdraw_task(&mut self, task: &OpenTask) {
        self.next.open_tasks.retain(|open| open.id != task.id);
        let (dossier_number, task) = (self.next.number, task.clone());
        self.events.push(Event::TaskWithdrawn { dossier_number, task });
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

    /// Nobody holds the dossier any longer: what its application or check waited for is pointless,
    /// and the household's place is free.
    pub(super) fn leave(&mut self, status: Status) {
        self.withdraw(TaskKind::EnterMissingData);
        self.withdraw(TaskKind::ReviewDocuments);
        self.leave_verification();
        self.next.status = status;
        self.next.operator = None;
        self.next.transfer = None;
        self.next.pending_change = None;
        self.next.stops = Vec::new();
        self.place = PlaceChange::Release;
    }

    /// The two-yearly check is over, or pointless.
    pub(super) fn leave_verification(&mut self) {
        self.withdraw(TaskKind::ReviewVerification);
        self.withdraw(TaskKind::ResolveMultiple);
        self.next.verification = None;
    }

    /// The reduction under way ends on a day, and is empty when it would have begun later; no period
    /// has a day on or after it.
    pub(super) fn end_reduction(&mut self, end: NaiveDate) {
        if let Some(reduction) = self.next.reduction.as_mut() {
            reduction.end = Some(end.max(reduction.begin()));
        }
        for period in &mut self.next.periods {
            *period = period.cut(end);
        }
    }

    /// An installation is granted at half price.
    pub(super) fn install(&mut self, grant: InstallationGrant) {
        self.installations.push(grant);
    }

    /// Something else happens.
    pub(super) fn event(&mut self, event: Event) {
        self.events.push(event);
    }

    /// The decision, with the entry in the history before what follows from it.
    pub(super) fn decided(
        mut self,
        command: CommandName,
        reason: Option<ChangeReason>,
    ) -> Decision {
        self.next.last_action = self.last_action(command);
        let before = self.before.map(|before| before.periods.as_slice()).unwrap_or_default();
        let mut periods = changes(before, &self.next.periods);
        periods.extend(self.installations.into_iter().map(PeriodChange::Installed));
        let number = self.next.number;
        let changed = Event::DossierChanged {
            before: self.before.cloned().map(Box::new),
            after: Box::new(self.next.clone()),
            command,
            actor: self.context.caller.clone(),
            reason,
        };
        let told = periods.iter().filter_map(PeriodChange::period).cloned();
        let told =
            told.map(|period| Event::ReductionPeriodChanged { dossier_number: number, period });
        let events = std::iter::once(changed).chain(told).chain(self.events).collect();
        Decision { next: self.next, events, place: self.place, periods, evaluated: self.evaluated }
    }

    /// What can be taken back after this: the operator's own action, or still the one before it where
    /// only a name or an address came from the register (domain, section 9).
    fn last_action(&self, command: CommandName) -> Option<LastAction> {
        let before = self.before?;
        if command == CommandName::PersonDataChanged {
            return before.last_action.clone();
        }
        let Party::Operator(operator) = &self.context.caller.party else { return None };
        let (operator, version_before) = (operator.clone(), before.version);
        LastAction::is_cancellable(command).then_some(LastAction {
            operator,
            command,
            version_before,
        })
    }
}

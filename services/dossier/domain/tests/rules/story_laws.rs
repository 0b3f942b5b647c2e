//! What must hold of a dossier after every step of every story, recomputed here.

use chrono::{Datelike, Days, Months, NaiveDate};
use stts_dossier_domain::dossier::{
    CommandName, Decision, Dossier, Event, OpenTask, PeriodChange, Status, StopCause, TaskKind,
    TaskParty, invariants,
};
use stts_kernel::BillingDay;

use crate::story_model::{Model, Who};

/// The first day strictly after another on which such a billing day bills.
fn first_after(day: NaiveDate, billing_day: BillingDay) -> NaiveDate {
    let bills = |date: &NaiveDate| {
        let month_ends = (*date + Days::new(1)).day() == 1;
        let number = billing_day.get();
        date.day() == number || (month_ends && date.day() < number)
    };
    day.iter_days().skip(1).find(bills).unwrap()
}

fn to_operator(task: &OpenTask) -> Option<&str> {
    match &task.to {
        TaskParty::Operator(operator) => Some(operator.as_str()),
        TaskParty::Bipt => None,
    }
}

/// What holds at any time.
pub(crate) fn always(dossier: &Dossier, model: &Model, today: NaiveDate) {
    assert_eq!(invariants(dossier, today), []);
    never_two_at_once(dossier);
    tasks_are_open_as_described(dossier, model);
    if dossier.status == Status::Active {
        let given = dossier.application.activation_data.as_ref().unwrap();
        assert!(given.activation_date <= today, "active before its activation date");
        assert!(dossier.right_begin_date.unwrap() <= today && dossier.right_end_date.is_none());
        assert!(!dossier.granted.is_empty());
        assert!(dossier.stops.is_empty() && dossier.pending_change.is_none());
    }
    let with_data = dossier.open_application();
    if let Some(given) = &with_data.activation_data {
        let from = with_data.right_decided_on.unwrap_or(with_data.date);
        assert!(given.activation_date >= with_data.date);
        assert!(given.activation_date <= from.checked_add_months(Months::new(6)).unwrap());
    }
    if dossier.status == Status::AwaitingModification {
        assert!(dossier.pending_change.is_some());
    }
    if let (Some(change), Some(end)) = (dossier.pending_change, dossier.reduction_end_date()) {
        assert!(change.date < end, "a change beyond the end");
    }
    let open = dossier.periods.iter().filter(|one| one.period.until().is_none()).count();
    assert_eq!(open, usize::from(dossier.reduction_runs()), "a period is open while one runs");
    if let Some(reduction) = dossier.reduction.as_ref().filter(|_| dossier.reduction_runs()) {
        let last = dossier.periods.last().unwrap();
        assert!(last.period.from() >= reduction.begin(), "granted before the reduction begins");
        assert_eq!(Some(&last.operator), dossier.operator.as_ref());
    }
}

/// Of one dossier no two periods share a day, whoever grants.
fn never_two_at_once(dossier: &Dossier) {
    let days = dossier.periods.iter().filter(|one| !one.period.is_empty());
    let mut days: Vec<_> =
        days.map(|one| (one.period.from(), one.period.until().unwrap_or(NaiveDate::MAX))).collect();
    days.sort_unstable();
    assert!(days.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{:?}", dossier.periods);
}

/// The tasks that follow from the state, and from nothing else.
fn tasks_are_open_as_described(dossier: &Dossier, model: &Model) {
    let of = |kind: TaskKind| dossier.open_tasks.iter().filter(move |task| task.kind == kind);
    let applying = model.incoming.or(model.holder).map(String::from);
    let waiting = matches!(dossier.status, Status::AwaitingActivation | Status::AwaitingTransfer)
        && model.confirmed
        && dossier.open_application().activation_data.is_none();
    let asked: Vec<_> = of(TaskKind::EnterMissingData).map(to_operator).collect();
    let expected: Vec<_> =
        applying.iter().filter(|_| waiting).map(|one| Some(one.as_str())).collect();
    assert_eq!(asked, expected, "ENTER_MISSING_DATA: {model:?}");
    let documents = dossier.status == Status::AwaitingDocuments && model.confirmed;
    for (kind, open) in [
        (TaskKind::ReviewDocuments, documents),
        (TaskKind::ReviewVerification, dossier.status.awaits_verification_documents()),
        (TaskKind::ResolveMultiple, dossier.status.awaits_choice()),
    ] {
        let carried_elsewhere = kind == TaskKind::ResolveMultiple && open;
        let found = of(kind).count();
        assert!(
            found == usize::from(open) || (carried_elsewhere && found == 0),
            "{kind:?} {model:?}"
        );
        assert!(of(kind).all(|task| task.to == TaskParty::Bipt));
    }
    if !dossier.reduction_runs() {
        return;
    }
    let end = dossier.reduction_end_date();
    let reduction = dossier.reduction.as_ref().unwrap();
    let own = dossier.stops.iter().filter(|stop| stop.cause == StopCause::Holder);
    let own = own.map(|stop| stop.end(reduction)).any(|own| Some(own) == end);
    let holder = model.holder.map(String::from);
    let asked: Vec<_> = of(TaskKind::TerminateReduction)
        .filter(|task| to_operator(task) == holder.as_deref())
        .map(|task| task.end_date)
        .collect();
    match end {
        None => assert_eq!(asked, [], "{model:?}"),
        Some(_) if own => assert!(asked.is_empty() || asked == [end], "{model:?}"),
        Some(_) => assert_eq!(asked, [end], "{model:?}"),
    }
}

/// What holds of a change, beside what it led to.
pub(crate) fn of_change(
    before: Option<&Dossier>,
    decision: &Decision,
    command: CommandName,
    who: Who,
) {
    let next = &decision.next;
    assert_eq!(next.version, before.map_or(1, |before| before.version + 1));
    if let Some(before) = before {
        assert_eq!((next.number, next.person_id), (before.number, before.person_id));
    }
    periods_are_told(before, decision);
    tasks_are_told(before, decision, command);
    files_are_closed(before, decision, command, who);
    if matches!(command, CommandName::Activate | CommandName::ActivateTransfer)
        && next.status == Status::Active
    {
        let given = next.application.activation_data.as_ref().unwrap();
        let begin = next.periods.last().unwrap().period.from();
        assert_eq!(begin, first_after(given.activation_date, given.billing_day));
    }
    if command == CommandName::ActivateTransfer {
        let before = before.unwrap();
        let moved = next.application.date;
        if let Some(last) = before.last_transfer_date {
            assert!(last.checked_add_months(Months::new(1)).unwrap() <= moved, "two in a month");
        }
        assert_eq!(next.right_begin_date, before.right_begin_date);
    }
}

/// The periods as they were and the changes give the periods as they are: so does the fund count.
fn periods_are_told(before: Option<&Dossier>, decision: &Decision) {
    let mut periods = before.map(|before| before.periods.clone()).unwrap_or_default();
    for change in &decision.periods {
        match change {
            PeriodChange::Opened(period) => periods.push(period.clone()),
            PeriodChange::Changed { before, after } => {
                let place = periods.iter().position(|period| period == before).unwrap();
                periods[place] = after.clone();
            }
            PeriodChange::Installed(_) => {}
        }
    }
    assert_eq!(periods, decision.next.periods);
}

/// The open tasks follow from the events; what is left behind is only what its party acknowledges.
fn tasks_are_told(before: Option<&Dossier>, decision: &Decision, command: CommandName) {
    let mut open = before.map(|before| before.open_tasks.clone()).unwrap_or_default();
    for event in &decision.events {
        match event {
            Event::TaskRaised { task } => open.push(task.open.clone()),
            Event::TaskDone { task, .. } | Event::TaskWithdrawn { task, .. } => {
                let place = open.iter().position(|one| one == task);
                open.remove(place.expect("only an open task is done or withdrawn"));
            }
            _ => {}
        }
    }
    let next = &decision.next.open_tasks;
    open.retain(|task| !next.contains(task));
    let acknowledged = [TaskKind::CloseFile, TaskKind::TerminateReduction, TaskKind::ReviewPerson];
    assert!(open.iter().all(|task| acknowledged.contains(&task.kind)), "{command:?} {open:?}");
    let begins_anew = [CommandName::Apply, CommandName::ApplyFor, CommandName::ActivateTransfer];
    assert!(open.is_empty() || begins_anew.contains(&command), "{command:?} {open:?}");
}

/// An operator whose application or transfer ends without its asking is told so, and nobody else.
fn files_are_closed(before: Option<&Dossier>, decision: &Decision, command: CommandName, who: Who) {
    if command == CommandName::CancelLastAction {
        return;
    }
    let next = &decision.next;
    let told = decision.events.iter().filter_map(|event| match event {
        Event::TaskRaised { task } if task.open.kind == TaskKind::CloseFile => {
            to_operator(&task.open).map(str::to_owned)
        }
        _ => None,
    });
    let told: Vec<String> = told.collect();
    let asked = |operator: &str| matches!(who, Who::Operator(one) if one.to_string() == operator);
    let ended = before.and_then(|before| match before.status {
        Status::AwaitingTransfer if next.transfer.is_none() => {
            let incoming = before.incoming_operator().map(|one| one.as_str().to_owned());
            incoming.filter(|_| command != CommandName::ActivateTransfer)
        }
        Status::AwaitingDocuments | Status::AwaitingActivation if !next.status.is_held() => {
            before.operator.as_ref().map(|one| one.as_str().to_owned())
        }
        _ => None,
    });
    let expected: Vec<String> = ended.into_iter().filter(|one| !asked(one)).collect();
    assert_eq!(told, expected, "{command:?}");
}

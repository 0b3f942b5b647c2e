//! The two-yearly check and the ends of a right: tables over what is found, and over several ends.

use stts_dossier_domain::dossier::{
    Caller, Command, CommandName, Dossier, Event, OtherTariffs, PlaceState, Status, TaskKind,
    Undue, verify,
};
use stts_kernel::{Cents, ErrorKind, Formula, Period};

use crate::situations::{
    TOGETHER, change_formula, decide_right, in_doubt, judgement, stop_reduction, stop_right,
    transfer,
};
use crate::world::{
    World, aged, agent, between, change_billing_day, clerk, complete, confirm, data, date,
    household_id, tasks, young,
};

/// Active since 15 January 2024, billed on the 20th.
fn active(world: &World) -> Dossier {
    world.active("2024-01-15")
}

fn checked(world: &World, dossier: &Dossier, others: OtherTariffs, today: &str) -> Dossier {
    let system = Caller::system();
    let decided = verify(dossier, &in_doubt(), others, &world.context(&system, today));
    decided.unwrap().unwrap().next
}

#[test]
fn the_check_leads_where_the_right_and_the_household_say() {
    let world = World::new();
    let dossier = active(&world);
    let (entitled, undecided, denied) = (aged(), in_doubt(), young());
    let review = ("raised", TaskKind::ReviewVerification);
    let choose = ("raised", TaskKind::ResolveMultiple);
    let end = ("raised", TaskKind::TerminateReduction);
    let there = OtherTariffs::Together { task_open: true };
    let (none, out_of_reach) = (OtherTariffs::None, OtherTariffs::OutOfReach);
    let documents = Status::AwaitingVerificationDocuments;
    let multiple = Status::AwaitingVerificationMultiple;
    let both = Status::AwaitingVerificationMultipleAndDocuments;
    // The person, the household, the status, whether the check is over, the tasks.
    for (person, others, status, over, raised) in [
        (&entitled, none, Status::Active, true, vec![]),
        (&entitled, TOGETHER, multiple, false, vec![choose]),
        (&entitled, there, multiple, false, vec![]),
        (&undecided, none, documents, false, vec![review]),
        (&undecided, out_of_reach, documents, false, vec![review]),
        (&undecided, TOGETHER, both, false, vec![review, choose]),
        (&undecided, there, both, false, vec![review]),
        (&denied, none, Status::AwaitingStop, true, vec![end]),
        (&denied, out_of_reach, Status::AwaitingStop, true, vec![end]),
        (&denied, TOGETHER, Status::AwaitingStop, true, vec![end]),
        (&denied, there, Status::AwaitingStop, true, vec![end]),
    ] {
        let system = Caller::system();
        let context = world.context(&system, "2026-01-15");
        let decided = verify(&dossier, person, others, &context).unwrap().unwrap();
        assert_eq!(decided.next.status, status, "{others:?}");
        let day = if over { "2026-01-15" } else { "2024-01-15" };
        assert_eq!(decided.next.last_check_date, Some(date(day)), "{status:?} {others:?}");
        assert_eq!(tasks(&decided.events), raised, "{status:?} {others:?}");
        let asked = decided.events.iter().any(|one| matches!(one, Event::DocumentsRequested(_)));
        assert_eq!(asked, status.awaits_verification_documents());
        let told = decided.events.iter().any(|one| matches!(one, Event::RightEnds(_)));
        assert_eq!(told, status == Status::AwaitingStop);
    }
    // Entitled beside others that cannot be looked at yet: it keeps its date, and is looked at again.
    let system = Caller::system();
    let context = world.context(&system, "2026-01-15");
    assert_eq!(verify(&dossier, &entitled, out_of_reach, &context), Ok(None));
}

#[test]
fn a_choice_among_several_tariffs_is_left_one_by_one() {
    let world = World::new();
    let waiting = |others| {
        let system = Caller::system();
        let context = world.context(&system, "2026-01-15");
        verify(&active(&world), &aged(), others, &context).unwrap().unwrap().next
    };
    let multiple = waiting(TOGETHER);
    let both = checked(&world, &active(&world), TOGETHER, "2026-01-15");
    let moved = || Command::HouseholdChanged { household_id: household_id(7) };
    let (done, gone) = ("done", "withdrawn");
    let choose = |how| (how, TaskKind::ResolveMultiple);
    let review = |how| (how, TaskKind::ReviewVerification);
    let documents = Status::AwaitingVerificationDocuments;
    let (stop, end) = (Status::AwaitingStop, ("raised", TaskKind::TerminateReduction));
    // What, by whom, where it leads, whether the check is over, the tasks.
    for (dossier, command, system, status, over, expected) in [
        (&multiple, Command::ResolveKeep, false, Status::Active, true, vec![choose(done)]),
        (&multiple, Command::LeaveMultiple, true, Status::Active, true, vec![choose(gone)]),
        (&multiple, Command::ResolveDrop, false, stop, false, vec![choose(done), end]),
        (&multiple, moved(), true, Status::Active, false, vec![choose(gone)]),
        (&both, Command::ResolveKeep, false, documents, false, vec![choose(done)]),
        (&both, Command::LeaveMultiple, true, documents, false, vec![choose(gone)]),
        (&both, Command::ResolveDrop, false, stop, false, vec![choose(done), review(gone), end]),
        (&both, moved(), true, documents, false, vec![choose(gone)]),
        (
            &both,
            Command::ResolveDocuments(judgement(true)),
            false,
            Status::AwaitingVerificationMultiple,
            false,
            vec![review(done)],
        ),
        (
            &both,
            Command::ResolveDocuments(judgement(false)),
            false,
            stop,
            true,
            vec![review(done), choose(gone), end],
        ),
        (
            &both,
            stop_right("2026-02-01"),
            false,
            stop,
            false,
            vec![review(gone), choose(gone), end],
        ),
    ] {
        let caller = if system { Caller::system() } else { agent() };
        let decided = world.ask(Some(dossier), &caller, &command, "2026-02-01").unwrap();
        assert_eq!(decided.next.status, status, "{command:?}");
        assert_eq!(tasks(&decided.events), expected, "{command:?}");
        let day = if over { "2026-02-01" } else { "2024-01-15" };
        assert_eq!(decided.next.last_check_date, Some(date(day)), "{command:?}");
    }
}

#[test]
fn months_granted_beyond_the_end_of_a_right_are_undue() {
    let world = World::new();
    // The reduction begins on 20 January 2024 and bills on the 20th. The day from which the right is
    // lost, the day on which that is known, the end, and the months begun from it until then.
    for (lost, known, end, months) in [
        ("2024-03-10", "2024-03-10", "2024-03-20", 0),
        ("2024-03-10", "2024-03-20", "2024-03-20", 0),
        ("2024-03-10", "2024-03-21", "2024-03-20", 1),
        ("2024-03-10", "2024-04-20", "2024-03-20", 1),
        ("2024-03-10", "2024-04-21", "2024-03-20", 2),
        ("2024-03-19", "2024-06-01", "2024-03-20", 3),
        ("2024-03-20", "2024-06-01", "2024-04-20", 2),
        ("2024-01-15", "2024-06-01", "2024-01-20", 5),
        ("2024-06-01", "2024-05-01", "2024-06-20", 0),
    ] {
        let dossier = active(&world);
        let stopped = world.ask(Some(&dossier), &agent(), &stop_right(lost), known).unwrap();
        let next = &stopped.next;
        assert_eq!(next.end_of_right(), Some(date(end)), "{lost} known on {known}");
        let undue = Undue { months, amount: Cents(1150 * i64::from(months)) };
        let expected = Some(undue).filter(|undue| undue.months > 0);
        assert_eq!(next.undue(), expected, "{lost} known on {known}");
        let task = next.open_tasks.iter().find(|one| one.kind == TaskKind::TerminateReduction);
        let task = task.unwrap();
        assert_eq!((task.end_date, task.undue), (Some(date(end)), expected));
        let told = stopped.events.iter().find_map(|event| match event {
            Event::RightEnds(told) => Some((told.right_end_date, told.undue)),
            _ => None,
        });
        assert_eq!(told, Some((date(end), expected)));
    }
}

#[test]
fn a_right_found_to_have_ended_before_its_reduction_did_cuts_what_was_granted_beyond() {
    let world = World::new();
    let asked =
        world.ask(Some(&active(&world)), &clerk("A"), &stop_reduction("2024-06-25"), "2024-05-01");
    let suspended = world.night(&asked.unwrap().next, "2024-06-20").unwrap().next;
    let death = |day| Command::Death { date: date(day) };
    let system = Caller::system();
    for (caller, command, end, until) in [
        (&system, death("2024-03-10"), "2024-03-20", "2024-03-20"),
        (&system, death("2024-06-20"), "2024-06-20", "2024-06-20"),
        (&system, death("2024-07-10"), "2024-07-10", "2024-06-20"),
        (&agent(), stop_right("2024-04-20"), "2024-05-20", "2024-05-20"),
    ] {
        let closed = world.ask(Some(&suspended), caller, &command, "2024-08-01").unwrap();
        assert_eq!(closed.next.status, Status::Closed);
        assert_eq!(closed.next.right_end_date, Some(date(end)), "{command:?}");
        assert_eq!(closed.next.periods[0].period, between("2024-01-20", until), "{command:?}");
        let told = closed.events.iter().find_map(|event| match event {
            Event::RightEnds(told) => told.undue.map(|undue| undue.months),
            _ => None,
        });
        assert_eq!(told, matches!(command, Command::StopRight { .. }).then_some(1));
    }
}

#[test]
fn a_stop_keeps_a_change_before_the_end_and_drops_a_later_one() {
    let world = World::new();
    let dossier = active(&world);
    // The change, the stop, and whether it is kept; the reduction ends on 20 June, the right on 20 July.
    for (change, stop, kept) in [
        ("2024-06-19", stop_reduction("2024-06-25"), true),
        ("2024-06-20", stop_reduction("2024-06-25"), false),
        ("2024-07-01", stop_reduction("2024-06-25"), false),
        ("2024-07-19", stop_right("2024-06-25"), true),
        ("2024-07-20", stop_right("2024-06-25"), false),
    ] {
        let changed = change_formula(Formula::CallsOnly, change);
        let changed = world.then(&dossier, &changed, "2024-05-01");
        let stopped = world.ask(Some(&changed), &clerk("A"), &stop, "2024-05-02").unwrap().next;
        assert_eq!(stopped.pending_change.is_some(), kept, "{change} {stop:?}");
        assert_eq!(stopped.status, Status::AwaitingStop);
        // An earlier billing date may bring the end before the change.
        let billed = world.then(&stopped, &change_billing_day(1), "2024-05-03");
        let end = billed.reduction_end_date().unwrap();
        assert_eq!(billed.pending_change.is_some(), kept && date(change) < end, "{change} {end}");
    }
}

#[test]
fn of_several_ends_the_earliest_counts_and_any_of_the_right_closes() {
    let world = World::new();
    let (reduction, right) = (stop_reduction, stop_right);
    let death = |day: &str| Command::Death { date: date(day) };
    let (suspended, closed) = (Status::Suspended, Status::Closed);
    for (ends, end, status) in [
        (vec![reduction("2024-06-25")], "2024-06-20", suspended),
        (vec![right("2024-06-25")], "2024-07-20", closed),
        (vec![reduction("2024-06-25"), right("2024-06-25")], "2024-06-20", closed),
        (vec![reduction("2024-09-25"), right("2024-06-25")], "2024-07-20", closed),
        (vec![right("2024-09-25"), right("2024-06-25")], "2024-07-20", closed),
        (vec![right("2024-06-25"), right("2024-09-25")], "2024-07-20", closed),
        (vec![right("2024-09-25"), death("2024-04-25")], "2024-05-20", closed),
        (vec![reduction("2024-06-25"), death("2024-04-30")], "2024-05-20", closed),
    ] {
        let mut dossier = active(&world);
        for command in &ends {
            let caller = if matches!(command, Command::Death { .. }) {
                Caller::system()
            } else {
                clerk("A")
            };
            dossier = world.ask(Some(&dossier), &caller, command, "2024-05-02").unwrap().next;
        }
        assert_eq!(dossier.reduction_end_date(), Some(date(end)), "{ends:?}");
        let ended = world.night(&dossier, end).unwrap().next;
        assert_eq!(ended.status, status, "{ends:?}");
        assert_eq!(ended.periods[0].period, between("2024-01-20", end));
        assert_eq!(ended.right_end_date.is_some(), status == closed);
    }
}

#[test]
fn an_end_of_the_right_is_undone_and_an_end_of_the_reduction_stays() {
    let world = World::new();
    let dossier = active(&world);
    let undo = decide_right(CommandName::UndoRightEnd);
    let ask = |dossier: &Dossier, caller: &Caller, command: &Command| {
        world.ask(Some(dossier), caller, command, "2024-05-02")
    };
    let right = ask(&dossier, &agent(), &stop_right("2024-05-25")).unwrap().next;
    let undone = ask(&right, &agent(), &undo).unwrap();
    assert_eq!((undone.next.status, undone.next.reduction_end_date()), (Status::Active, None));
    assert_eq!(undone.next.last_check_date, Some(date("2024-05-02")));
    assert_eq!(tasks(&undone.events), [("withdrawn", TaskKind::TerminateReduction)]);
    // BIPT stopped the reduction too: what the holder was asked is still asked.
    let both = ask(&dossier, &agent(), &stop_reduction("2024-08-25")).unwrap().next;
    let both = ask(&both, &agent(), &stop_right("2024-05-25")).unwrap().next;
    let undone = ask(&both, &agent(), &undo).unwrap().next;
    assert_eq!(undone.status, Status::AwaitingStop);
    let asked: Vec<_> = undone.open_tasks.iter().map(|task| task.end_date).collect();
    assert_eq!(asked, [Some(date("2024-08-20"))]);
    // A transfer that lapsed with the right stays lapsed.
    let moving = ask(&dossier, &clerk("B"), &transfer(None)).unwrap().next;
    let lapsed = ask(&moving, &agent(), &stop_right("2024-05-25")).unwrap().next;
    let undone = ask(&lapsed, &agent(), &undo).unwrap();
    assert_eq!((undone.next.status, undone.next.transfer.clone()), (Status::Active, None));
    assert_eq!(tasks(&undone.events), [("withdrawn", TaskKind::TerminateReduction)]);
    // Nobody undoes a death.
    let dead = Command::Death { date: date("2024-05-01") };
    let dead = ask(&right, &Caller::system(), &dead).unwrap().next;
    assert_eq!(ask(&dead, &agent(), &undo).unwrap_err().refusal.kind, ErrorKind::ActionNotAllowed);
}

#[test]
fn what_the_holder_is_asked_follows_the_end_wherever_it_moves() {
    let world = World::new();
    let ends = |dossier: &Dossier| -> Vec<String> {
        let tasks = dossier.open_tasks.iter();
        let tasks = tasks.filter(|task| task.kind == TaskKind::TerminateReduction);
        tasks.map(|task| task.end_date.unwrap().to_string()).collect()
    };
    let stop = stop_reduction("2024-06-25");
    let stopped = world.ask(Some(&active(&world)), &agent(), &stop, "2024-05-01").unwrap().next;
    assert_eq!(ends(&stopped), ["2024-06-20"]);
    let billed = world.then(&stopped, &change_billing_day(5), "2024-05-02");
    assert_eq!(ends(&billed), ["2024-06-05"]);
    // BIPT's stop during a transfer is asked of the holder, whatever the incoming operator says later.
    let moving =
        world.ask(Some(&active(&world)), &clerk("B"), &transfer(None), "2024-05-01").unwrap().next;
    let stopped = world.ask(Some(&moving), &agent(), &stop, "2024-05-01").unwrap().next;
    for (activation, end) in [("2024-07-25", "2024-06-20"), ("2024-05-25", "2024-05-20")] {
        let given = confirm(Some(data(activation)));
        let given = world.ask(Some(&stopped), &clerk("B"), &given, "2024-05-02").unwrap().next;
        assert_eq!(ends(&given), [end], "{activation}");
        // Until the activation the holder goes on granting, so nothing ends on the end of a transfer.
        let stays = world.night(&given, "2024-05-24").is_none();
        assert!(stays, "{activation}");
        let later = complete(data("2024-09-25"));
        let later = world.ask(Some(&given), &clerk("B"), &later, "2024-05-24").unwrap().next;
        assert_eq!(ends(&later), ["2024-06-20"], "{activation}");
    }
    // A holder that asked for its last day itself is asked nothing when the transfer is taken back.
    let own =
        world.ask(Some(&moving), &clerk("A"), &stop_reduction("2024-05-01"), "2024-05-01").unwrap();
    let back = world.ask(Some(&own.next), &clerk("B"), &Command::CancelApplication, "2024-05-01");
    assert_eq!(tasks(&back.unwrap().events), []);
}

#[test]
fn a_change_that_was_dated_before_a_begin_that_moved_waits_for_it() {
    let world = World::new();
    let dossier = active(&world);
    let changed =
        world.then(&dossier, &change_formula(Formula::CallsOnly, "2024-01-20"), "2024-01-16");
    let moved = world.then(&changed, &change_billing_day(10), "2024-01-16");
    assert!(world.night(&moved, "2024-02-09").is_none());
    let applied = world.night(&moved, "2024-02-10").unwrap().next;
    let granted = applied.periods.iter().filter(|one| !one.period.is_empty());
    let granted: Vec<_> = granted.map(|one| (one.formula, one.period)).collect();
    assert_eq!(granted, [(Formula::CallsOnly, Period::open(date("2024-02-10")))]);
}

#[test]
fn once_the_holder_has_ended_its_reduction_a_right_ends_at_once() {
    let world = World { place: PlaceState::Own, ..World::new() };
    let moving =
        world.ask(Some(&active(&world)), &clerk("B"), &transfer(None), "2024-04-25").unwrap().next;
    let stop = stop_reduction("2024-04-26");
    let stopped = world.ask(Some(&moving), &clerk("A"), &stop, "2024-04-26").unwrap().next;
    let ended = world.night(&stopped, "2024-04-26").unwrap().next;
    assert_eq!((ended.status, ended.reduction_runs()), (Status::AwaitingTransfer, false));
    let late = world.ask(Some(&ended), &agent(), &stop_right("2024-05-03"), "2024-05-02");
    assert_eq!(late.unwrap_err().refusal.kind, ErrorKind::EndDateOutOfRange);
    for (caller, command) in [
        (agent(), stop_right("2024-05-02")),
        (clerk("A"), stop_right("2024-05-02")),
        (Caller::system(), Command::Death { date: date("2024-05-02") }),
    ] {
        let closed = world.ask(Some(&ended), &caller, &command, "2024-05-02").unwrap();
        assert_eq!(closed.next.status, Status::Closed);
        assert_eq!(closed.next.right_end_date, Some(date("2024-05-02")));
        assert_eq!(tasks(&closed.events), [("raised", TaskKind::CloseFile)], "to B");
    }
}

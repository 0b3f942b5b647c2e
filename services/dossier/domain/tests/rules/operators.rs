//! Confirming, completing, cancelling: what the holder does until the activation.

use stts_dossier_domain::dossier::{
    Action, Caller, Command, DocumentKind, Dossier, Event, LineKind, Party, PeriodChange,
    PhoneNumber, PlaceChange, Profile, ReductionPeriod, Status, TaskKind, TaskParty,
    allowed_actions, formula_allowed,
};
use stts_dossier_domain::eligibility::Truth;
use stts_kernel::{Category, Cents, ErrorKind, Formula, Period};

use crate::world::{
    World, aged, clerk, complete, confirm, data, date, on_living_wage, operator, rules, seller,
    tasks, young,
};

#[test]
fn confirmed_without_data_the_operator_is_asked_for_them() {
    let world = World::new();
    let applied = world.applied(&aged(), "2024-01-15");
    let answer = world.ask(Some(&applied), &seller("A"), &confirm(None), "2024-01-16").unwrap();
    assert!(answer.next.application.confirmed);
    assert_eq!(answer.next.status, Status::AwaitingActivation);
    assert_eq!(answer.place, PlaceChange::Keep);
    let [Event::DossierChanged { .. }, Event::TaskRaised { task }] = answer.events.as_slice()
    else {
        panic!("a task is raised: {:?}", answer.events);
    };
    assert_eq!(task.open.kind, TaskKind::EnterMissingData);
    assert_eq!(task.open.to, TaskParty::Operator(operator("A")));
    assert_eq!(task.open.due, Some(date("2024-07-15")));
    assert_eq!(answer.next.open_tasks, std::slice::from_ref(&task.open));
}

#[test]
fn data_given_later_end_the_task_and_the_last_ones_count() {
    let world = World::new();
    let confirmed = world.then(&world.applied(&aged(), "2024-01-15"), &confirm(None), "2024-01-16");
    let command = complete(data("2024-02-01"));
    let first = world.ask(Some(&confirmed), &seller("A"), &command, "2024-01-20").unwrap();
    assert_eq!(tasks(&first.events), [("done", TaskKind::EnterMissingData)]);
    assert!(first.next.open_tasks.is_empty());
    let command = complete(data("2024-02-05"));
    let second = world.ask(Some(&first.next), &seller("A"), &command, "2024-01-21").unwrap();
    assert!(tasks(&second.events).is_empty());
    assert_eq!(second.next.application.activation_data, Some(data("2024-02-05")));
    assert_eq!(second.next.version, 4);
}

#[test]
fn confirmed_without_a_right_documents_are_asked_and_bipt_will_judge_them() {
    let world = World::new();
    let applied = world.applied(&young(), "2024-01-15");
    let answer = world.ask(Some(&applied), &seller("A"), &confirm(None), "2024-01-16").unwrap();
    assert_eq!(answer.next.application.documents_letter_date, Some(date("2024-01-16")));
    assert_eq!(tasks(&answer.events), [("raised", TaskKind::ReviewDocuments)]);
    assert_eq!(answer.next.open_tasks[0].to, TaskParty::Bipt);
    let asked = answer.events.iter().find_map(|event| match event {
        Event::DocumentsRequested(asked) => Some((asked.kinds.clone(), asked.answer_by)),
        _ => None,
    });
    let (kinds, answer_by) = asked.unwrap();
    assert_eq!(answer_by, date("2024-03-16"), "60 days after the letter");
    assert!(world.night(&answer.next, "2024-03-16").is_none(), "its last day is in time");
    assert!(world.night(&answer.next, "2024-03-17").is_some());
    let named = ["HEARING_CERTIFICATE", "PROOF_OF_PURCHASE", "WAR_BLIND_CARD"];
    assert_eq!(kinds, named.map(|name| DocumentKind(name.into())));
}

#[test]
fn what_the_table_does_not_list_is_refused_with_what_it_does() {
    let world = World::new();
    let undecided = world.applied(&young(), "2024-01-15");
    let applied = world.applied(&aged(), "2024-01-15");
    let confirmed = world.then(&applied, &confirm(None), "2024-01-15");
    let active = world.active("2024-01-15");
    let given = || confirm(Some(data("2024-01-20")));
    for (dossier, command, allowed) in [
        (&undecided, given(), "CONFIRM_APPLICATION,CANCEL_APPLICATION,REFRESH_PERSON_DATA"),
        (
            &undecided,
            complete(data("2024-01-20")),
            "CONFIRM_APPLICATION,CANCEL_APPLICATION,REFRESH_PERSON_DATA",
        ),
        (
            &applied,
            complete(data("2024-01-20")),
            "CONFIRM_APPLICATION,CANCEL_APPLICATION,MODIFY_DOSSIER,REFRESH_PERSON_DATA",
        ),
        (
            &confirmed,
            given(),
            "COMPLETE_ACTIVATION_DATA,CANCEL_APPLICATION,MODIFY_DOSSIER,REFRESH_PERSON_DATA",
        ),
        (
            &confirmed,
            confirm(None),
            "COMPLETE_ACTIVATION_DATA,CANCEL_APPLICATION,MODIFY_DOSSIER,REFRESH_PERSON_DATA",
        ),
        (&active, Command::CancelApplication, "MODIFY_DOSSIER,REFRESH_PERSON_DATA"),
    ] {
        let answer = world.ask(Some(dossier), &seller("A"), &command, "2024-01-20");
        let refusal = answer.unwrap_err().refusal;
        assert_eq!(refusal.kind, ErrorKind::ActionNotAllowed, "{:?}", dossier.status);
        let expected =
            [("status", dossier.status.name().to_owned()), ("allowed_actions", allowed.to_owned())];
        assert_eq!(refusal.metadata, expected, "{:?}", command.name());
    }
    let cancelled = world.then(&applied, &Command::CancelApplication, "2024-01-15");
    let again =
        world.ask(Some(&cancelled), &seller("A"), &Command::CancelApplication, "2024-01-20");
    assert_eq!(again.unwrap_err(), ErrorKind::DossierNotFound.into(), "it is not theirs any more");
}

#[test]
fn to_another_operator_the_dossier_does_not_exist() {
    let world = World::new();
    let applied = world.applied(&aged(), "2024-01-15");
    for command in [confirm(None), complete(data("2024-01-15")), Command::CancelApplication] {
        for state in [None, Some(&applied)] {
            let refused = world.ask(state, &seller("B"), &command, "2024-01-15").unwrap_err();
            assert_eq!(refused, ErrorKind::DossierNotFound.into());
        }
    }
}

#[test]
fn a_profile_without_the_right_is_refused_before_anything_else() {
    let world = World::new();
    let applied = world.applied(&aged(), "2024-01-15");
    for profile in [Profile::BiptAgent, Profile::FundManager, Profile::System] {
        let caller = Caller { party: Party::Bipt, profile, user: None };
        let refused = world.ask(Some(&applied), &caller, &confirm(None), "2024-01-15").unwrap_err();
        assert_eq!(refused.refusal.kind, ErrorKind::ProfileNotAllowed);
        let actions = allowed_actions(&applied, &caller, &world.rules);
        assert!(actions.iter().all(|listed| listed.action != Action::ConfirmApplication));
    }
    let refused = world.ask(Some(&applied), &seller("A"), &Command::LapseActivation, "2025-01-15");
    assert_eq!(refused.unwrap_err().refusal.kind, ErrorKind::ProfileNotAllowed);
}

#[test]
fn every_action_of_an_operator_is_listed_with_why_it_is_refused() {
    let world = World::new();
    let applied = world.applied(&aged(), "2024-01-15");
    let reasons = |dossier: &Dossier, caller: &Caller| {
        let listed = allowed_actions(dossier, caller, &world.rules);
        assert!(listed.iter().all(|a| a.allowed == a.reason.is_none()));
        listed.into_iter().map(|a| (a.action, a.reason)).collect::<Vec<_>>()
    };
    let refused = Some(ErrorKind::ActionNotAllowed);
    let commercial = Some(ErrorKind::ProfileNotAllowed);
    assert_eq!(
        reasons(&applied, &seller("A")),
        [
            (Action::Apply, Some(ErrorKind::DossierExists)),
            (Action::ConfirmApplication, None),
            (Action::CompleteActivationData, refused),
            (Action::CancelApplication, None),
            (Action::ModifyDossier, None),
            (Action::StopReduction, commercial),
            (Action::StopRight, commercial),
            (Action::RefreshPersonData, None),
            (Action::CancelLastAction, commercial),
        ]
    );
    let clerks = reasons(&world.then(&applied, &confirm(None), "2024-01-15"), &clerk("A"));
    for (action, reason) in [
        (Action::StopReduction, refused),
        (Action::StopRight, None),
        (Action::CancelLastAction, None),
    ] {
        assert!(clerks.contains(&(action, reason)), "{}", action.name());
    }
    let strangers = reasons(&applied, &clerk("B"));
    assert_eq!(strangers[0].1, Some(ErrorKind::DossierNotTransferable));
    let hidden = [Some(ErrorKind::DossierNotFound), Some(ErrorKind::NothingToCancel)];
    assert!(strangers[1..].iter().all(|(_, reason)| hidden.contains(reason)));
}

#[test]
fn an_action_that_becomes_possible_by_itself_tells_when() {
    let world = World::new();
    let applied = world.applied(&aged(), "2024-01-15");
    let waiting = world.then(&applied, &confirm(Some(data("2024-02-01"))), "2024-01-15");
    let listed = allowed_actions(&waiting, &clerk("A"), &world.rules);
    let stop = listed.iter().find(|listed| listed.action == Action::StopReduction).unwrap();
    assert_eq!(stop.clears_on, Some(date("2024-02-01")), "the activation");
}

#[test]
fn the_activation_date_lies_between_application_and_deadline() {
    let world = World::new();
    let applied = world.applied(&aged(), "2023-08-31");
    for (activation, allowed) in
        [("2023-08-30", false), ("2023-08-31", true), ("2024-02-29", true), ("2024-03-01", false)]
    {
        let command = confirm(Some(data(activation)));
        let answer = world.ask(Some(&applied), &seller("A"), &command, "2023-09-01");
        assert_eq!(answer.is_ok(), allowed, "{activation}");
        if let Err(refused) = answer {
            let bounds =
                [("earliest_date", "2023-08-31".into()), ("latest_date", "2024-02-29".into())];
            assert_eq!(refused.refusal.kind, ErrorKind::ActivationDateOutOfRange);
            assert_eq!(refused.refusal.metadata, bounds);
        }
    }
}

#[test]
fn a_mobile_line_has_no_installation() {
    let world = World::new();
    let applied = world.applied(&aged(), "2024-01-15");
    for (cost, allowed) in [(0, true), (1, false)] {
        let mut mobile = data("2024-01-15");
        mobile.line_kind = LineKind::Mobile;
        mobile.installation_cost = Cents(cost);
        let answer = world.ask(Some(&applied), &seller("A"), &confirm(Some(mobile)), "2024-01-15");
        let kind = answer.err().map(|refused| refused.refusal.kind);
        assert_eq!(kind, (!allowed).then_some(ErrorKind::InstallationCostNotAllowed));
    }
}

#[test]
fn a_formula_must_belong_to_a_granted_category() {
    let world = World::new();
    for (person, formula, allowed) in [
        (aged(), Formula::SubscriptionAndCalls, true),
        (aged(), Formula::InternetAndCalls, true),
        (aged(), Formula::LivingWageCredit, false),
        (on_living_wage(), Formula::LivingWageCredit, true),
        (on_living_wage(), Formula::Internet, true),
        (on_living_wage(), Formula::CallsOnly, false),
    ] {
        let applied = world.applied(&person, "2024-01-15");
        let mut given = data("2024-01-15");
        given.formula = formula;
        let answer = world.ask(Some(&applied), &seller("A"), &confirm(Some(given)), "2024-01-15");
        let kind = answer.err().map(|refused| refused.refusal.kind);
        assert_eq!(kind, (!allowed).then_some(ErrorKind::FormulaNotAllowed), "{formula:?}");
    }
}

#[test]
fn a_formula_that_is_not_allowed_is_answered_with_those_that_are() {
    let world = World::new();
    for (person, formula, allowed) in [
        (
            aged(),
            Formula::LivingWageCredit,
            "SUBSCRIPTION_AND_CALLS,CALLS_ONLY,CALLS_SPLIT,INTERNET,INTERNET_AND_CALLS",
        ),
        (on_living_wage(), Formula::CallsOnly, "LIVING_WAGE_CREDIT,INTERNET,INTERNET_AND_CALLS"),
    ] {
        let applied = world.applied(&person, "2024-01-15");
        let mut given = data("2024-01-15");
        given.formula = formula;
        let answer = world.ask(Some(&applied), &seller("A"), &confirm(Some(given)), "2024-01-15");
        let refusal = answer.unwrap_err().refusal;
        assert_eq!(refusal.metadata, [("allowed_formulas", allowed.to_owned())], "{formula:?}");
    }
}

#[test]
fn internet_needs_own_living_and_a_law_that_knows_it() {
    let tariff = rules().tariff.on(date("2024-01-01")).value;
    let old = stts_kernel::Tariff { internet: None, internet_with_calls: false, ..tariff };
    let blind = [Category::WarBlind];
    for (formula, internet, tariff, allowed) in [
        (Formula::Internet, Truth::True, tariff, true),
        (Formula::Internet, Truth::Unknown, tariff, false),
        (Formula::Internet, Truth::False, tariff, false),
        (Formula::Internet, Truth::True, old, false),
        (Formula::InternetAndCalls, Truth::True, old, false),
        (Formula::CallsOnly, Truth::False, old, true),
    ] {
        assert_eq!(formula_allowed(formula, &blind, internet, &tariff), allowed, "{formula:?}");
    }
    assert!(!formula_allowed(Formula::CallsOnly, &[], Truth::True, &tariff), "no category");
}

#[test]
fn a_cancelled_application_gives_the_place_up_and_keeps_the_right() {
    let world = World::new();
    for (person, status, pointless) in [
        (aged(), Status::Suspended, TaskKind::EnterMissingData),
        (young(), Status::Closed, TaskKind::ReviewDocuments),
    ] {
        let confirmed =
            world.then(&world.applied(&person, "2024-01-15"), &confirm(None), "2024-01-15");
        let command = Command::CancelApplication;
        let answer = world.ask(Some(&confirmed), &seller("A"), &command, "2024-01-16").unwrap();
        assert_eq!((answer.next.status, answer.place), (status, PlaceChange::Release));
        assert_eq!(answer.next.operator, None);
        assert_eq!(tasks(&answer.events), [("withdrawn", pointless)]);
        let kept = answer.next.right_begin_date.is_some();
        assert_eq!(kept, status == Status::Suspended);
    }
}

#[test]
fn a_phone_number_is_stored_with_its_country() {
    for (text, stored) in [
        ("021234567", Some("+3221234567")),
        ("0470123456", Some("+32470123456")),
        ("02123456", None),
        ("04701234567", None),
        ("470123456", None),
        ("02 1234567", None),
        ("0212345٣7", None),
    ] {
        let number = PhoneNumber::from_national(text).ok();
        assert_eq!(number.as_ref().map(PhoneNumber::as_str), stored, "{text}");
        if let Some(number) = number {
            assert_eq!(number.national(), text);
            assert_eq!(PhoneNumber::from_e164(number.as_str()), Ok(number));
        }
    }
}

/// Being transferred from operator A, where it is active, to operator B.
fn in_transfer(world: &World) -> Dossier {
    let active = world.active("2024-01-15");
    let command = Command::ConfirmTransfer { activation_data: None };
    world.ask(Some(&active), &seller("B"), &command, "2024-05-02").unwrap().next
}

#[test]
fn during_a_transfer_the_incoming_operator_gives_the_data() {
    let world = World::new();
    let dossier = in_transfer(&world);
    let refused = world.ask(Some(&dossier), &seller("A"), &confirm(None), "2024-05-02");
    assert_eq!(refused.unwrap_err().refusal.kind, ErrorKind::ActionNotAllowed);
    let early = confirm(Some(data("2024-05-01")));
    let refused = world.ask(Some(&dossier), &seller("B"), &early, "2024-05-02");
    assert_eq!(refused.unwrap_err().refusal.kind, ErrorKind::ActivationDateOutOfRange);
    let confirmed = world.ask(Some(&dossier), &seller("B"), &confirm(None), "2024-05-02").unwrap();
    assert_eq!(tasks(&confirmed.events), [("raised", TaskKind::EnterMissingData)]);
    assert_eq!(confirmed.next.open_tasks[0].to, TaskParty::Operator(operator("B")));
    let command = complete(data("2024-06-01"));
    let completed = world.ask(Some(&confirmed.next), &seller("B"), &command, "2024-05-03").unwrap();
    let transfer = completed.next.transfer.unwrap();
    assert_eq!(transfer.activation_data, Some(data("2024-06-01")));
    assert_eq!(completed.next.application, dossier.application, "A grants as before");
}

#[test]
fn a_cancelled_transfer_ends_the_reduction_at_the_operator_that_grants() {
    let world = World::new();
    let confirmed =
        world.ask(Some(&in_transfer(&world)), &seller("B"), &confirm(None), "2024-05-02").unwrap();
    let command = Command::CancelApplication;
    let answer = world.ask(Some(&confirmed.next), &seller("B"), &command, "2024-05-10").unwrap();
    assert_eq!((answer.next.status, answer.place), (Status::Suspended, PlaceChange::Release));
    let granted = |period| ReductionPeriod {
        operator: operator("A"),
        formula: Formula::SubscriptionAndCalls,
        period,
    };
    let before = granted(Period::open(date("2024-01-20")));
    let after = granted(Period::new(date("2024-01-20"), Some(date("2024-04-20"))).unwrap());
    assert_eq!(answer.periods, [PeriodChange::Changed { before, after }]);
    assert_eq!((answer.next.transfer, answer.next.operator), (None, None));
    assert_eq!(
        tasks(&answer.events),
        [("raised", TaskKind::TerminateReduction), ("withdrawn", TaskKind::EnterMissingData)]
    );
    let raised = answer.events.iter().find_map(|event| match event {
        Event::TaskRaised { task } => Some(task.clone()),
        _ => None,
    });
    let task = raised.unwrap();
    assert_eq!(task.open.end_date, Some(date("2024-04-20")));
    assert_eq!(task.open.to, TaskParty::Operator(operator("A")));
    assert_eq!(task.application_id, answer.next.application.id);
}

#[test]
fn of_two_ends_of_a_reduction_the_earlier_counts() {
    let world = World::new();
    let stop = Command::StopReduction { date: date("2024-05-03") };
    let stopped = world.ask(Some(&in_transfer(&world)), &clerk("A"), &stop, "2024-05-02");
    let stopped = stopped.unwrap().next;
    let command = Command::CancelApplication;
    let answer = world.ask(Some(&stopped), &seller("B"), &command, "2024-05-25").unwrap();
    let end = answer.next.reduction.and_then(|reduction| reduction.end);
    assert_eq!(end, Some(date("2024-04-20")), "not 2024-05-20, the end of the cancellation");
}

#[test]
fn a_period_that_is_cut_before_its_first_day_is_empty() {
    let period = ReductionPeriod {
        operator: operator("A"),
        formula: Formula::CallsOnly,
        period: Period::open(date("2024-03-05")),
    };
    for (end, days) in [("2024-02-20", 0), ("2024-03-05", 0), ("2024-03-20", 15)] {
        let cut = period.cut(date(end));
        assert_eq!(cut.period.days(), Some(days), "{end}");
        assert_eq!(cut.cut(date("2024-12-31")), cut, "what has ended is not made longer");
    }
}

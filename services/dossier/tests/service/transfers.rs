//! A dossier changes hands: prepared, confirmed, activated, and what each operator sees of it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use prost::Message;
use stts_contracts::dossier::v1::{self as contract, Status as StatusMessage};
use stts_dossier::app::{Admission, Refreshing, View};
use stts_dossier::ports::{Answered, Call};
use stts_dossier::wire::answer;
use stts_dossier_domain::dossier::{ActivationData, Dossier, PhoneNumber, Status};
use stts_kernel::{DossierNumber, ErrorKind, OperatorId, Period};
use tokio::sync::Barrier;

use crate::life::{active, clerk};
use crate::tenure::as_operator;
use crate::world::{World, activation_data, applicant, call, day, on_both_databases};

on_both_databases!(
    a_transfer_moves_the_reduction_and_neither_sees_the_others_data,
    a_transfer_is_refused_by_what_is_found,
    a_token_admits_to_what_was_shown_and_to_nothing_else,
    person_data_are_refreshed_by_whoever_has_to_do_with_the_dossier,
    of_two_transfers_at_once_one_wins,
    a_transfer_and_a_stop_at_once_are_decided_one_after_the_other,
    of_two_agents_at_once_one_wins,
);

/// A seller at another operator than the holder.
pub(crate) fn seller(code: &str, method: &'static str, number: u64) -> Call {
    as_operator(code, call(method, number))
}

/// What that operator gives: nothing of it is like the holder's.
pub(crate) fn data_of_b(days: u64) -> ActivationData {
    ActivationData {
        phone_number: PhoneNumber::from_national("029999999").unwrap(),
        operator_reference: Some("REF-B".to_owned()),
        ..activation_data(day(days))
    }
}

pub(crate) async fn prepared(world: &World, code: &str, person: u64) -> Admission {
    let call = seller(code, "PrepareTransfer", 0);
    let dossier = world.app.prepare_transfer(&call, &applicant(person)).await.unwrap();
    Admission::from(&dossier)
}

fn shown(answered: Answered) -> contract::Dossier {
    let answer = contract::ConfirmTransferResponse::decode(answered.unwrap().as_slice());
    answer.unwrap().dossier.unwrap()
}

/// What an operator is told of a dossier, as one text.
async fn told(world: &World, code: &str, number: DossierNumber) -> (contract::Dossier, String) {
    let call = seller(code, "GetDossier", 0);
    let told = match world.app.get_dossier(&call, number).await.unwrap() {
        View::Present(dossier) => answer::dossier(&dossier, &call.caller, &world.app.rules),
        View::Past(dossier) => answer::past_dossier(&dossier, &call.caller, &world.app.rules),
    };
    let text = format!("{told:?}");
    (told, text)
}

async fn kept(world: &World, number: DossierNumber) -> Dossier {
    world.app.store.by_number(number).await.unwrap().unwrap().dossier
}

fn tells_of_a(text: &str) -> bool {
    ["OP01", "021234567"].iter().any(|own| text.contains(own))
}

fn tells_of_b(text: &str) -> bool {
    ["OP02", "029999999", "REF-B"].iter().any(|own| text.contains(own))
}

async fn a_transfer_moves_the_reduction_and_neither_sees_the_others_data(world: World) {
    let number = active(&world, 1).await;
    world.live_until(day(70));
    let asks = seller("OP02", "PrepareTransfer", 0);
    let found = world.app.prepare_transfer(&asks, &applicant(1)).await.unwrap();
    let offered = answer::dossier(&found, &asks.caller, &world.app.rules);
    assert_eq!(offered.person.as_ref().unwrap().last_name, "1");
    assert!(!tells_of_a(&format!("{offered:?}")), "{offered:?}");
    let unknown = (&offered.activation_data, &offered.reduction_begin_date, &*offered.etag);
    assert_eq!(unknown, (&None, &None, ""));

    let confirms = seller("OP02", "ConfirmTransfer", 1);
    let admission = Some(Admission::from(&found));
    let incoming = shown(world.app.confirm_transfer(&confirms, admission, None).await);
    assert_eq!((incoming.status(), incoming.confirmed), (StatusMessage::AwaitingTransfer, false));
    let completes = seller("OP02", "ConfirmApplication", 2);
    let data = Some(data_of_b(75));
    world.app.confirm_application(&completes, number, None, data).await.unwrap();
    let (of_a, text) = told(&world, "OP01", number).await;
    assert!(!tells_of_b(&text), "{text}");
    let end = of_a.reduction_end_date.unwrap();
    assert_eq!((of_a.operator_id.as_str(), end.month, end.day), ("OP01", 3, 15));
    let (of_b, text) = told(&world, "OP02", number).await;
    assert!(!tells_of_a(&text) && tells_of_b(&text), "{text}");
    assert_eq!(of_b.reduction_begin_date, None);

    world.live_until(day(75));
    world.night(2, day(75)).await;
    let at_b = kept(&world, number).await;
    assert_eq!((at_b.status, at_b.operator), (Status::Active, OperatorId::new("OP02").ok()));
    let periods: Vec<_> =
        at_b.periods.iter().map(|one| (one.operator.as_str(), one.period)).collect();
    let ended = Period::new(day(10), Some(day(69))).unwrap();
    assert_eq!(periods, [("OP01", ended), ("OP02", Period::open(day(100)))]);
    let (of_a, text) = told(&world, "OP01", number).await;
    assert!(!tells_of_b(&text), "{text}");
    assert_eq!(of_a.status(), StatusMessage::AwaitingTransfer, "the last that it had");
    assert!(!tells_of_a(&told(&world, "OP02", number).await.1));

    let third = seller("OP03", "PrepareTransfer", 3);
    let refused = world.app.prepare_transfer(&third, &applicant(1)).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::TransferredRecently);
    assert_eq!(refused.metadata, [("earliest_date", "2026-04-16".to_owned())]);
}

/// Nobody's, one's own, one that waits, one that is being transferred.
async fn a_transfer_is_refused_by_what_is_found(world: World) {
    let suspended = world.apply(2).await;
    let cancels = call("CancelApplication", 1);
    world.app.cancel_application(&cancels, suspended, None).await.unwrap();
    world.apply(3).await;
    active(&world, 1).await;
    let ask = async |code: &str, person| {
        let call = seller(code, "PrepareTransfer", 0);
        let refused = world.app.prepare_transfer(&call, &applicant(person)).await;
        refused.map(|_| ()).map_err(|refusal| refusal.kind)
    };
    assert_eq!(ask("OP02", 9).await, Err(ErrorKind::ApplicationRequired), "no dossier");
    assert_eq!(ask("OP02", 2).await, Err(ErrorKind::ApplicationRequired), "suspended");
    assert_eq!(ask("OP02", 3).await, Err(ErrorKind::DossierNotTransferable), "not active");
    assert_eq!(ask("OP01", 1).await, Err(ErrorKind::DossierExists), "its own");
    assert_eq!(ask("OP02", 1).await, Ok(()));
    let admission = Some(prepared(&world, "OP02", 1).await);
    let confirms = seller("OP02", "ConfirmTransfer", 2);
    world.app.confirm_transfer(&confirms, admission, None).await.unwrap();
    assert_eq!(ask("OP02", 1).await, Err(ErrorKind::DossierExists), "incoming to it");
    assert_eq!(ask("OP03", 1).await, Err(ErrorKind::DossierNotTransferable), "under way");
}

async fn a_token_admits_to_what_was_shown_and_to_nothing_else(world: World) {
    active(&world, 1).await;
    let admission = prepared(&world, "OP02", 1).await;
    let other_person = Admission { person_id: uuid::Uuid::from_u128(7).into(), ..admission };
    let lost = Admission { version: admission.version + 1, ..admission };
    for (request, admission) in [(1, None), (2, Some(other_person)), (3, Some(lost))] {
        let confirms = seller("OP02", "ConfirmTransfer", request);
        let refused = world.app.confirm_transfer(&confirms, admission, None).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::TransferTokenExpired);
        let refreshes = seller("OP02", "RefreshPersonData", request);
        let whose = Refreshing::TakingOver(admission);
        let refused = world.app.refresh_person_data(&refreshes, whose, None).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::TransferTokenExpired);
    }
    // A repeat is answered as the first time, however old the token has become.
    let confirms = seller("OP02", "ConfirmTransfer", 9);
    let first = world.app.confirm_transfer(&confirms, Some(admission), None).await.unwrap();
    assert_eq!(world.app.confirm_transfer(&confirms, None, None).await.unwrap(), first);
}

async fn person_data_are_refreshed_by_whoever_has_to_do_with_the_dossier(world: World) {
    let number = active(&world, 1).await;
    let by_token = Refreshing::TakingOver(Some(prepared(&world, "OP02", 1).await));
    let asked = || world.asked.load(Ordering::SeqCst);
    let before = asked();
    for (request, code, whose, expected) in [
        (1, "OP03", Refreshing::Dossier(number), Err(ErrorKind::DossierNotFound)),
        (2, "OP02", Refreshing::Dossier(number), Err(ErrorKind::DossierNotFound)),
        (3, "OP01", by_token, Err(ErrorKind::DossierExists)),
    ] {
        let call = seller(code, "RefreshPersonData", request);
        let refused = world.app.refresh_person_data(&call, whose, None).await;
        assert_eq!(refused.map(|_| ()).map_err(|refusal| refusal.kind), expected, "{code}");
    }
    assert_eq!(asked(), before, "the register is asked about nobody for them");

    for (request, code, whose) in [(4, "OP02", by_token), (5, "OP01", Refreshing::Dossier(number))]
    {
        let call = seller(code, "RefreshPersonData", request);
        let answer = world.app.refresh_person_data(&call, whose, None).await;
        let told = shown(answer);
        assert_eq!(told.person.as_ref().unwrap().first_name, "An", "{code}");
        assert_eq!(tells_of_a(&format!("{told:?}")), code == "OP01");
    }
    assert_eq!(asked(), before + 2);
    let kept = kept(&world, number).await;
    assert_eq!((kept.status, kept.person.first_name.as_str()), (Status::Active, "An"));
}

/// Two calls that begin together; what each was answered.
async fn at_once<A, B>(first: A, second: B) -> (Answered, Answered)
where
    A: Future<Output = Answered> + Send + 'static,
    B: Future<Output = Answered> + Send + 'static,
{
    let start = Arc::new(Barrier::new(2));
    let ready = Arc::clone(&start);
    let first = tokio::spawn(async move {
        ready.wait().await;
        first.await
    });
    let second = tokio::spawn(async move {
        start.wait().await;
        second.await
    });
    (first.await.unwrap(), second.await.unwrap())
}

const ROUNDS: u64 = 6;

async fn of_two_transfers_at_once_one_wins(world: World) {
    for person in 1..=ROUNDS {
        let number = world.apply(person).await;
        world.confirm(person, number, day(0)).await;
    }
    world.night(1, day(0)).await;
    for person in 1..=ROUNDS {
        let confirm = |code: &'static str, admission| {
            let (app, call) = (world.app.clone(), seller(code, "ConfirmTransfer", person));
            async move { app.confirm_transfer(&call, Some(admission), None).await }
        };
        let first = confirm("OP02", prepared(&world, "OP02", person).await);
        let second = confirm("OP03", prepared(&world, "OP03", person).await);
        let (first, second) = at_once(first, second).await;
        let refused = match (first, second) {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
            other => panic!("one of them has it: {other:?}"),
        };
        assert_eq!(refused.kind, ErrorKind::DossierNotTransferable);
    }
}

/// A stop does not stand in a transfer's way once that is registered; the other way round it does.
async fn a_transfer_and_a_stop_at_once_are_decided_one_after_the_other(world: World) {
    let mut numbers = Vec::new();
    for person in 1..=ROUNDS {
        let number = world.apply(person).await;
        world.confirm(person, number, day(0)).await;
        numbers.push((person, number));
    }
    world.night(1, day(0)).await;
    for (person, number) in numbers {
        let admission = Some(prepared(&world, "OP02", person).await);
        let (app, call) = (world.app.clone(), seller("OP02", "ConfirmTransfer", person));
        let transfer = async move { app.confirm_transfer(&call, admission, None).await };
        let (app, call) = (world.app.clone(), clerk("StopReduction", person));
        let stop = async move { app.stop_reduction(&call, number, None, day(75)).await };
        let (transfer, stop) = at_once(transfer, stop).await;
        stop.unwrap();
        let status = match transfer {
            Ok(_) => Status::AwaitingTransfer,
            Err(refused) => {
                assert_eq!(refused.kind, ErrorKind::DossierNotTransferable);
                Status::AwaitingStop
            }
        };
        let kept = kept(&world, number).await;
        assert_eq!((kept.status, kept.stops.len()), (status, 1));
    }
}

/// Without an etag the second one is told what it can do now; with one, that it is stale.
async fn of_two_agents_at_once_one_wins(world: World) {
    let mut numbers = Vec::new();
    for person in 1..=ROUNDS {
        let number = world.apply(person).await;
        world.confirm(person, number, day(0)).await;
        numbers.push((person, number));
    }
    world.night(1, day(0)).await;
    for (person, number) in numbers {
        let etag = Some("3").filter(|_| person % 2 == 0);
        let stop = |request| {
            let (app, call) = (world.app.clone(), clerk("StopReduction", request));
            async move { app.stop_reduction(&call, number, etag, day(75)).await }
        };
        let refused = match at_once(stop(2 * person), stop(2 * person + 1)).await {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
            other => panic!("one of them stopped it: {other:?}"),
        };
        if etag.is_some() {
            assert_eq!(refused.kind, ErrorKind::StaleEtag);
        } else {
            assert_eq!(refused.kind, ErrorKind::ActionNotAllowed);
            let status = ("status", "AWAITING_STOP".to_owned());
            assert!(refused.metadata.contains(&status), "{refused:?}");
        }
    }
}

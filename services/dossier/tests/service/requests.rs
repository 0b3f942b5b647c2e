//! One answer for one request, whatever happens in between and however many ask at once.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use stts_dossier_domain::dossier::Party;
use stts_kernel::{ErrorKind, OperatorId};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::world::{World, applicant, call, day, on_both_databases};

on_both_databases!(
    a_repeat_gets_the_first_answer_and_asks_the_register_no_more,
    the_same_request_at_once_is_answered_once,
    an_etag_of_an_older_version_is_refused_and_may_be_tried_again,
    a_refusal_by_a_rule_is_kept,
    many_operators_at_once_for_one_person_never_blame_the_household,
);

async fn a_repeat_gets_the_first_answer_and_asks_the_register_no_more(world: World) {
    let first = world.app.apply(&call("Apply", 1), &applicant(1)).await.unwrap();
    world.confirm(1, world.apply(1).await, day(0)).await;
    let again = world.app.apply(&call("Apply", 1), &applicant(1)).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(world.asked.load(Ordering::SeqCst), 1);

    let mut other = call("Apply", 1);
    other.request.as_mut().unwrap().content_hash = [8; 32];
    let refused = world.app.apply(&other, &applicant(1)).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::RequestIdReused);
}

async fn the_same_request_at_once_is_answered_once(world: World) {
    const CALLS: usize = 16;
    let barrier = Arc::new(Barrier::new(CALLS));
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let (app, barrier) = (world.app.clone(), Arc::clone(&barrier));
        calls.spawn(async move {
            barrier.wait().await;
            app.apply(&call("Apply", 1), &applicant(1)).await
        });
    }
    let answers = calls.join_all().await;
    let first = answers[0].as_ref().unwrap();
    assert!(answers.iter().all(|answer| answer.as_ref() == Ok(first)));
    // Several had asked the register before the first answer was there: they did race.
    assert!(world.asked.load(Ordering::SeqCst) > 1);
}

async fn an_etag_of_an_older_version_is_refused_and_may_be_tried_again(world: World) {
    let number = world.apply(1).await;
    world.confirm(1, number, day(0)).await;
    let cancel = call("CancelApplication", 2);
    let stale = world.app.cancel_application(&cancel, number, Some("1")).await.unwrap_err();
    assert_eq!(stale.kind, ErrorKind::StaleEtag);
    world.app.cancel_application(&cancel, number, Some("2")).await.unwrap();
}

async fn a_refusal_by_a_rule_is_kept(world: World) {
    let number = world.apply(1).await;
    let complete = call("CompleteActivationData", 2);
    let data = crate::world::activation_data(day(0));
    let give = || world.app.complete_activation_data(&complete, number, None, data.clone());
    let refused = give().await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::ActionNotAllowed);
    world.app.confirm_application(&call("Confirm", 3), number, None, None).await.unwrap();
    assert_eq!(give().await.unwrap_err(), refused, "it would be allowed now, under another id");
}

/// The first one's dossier and its household's place are seen together or not at all.
async fn many_operators_at_once_for_one_person_never_blame_the_household(world: World) {
    const CALLS: u64 = 8;
    const PERSONS: u64 = 12;
    let mut refused = 0;
    for person in 1..=PERSONS {
        let barrier = Arc::new(Barrier::new(usize::try_from(CALLS).unwrap()));
        let mut calls = JoinSet::new();
        for number in 0..CALLS {
            let (app, barrier) = (world.app.clone(), Arc::clone(&barrier));
            calls.spawn(async move {
                let mut call = call("Apply", person * CALLS + number);
                let operator = OperatorId::new(format!("OP{number}")).unwrap();
                call.caller.party = Party::Operator(operator);
                barrier.wait().await;
                app.apply(&call, &applicant(person)).await
            });
        }
        let refusals = calls.join_all().await.into_iter().filter_map(Result::err);
        for refusal in refusals {
            assert_eq!(refusal.kind, ErrorKind::DossierNotTransferable);
            refused += 1;
        }
    }
    assert_eq!(refused, PERSONS * (CALLS - 1));
}

//! One place for a household, whoever applies for whom at the same moment.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use stts_contracts::dossier::v1::{ApplyRequest, Dossier};
use stts_contracts::notifications::v1::{ListMessagesRequest, Message, MessageKind};
use stts_tests::{Stage, World, applicant_of, reason_of, request_id};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::on_every_stage;

on_every_stage!(
    a_thousand_applications_for_one_household_open_one_dossier,
    a_member_of_a_household_that_benefits_is_refused_by_letter,
);

const APPLICATIONS: usize = 1_000;
const SHOPS: [&str; 4] = ["op01-shop", "op02-shop", "op03-shop", "op04-shop"];

/// What the losers may be told.
const REFUSALS: [&str; 4] = [
    "HOUSEHOLD_ALREADY_BENEFITS",
    "DOSSIER_EXISTS",
    "TRANSFER_REQUIRED",
    "DOSSIER_NOT_TRANSFERABLE",
];

async fn a_thousand_applications_for_one_household_open_one_dossier(stage: Stage) {
    let world = World::new(stage).await;
    let household = world.people.largest_household();
    assert!(household.len() >= 5, "a household of {}", household.len());
    let applicants: Vec<_> = household.iter().map(|person| applicant_of(person)).collect();

    let shops = SHOPS.map(|shop| world.dossiers(shop));
    let barrier = Arc::new(Barrier::new(APPLICATIONS));
    let in_flight = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let mut calls = JoinSet::new();
    for number in 0..APPLICATIONS {
        let mut shop = shops[number % shops.len()].clone();
        let mut applicant = applicants[number % applicants.len()].clone();
        applicant.claims = None;
        let id = u64::try_from(number).unwrap() + 1;
        let request = ApplyRequest { request_id: request_id(id), applicant: Some(applicant) };
        let (barrier, in_flight, most) =
            (Arc::clone(&barrier), Arc::clone(&in_flight), Arc::clone(&most));
        calls.spawn(async move {
            barrier.wait().await;
            most.fetch_max(in_flight.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let answer = shop.apply(request).await;
            in_flight.fetch_sub(1, Ordering::SeqCst);
            answer.map(|answer| answer.into_inner().dossier.unwrap())
        });
    }

    let mut opened: Vec<Dossier> = Vec::new();
    let mut refused = BTreeMap::<&str, usize>::new();
    while let Some(answer) = calls.join_next().await {
        match answer.unwrap() {
            Ok(dossier) => opened.push(dossier),
            Err(status) => *refused.entry(reason_of(&status)).or_default() += 1,
        }
    }
    println!("{stage:?}: refused {refused:?}, in flight {}", most.load(Ordering::SeqCst));
    assert_eq!(opened.len(), 1, "{refused:?}");
    assert!(refused.keys().all(|reason| REFUSALS.contains(reason)), "{refused:?}");
    assert_eq!(refused.values().sum::<usize>(), APPLICATIONS - 1);
    assert!(most.load(Ordering::SeqCst) > APPLICATIONS / 2, "they were in flight together");
    world.end().await;
}

async fn a_member_of_a_household_that_benefits_is_refused_by_letter(stage: Stage) {
    let world = World::new(stage).await;
    let household = world.people.largest_household();
    let apply = |number: u64, person| {
        let mut applicant = applicant_of(person);
        applicant.claims = None;
        ApplyRequest { request_id: request_id(number), applicant: Some(applicant) }
    };
    let mut shop = world.dossiers("op01-shop");
    shop.apply(apply(1, household[0])).await.unwrap();
    let refused = shop.apply(apply(2, household[1])).await.unwrap_err();
    assert_eq!(reason_of(&refused), "HOUSEHOLD_ALREADY_BENEFITS");

    world.control.quiet().await.unwrap();
    let mut notifications = world.notifications("bipt-agent");
    let list = notifications.list_messages(ListMessagesRequest::default()).await.unwrap();
    let kinds: Vec<_> = list.into_inner().messages.iter().map(Message::kind).collect();
    assert_eq!(kinds, [MessageKind::HouseholdRefusal]);
    world.end().await;
}

//! Bulks: each row is a normal Apply of the operator that sent it, answered once.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use prost::Message;
use stts_chassis::request_content::content_hash;
use stts_contracts::common::v1::{Date, Language};
use stts_contracts::dossier::v1::{
    Applicant, ApplyRequest, ApplyResponse, BulkResult, BulkRow, Claims, SubmitBulkRequest,
    SubmitBulkResponse,
};
use stts_dossier::app::RowEnd;
use stts_dossier::jobs::BulkLane;
use stts_dossier::ports::{APPLY, Answered, Call, RequestIdentity, SUBMIT_BULK};
use stts_dossier::wire::request;
use stts_dossier_domain::dossier::Party;
use stts_kernel::{Clock, ErrorKind, OperatorId, Refusal};
use stts_testkit::FixedClock;
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::world::{World, call, day, on_both_databases};

on_both_databases!(
    every_row_is_an_application_with_a_result,
    a_row_that_breaks_its_field_rules_refuses_nobody_else,
    a_row_that_was_sent_before_gets_the_first_answer,
    a_bulk_is_filled_by_several_calls_until_it_is_complete,
    a_line_stands_once_in_a_call,
    calls_at_once_fill_one_bulk,
    the_same_call_at_once_is_answered_once,
    another_operators_bulk_is_none,
    nothing_of_a_person_is_readable_in_the_tables,
    a_bulk_is_forgotten_thirty_days_after_it_was_filled,
);

/// The UUID of a number.
pub(crate) fn id(number: u64) -> String {
    Uuid::from_u128(number.into()).to_string()
}

/// The application for a person, under a request id of its own.
pub(crate) fn application(request: u64, person: u64) -> ApplyRequest {
    let applicant = Applicant {
        last_name: person.to_string(),
        first_name: "Zonderling".to_owned(),
        birth_date: Some(Date { year: 1950, month: 3, day: 1 }),
        language: Language::Nl.into(),
        claims: Some(Claims::default()),
        ..Applicant::default()
    };
    ApplyRequest { request_id: id(request), applicant: Some(applicant) }
}

/// Rows for people, each on the line of the person's number, under request ids from 1000 on.
pub(crate) fn rows(persons: impl IntoIterator<Item = u64>) -> Vec<BulkRow> {
    let row = |person: u64| BulkRow {
        line: person.cast_signed(),
        application: Some(application(1000 + person, person)),
    };
    persons.into_iter().map(row).collect()
}

/// As an operator calls it: its rows in one call, and no more.
pub(crate) fn whole(request: u64, bulk: u64, rows: Vec<BulkRow>) -> SubmitBulkRequest {
    SubmitBulkRequest { request_id: id(request), bulk_id: id(bulk), rows, complete: true }
}

pub(crate) fn of_operator(code: &str) -> Call {
    let mut call = call(SUBMIT_BULK, 0);
    call.caller.party = Party::Operator(OperatorId::new(code).unwrap());
    call.caller.user = Some("Els".to_owned());
    call
}

pub(crate) async fn submit(world: &World, code: &str, message: &SubmitBulkRequest) -> Answered {
    let mut call = of_operator(code);
    let (request_id, submit) = request::submit_bulk(message, &call)?;
    let without_id = SubmitBulkRequest { request_id: String::new(), ..message.clone() };
    let content_hash = content_hash(&without_id);
    call.request = Some(RequestIdentity { method: SUBMIT_BULK, request_id, content_hash });
    world.app.submit_bulk(&call, &submit, None).await
}

fn submitted(answered: Answered) -> (i64, bool) {
    let answer = SubmitBulkResponse::decode(answered.unwrap().as_slice()).unwrap();
    (answer.submitted_rows, answer.complete)
}

/// A lane whose leases and waits go by a clock that stands still.
pub(crate) fn lane(world: &World) -> (BulkLane, Arc<FixedClock>) {
    let machine = Arc::new(FixedClock::at("2026-01-05T08:00:00Z"));
    (BulkLane::new(world.app.clone(), Arc::clone(&machine) as Arc<dyn Clock>, 1), machine)
}

pub(crate) async fn do_all(lane: &BulkLane) {
    while let Some(end) = lane.do_next().await.unwrap() {
        assert_eq!(end, RowEnd::Done);
    }
}

pub(crate) async fn results(world: &World, code: &str, bulk: u64) -> Vec<BulkResult> {
    let (mut results, mut after) = (Vec::new(), 0);
    loop {
        let bulk_id = Uuid::from_u128(bulk.into());
        let part = world.app.bulk_results(&of_operator(code), bulk_id, after).await.unwrap();
        for (number, bytes) in &part.results {
            assert_eq!(*number, after + 1, "numbered without gaps");
            after = *number;
            results.push(BulkResult::decode(bytes.as_slice()).unwrap());
        }
        if part.results.is_empty() {
            return results;
        }
    }
}

/// Line and outcome: the number of the dossier, or the reason of a refusal.
fn outcomes(results: &[BulkResult]) -> Vec<(i64, String)> {
    let told = |result: &BulkResult| {
        let refusal = result.refusal.as_ref().map(|refusal| refusal.reason.clone());
        let dossier = result.applied.clone().and_then(|applied| applied.dossier);
        let told = refusal.xor(dossier.map(|dossier| dossier.dossier_number));
        (result.line, told.expect("one of the two"))
    };
    results.iter().map(told).collect()
}

async fn counts(world: &World, code: &str, bulk: u64) -> Result<Vec<(String, u64)>, Refusal> {
    let bulk_id = Uuid::from_u128(bulk.into());
    let (_, counts) = world.app.get_bulk(&of_operator(code), bulk_id).await?;
    Ok(counts.into_iter().collect())
}

async fn every_row_is_an_application_with_a_result(world: World) {
    let message = whole(1, 1, rows(1..=3));
    assert_eq!(submitted(submit(&world, "OP01", &message).await), (3, true));
    assert!(results(&world, "OP01", 1).await.is_empty());
    do_all(&lane(&world).0).await;

    let results = results(&world, "OP01", 1).await;
    let lines: Vec<i64> = results.iter().map(|result| result.line).collect();
    assert_eq!(lines, [1, 2, 3]);
    for result in results {
        assert_eq!(result.request_id, id(1000 + result.line.cast_unsigned()));
        let dossier = result.applied.unwrap().dossier.unwrap();
        let number = dossier.dossier_number.parse().unwrap();
        let history = world.app.store.history(
            number,
            None,
            None,
            stts_dossier::ports::Page { after: 0, size: 9 },
        );
        let entry = &history.await.unwrap().rows[0];
        let party = Party::Operator(OperatorId::new("OP01").unwrap());
        assert_eq!((&entry.actor, entry.user.as_deref()), (&party, Some("Els")));
    }
    let part = world.app.bulk_results(&of_operator("OP01"), Uuid::from_u128(1), 3).await.unwrap();
    assert!(part.is_over);
    let expected = vec![("APPLIED".to_owned(), 3)];
    assert_eq!(counts(&world, "OP01", 1).await.unwrap(), expected);
}

async fn a_row_that_breaks_its_field_rules_refuses_nobody_else(world: World) {
    let mut rows = rows(1..=3);
    let applicant = rows[1].application.as_mut().unwrap().applicant.as_mut().unwrap();
    applicant.last_name.clear();
    applicant.birth_date = Some(Date { year: 1950, month: 13, day: 1 });
    rows.push(BulkRow { line: 4, application: None });
    submit(&world, "OP01", &whole(1, 1, rows)).await.unwrap();
    do_all(&lane(&world).0).await;

    let results = results(&world, "OP01", 1).await;
    let [broken, none, first, third] = &results[..] else { panic!("{results:?}") };
    assert_eq!((first.line, third.line), (1, 3));
    for (result, line, fields) in [
        (broken, 2, &["applicant.last_name", "applicant.birth_date.month"][..]),
        (none, 4, &["request_id", "applicant"]),
    ] {
        let refusal = result.refusal.as_ref().unwrap();
        assert_eq!(
            (result.line, refusal.code, refusal.reason.as_str()),
            (line, 3, "INVALID_FIELDS")
        );
        let named: Vec<&str> = refusal.bad_fields.iter().map(|bad| bad.field.as_str()).collect();
        assert_eq!(named, fields);
    }
    assert_eq!(world.asked.load(Ordering::SeqCst), 2);
}

async fn a_row_that_was_sent_before_gets_the_first_answer(world: World) {
    let mut first = application(1001, 1);
    let applicant = &request::apply(&first).unwrap().1;
    let request_id = std::mem::take(&mut first.request_id).parse().unwrap();
    let identity =
        RequestIdentity { method: APPLY, request_id, content_hash: content_hash(&first) };
    let call = Call { request: Some(identity), ..call(APPLY, 0) };
    let answer = world.app.apply(&call, applicant).await.unwrap();
    let answer = ApplyResponse::decode(answer.as_slice()).unwrap();

    let mut reused = rows([2]);
    reused[0].application.as_mut().unwrap().request_id = id(1001);
    submit(&world, "OP01", &whole(1, 1, [rows([1]), reused].concat())).await.unwrap();
    submit(&world, "OP01", &whole(2, 2, rows([1]))).await.unwrap();
    do_all(&lane(&world).0).await;

    let first = results(&world, "OP01", 1).await;
    assert_eq!(first[0].applied.as_ref(), Some(&answer));
    assert_eq!(outcomes(&first)[1], (2, "REQUEST_ID_REUSED".to_owned()));
    assert_eq!(results(&world, "OP01", 2).await[0].applied.as_ref(), Some(&answer));
    assert_eq!(world.asked.load(Ordering::SeqCst), 1);
}

async fn a_bulk_is_filled_by_several_calls_until_it_is_complete(world: World) {
    let part = |request, persons, complete| SubmitBulkRequest {
        complete,
        ..whole(request, 1, rows(persons))
    };
    let first = part(1, 1..=2, false);
    let answer = submit(&world, "OP01", &first).await.unwrap();
    assert_eq!(submitted(Ok(answer.clone())), (2, false));

    let again = submit(&world, "OP01", &part(2, 2..=3, false)).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::InvalidFields);
    assert_eq!(again.violations[0].field, "rows[0].line");
    assert_eq!(again.violations.len(), 1);
    assert_eq!(submitted(submit(&world, "OP01", &part(2, 3..=3, true)).await), (3, true));
    let late = submit(&world, "OP01", &part(3, 4..=4, false)).await.unwrap_err();
    assert_eq!(late.kind, ErrorKind::BulkComplete);

    assert_eq!(submit(&world, "OP01", &first).await.unwrap(), answer, "the first answer");
    let reused = submit(&world, "OP01", &part(1, 5..=5, false)).await.unwrap_err();
    assert_eq!(reused.kind, ErrorKind::RequestIdReused);
    do_all(&lane(&world).0).await;
    assert_eq!(results(&world, "OP01", 1).await.len(), 3);
}

async fn a_line_stands_once_in_a_call(world: World) {
    let twice = whole(1, 1, [rows(1..=2), rows(1..=2)].concat());
    let refused = submit(&world, "OP01", &twice).await.unwrap_err();
    assert_eq!((refused.kind, refused.violations.len()), (ErrorKind::InvalidFields, 1));
    assert_eq!(refused.violations[0].field, "rows");
    assert_eq!(counts(&world, "OP01", 1).await.unwrap_err().kind, ErrorKind::BulkNotFound);
}

async fn calls_at_once_fill_one_bulk(world: World) {
    const CALLS: u64 = 3;
    let world = Arc::new(world);
    let barrier = Arc::new(Barrier::new(usize::try_from(CALLS).unwrap()));
    let mut calls = JoinSet::new();
    for number in 0..CALLS {
        let (world, barrier) = (Arc::clone(&world), Arc::clone(&barrier));
        calls.spawn(async move {
            let persons = number * 10 + 1..=number * 10 + 10;
            let part = SubmitBulkRequest { complete: false, ..whole(number, 1, rows(persons)) };
            barrier.wait().await;
            submitted(submit(&world, "OP01", &part).await).0
        });
    }
    let mut totals = calls.join_all().await;
    totals.sort_unstable();
    assert_eq!(totals, [10, 20, 30], "each was decided on what the others left");
    do_all(&lane(&world).0).await;
    assert_eq!(results(&world, "OP01", 1).await.len(), 30);
}

/// Also when the rest of them find the rows in the bulk already, or the bulk complete.
async fn the_same_call_at_once_is_answered_once(world: World) {
    const CALLS: usize = 8;
    let world = Arc::new(world);
    for (number, complete) in [(1, false), (2, true)] {
        let message = SubmitBulkRequest { complete, ..whole(number, number, rows(1..=20)) };
        let barrier = Arc::new(Barrier::new(CALLS));
        let mut calls = JoinSet::new();
        for _ in 0..CALLS {
            let (world, barrier, message) =
                (Arc::clone(&world), Arc::clone(&barrier), message.clone());
            calls.spawn(async move {
                barrier.wait().await;
                submit(&world, "OP01", &message).await
            });
        }
        for answer in calls.join_all().await {
            assert_eq!(submitted(answer), (20, complete));
        }
    }
    assert_eq!(world.column("bulk_rows", "content").await.len(), 40);
}

async fn another_operators_bulk_is_none(world: World) {
    submit(&world, "OP01", &whole(1, 1, rows([1]))).await.unwrap();
    let other = of_operator("OP02");
    let (known, unknown) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let foreign = world.app.get_bulk(&other, known).await.unwrap_err();
    assert_eq!(foreign, ErrorKind::BulkNotFound.into());
    assert_eq!(world.app.get_bulk(&other, unknown).await.unwrap_err(), foreign);
    for bulk_id in [known, unknown] {
        let refused = world.app.bulk_results(&other, bulk_id, 0).await.err();
        assert_eq!(refused.as_ref(), Some(&foreign));
    }
    // The same id is a bulk of its own, and the same request id another request.
    assert_eq!(submitted(submit(&world, "OP02", &whole(1, 1, rows([2]))).await), (1, true));
    do_all(&lane(&world).0).await;
    for (code, line) in [("OP01", 1), ("OP02", 2)] {
        assert_eq!(outcomes(&results(&world, code, 1).await)[0].0, line);
    }
}

async fn nothing_of_a_person_is_readable_in_the_tables(world: World) {
    let holds =
        |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    submit(&world, "OP01", &whole(1, 1, rows(1..=2))).await.unwrap();
    let contents = world.column("bulk_rows", "content").await;
    assert!(contents.iter().all(Option::is_some));
    do_all(&lane(&world).0).await;
    let results = world.column("bulk_rows", "result").await;
    let kept = contents.iter().chain(&results).flatten();
    assert_eq!(kept.clone().count(), 4);
    for sealed in kept {
        assert!(!holds(sealed, "Zonderling") && !holds(sealed, "Els") && !holds(sealed, "OP01"));
    }
    let open = self::results(&world, "OP01", 1).await[0].encode_to_vec();
    assert!(holds(&open, "Zonderling"), "the name is in what was sealed");
    let left = world.column("bulk_rows", "content").await;
    assert_eq!(left, [None, None], "what is done is erased");
}

async fn a_bulk_is_forgotten_thirty_days_after_it_was_filled(world: World) {
    submit(&world, "OP01", &whole(1, 1, rows(1..=2))).await.unwrap();
    let instant = |days| day(days).and_hms_opt(8, 0, 0).unwrap().and_utc();
    assert_eq!(world.app.bulks.forget_bulks(instant(0)).await.unwrap(), 0);
    assert_eq!(world.app.bulks.forget_bulks(instant(1)).await.unwrap(), 1);
    assert_eq!(counts(&world, "OP01", 1).await.unwrap_err().kind, ErrorKind::BulkNotFound);
    assert!(world.column("bulk_rows", "content").await.is_empty());
}

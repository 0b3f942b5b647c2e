//! One agent of BIPT proposes a correction, another approves it.

use prost::Message;
use stts_contracts::dossier::v1::{ApproveCorrectionResponse, CorrectDossierResponse, Status};
use stts_dossier::app::Proposal;
use stts_dossier::ports::{Call, Page};
use stts_dossier_domain::dossier::{CommandName, Correction, Status as State};
use stts_kernel::{DossierNumber, ErrorKind};
use uuid::Uuid;

use crate::world::{World, agent, call, day, on_both_databases};

on_both_databases!(
    a_second_person_approves_what_the_first_one_proposed,
    nobody_approves_the_own_correction,
    a_correction_of_what_has_changed_is_proposed_anew,
    what_would_break_the_dossier_is_not_even_proposed,
    a_correction_is_sealed_in_its_table,
);

const REASON: &str = "the person called: nothing was stopped";

fn by(user: &str, call: Call) -> Call {
    let mut call = call;
    call.caller.user = Some(user.to_owned());
    call
}

fn to(status: State) -> Proposal {
    let correction = Correction { status: Some(status), ..Correction::default() };
    Proposal { correction, reason: REASON.to_owned() }
}

async fn propose(
    world: &World,
    number: DossierNumber,
    proposal: &Proposal,
) -> CorrectDossierResponse {
    let call = by("an", agent("CorrectDossier", 1));
    let answer = world.app.correct_dossier(&call, number, None, proposal).await.unwrap();
    CorrectDossierResponse::decode(answer.as_slice()).unwrap()
}

async fn approve(world: &World, user: &str, id: &str) -> Result<Vec<u8>, ErrorKind> {
    let call = by(user, agent("ApproveCorrection", 2));
    let answered = world.app.approve_correction(&call, id.parse().unwrap()).await;
    answered.map_err(|refusal| refusal.kind)
}

async fn a_second_person_approves_what_the_first_one_proposed(world: World) {
    let number = world.active(1).await;
    let proposed = propose(&world, number, &to(State::Suspended)).await;
    assert_eq!(proposed.dossier.unwrap().status(), Status::Suspended);
    let before = world.app.present_dossier(&call("GetDossier", 0), number).await.unwrap();
    assert!(before.operator.is_some(), "nothing has changed yet");

    let answer = approve(&world, "bo", &proposed.correction_id).await.unwrap();
    let corrected = ApproveCorrectionResponse::decode(answer.as_slice()).unwrap().dossier.unwrap();
    assert_eq!((corrected.status(), corrected.operator_id.as_str()), (Status::Suspended, ""));
    assert_eq!(approve(&world, "bo", &proposed.correction_id).await, Ok(answer), "a repeat");

    let page = Page { after: before.version, size: 10 };
    let history = world.app.list_history(&agent("ListHistory", 0), number, None, page).await;
    let history = history.unwrap();
    let [entry] = &history.entries.rows[..] else { panic!("one entry") };
    assert_eq!((entry.command, entry.user.as_deref()), (CommandName::CorrectDossier, Some("bo")));
    let [note] = &history.notes[..] else { panic!("one note") };
    assert_eq!((note.text.as_str(), note.user.as_deref()), (REASON, Some("an")));
}

async fn nobody_approves_the_own_correction(world: World) {
    let number = world.active(1).await;
    let suspend = to(State::Suspended);
    let proposed = propose(&world, number, &suspend).await;
    let own = approve(&world, "an", &proposed.correction_id).await;
    assert_eq!(own, Err(ErrorKind::ProfileNotAllowed));
    let mut unknown = agent("ApproveCorrection", 3);
    unknown.caller.user = None;
    let id = proposed.correction_id.parse().unwrap();
    let refused = world.app.approve_correction(&unknown, id).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::ProfileNotAllowed);
    let none = world.app.approve_correction(&unknown, Uuid::nil()).await.unwrap_err();
    assert_eq!(none.kind, ErrorKind::CorrectionNotFound);
    approve(&world, "bo", &proposed.correction_id).await.unwrap();
}

async fn a_correction_of_what_has_changed_is_proposed_anew(world: World) {
    let number = world.apply(1).await;
    let suspend = to(State::Suspended);
    let proposed = propose(&world, number, &suspend).await;
    world.confirm(1, number, day(0)).await;
    let stale = approve(&world, "bo", &proposed.correction_id).await;
    assert_eq!(stale, Err(ErrorKind::StaleEtag));
}

async fn what_would_break_the_dossier_is_not_even_proposed(world: World) {
    let number = world.active(1).await;
    let waiting = to(State::AwaitingTransfer);
    let proposes = by("an", agent("CorrectDossier", 1));
    let refused = world.app.correct_dossier(&proposes, number, None, &waiting).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::InvalidFields);
    let fields: Vec<_> = refused.violations.iter().map(|bad| bad.field.as_str()).collect();
    assert_eq!(fields, ["correction.status"]);
    let suspend = to(State::Suspended);
    let stale = world.app.correct_dossier(&proposes, number, Some("1"), &suspend).await;
    assert_eq!(stale.unwrap_err().kind, ErrorKind::StaleEtag);
}

async fn a_correction_is_sealed_in_its_table(world: World) {
    let number = world.active(1).await;
    let suspend = to(State::Suspended);
    let proposed = propose(&world, number, &suspend).await;
    let other = world.active(2).await;
    world.execute(&format!("UPDATE corrections SET dossier_number = {}", other.get())).await;
    let moved = approve(&world, "bo", &proposed.correction_id).await;
    assert_eq!(moved, Err(ErrorKind::Internal), "the seal holds it to its dossier");
}

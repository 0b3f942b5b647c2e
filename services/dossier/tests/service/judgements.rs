//! BIPT's agents apply for people, note documents and decide on rights.

use prost::Message;
use stts_contracts::dossier::v1::{
    ApplyForResponse, ApplyResponse, CancelApplicationResponse, DecideRightResponse, Decision,
    Dossier, RecordDocumentsResponse, Status,
};
use stts_dossier::app::{ApplyFor, RightDecision};
use stts_dossier::ports::Answered;
use stts_dossier_domain::dossier::{Contact, DocumentKind, Findings, Language};
use stts_dossier_domain::eligibility::{FactName, Truth};
use stts_kernel::{DossierNumber, ErrorKind, OperatorId, PersonId};
use uuid::Uuid;

use crate::tenure::as_operator;
use crate::world::{NOBODY, World, YOUNG, agent, applicant, call, day, on_both_databases};

on_both_databases!(
    what_arrives_is_noted_for_bipt_alone,
    documents_that_nobody_asks_for_are_named_each,
    a_right_is_granted_by_what_documents_prove,
    a_refused_right_is_granted_late,
    the_end_of_a_right_is_undone,
    a_right_is_decided_only_where_one_waits,
    bipt_applies_for_a_person_and_confirms,
    bipt_applies_where_the_dossier_is_active_elsewhere,
    nobody_and_somebody_without_a_right_get_no_dossier,
);

/// An undecided application of somebody young.
async fn unconfirmed(world: &World, person: u64) -> DossierNumber {
    let mut applicant = applicant(person);
    applicant.claims = None;
    let answer = world.app.apply(&call("Apply", person), &applicant).await.unwrap();
    let dossier = ApplyResponse::decode(answer.as_slice()).unwrap().dossier.unwrap();
    assert_eq!(dossier.status(), Status::AwaitingDocuments);
    dossier.dossier_number.parse().unwrap()
}

/// The same, confirmed without data: documents are asked for.
async fn undecided(world: &World, person: u64) -> DossierNumber {
    let number = unconfirmed(world, person).await;
    let confirms = call("ConfirmApplication", person);
    world.app.confirm_application(&confirms, number, None, None).await.unwrap();
    number
}

fn kinds(names: &[&str]) -> Vec<DocumentKind> {
    names.iter().map(|name| DocumentKind((*name).to_owned())).collect()
}

fn decision(granted: bool, proved: &[FactName]) -> RightDecision {
    let findings = proved.iter().map(|fact| (*fact, Truth::True)).collect();
    RightDecision { granted, findings: Findings(findings) }
}

async fn decide(
    world: &World,
    request: u64,
    number: DossierNumber,
    decision: &RightDecision,
) -> Result<Dossier, ErrorKind> {
    let call = agent("DecideRight", request);
    let answer = world.app.decide_right(&call, number, None, decision).await;
    let answer = answer.map_err(|refusal| refusal.kind)?;
    Ok(DecideRightResponse::decode(answer.as_slice()).unwrap().dossier.unwrap())
}

async fn what_arrives_is_noted_for_bipt_alone(world: World) {
    let number = undecided(&world, YOUNG).await;
    let arrived = kinds(&["WAR_BLIND_CERTIFICATE", "TAX_ASSESSMENTS"]);
    let records = agent("RecordDocuments", 1);
    let record =
        || world.app.record_documents(&records, number, Some("2"), (arrived.clone(), day(0)));
    let first = record().await.unwrap();
    assert_eq!(record().await.unwrap(), first, "the same request again");

    let dossier = RecordDocumentsResponse::decode(first.as_slice()).unwrap().dossier.unwrap();
    assert_eq!((dossier.status(), &*dossier.etag), (Status::AwaitingDocuments, "3"));
    let shown = dossier.received_documents.iter().map(|document| &*document.kind);
    assert_eq!(shown.collect::<Vec<_>>(), ["WAR_BLIND_CERTIFICATE", "TAX_ASSESSMENTS"]);
    let on = dossier.received_documents[0].received_on.unwrap();
    assert_eq!((on.year, on.month, on.day), (2026, 1, 5));

    let more = (kinds(&["WAR_BLIND_CERTIFICATE"]), day(0));
    world.app.record_documents(&agent("RecordDocuments", 2), number, None, more).await.unwrap();
    let cancels = call("CancelApplication", 3);
    let answer = world.app.cancel_application(&cancels, number, None).await.unwrap();
    let told = CancelApplicationResponse::decode(answer.as_slice()).unwrap().dossier.unwrap();
    assert!(told.received_documents.is_empty(), "an operator is not told");
    let kept = world.app.present_dossier(&agent("GetDossier", 0), number).await.unwrap();
    assert_eq!(kept.received_documents.len(), 3, "they stay found");
}

async fn documents_that_nobody_asks_for_are_named_each(world: World) {
    let number = undecided(&world, YOUNG).await;
    let given = (kinds(&["POEM", "TAX_ASSESSMENTS", "PHOTO"]), day(1));
    let records = agent("RecordDocuments", 1);
    let refused = world.app.record_documents(&records, number, None, given).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::InvalidFields);
    let fields: Vec<_> = refused.violations.iter().map(|bad| &*bad.field).collect();
    assert_eq!(fields, ["kinds[0]", "kinds[2]", "received_on"]);
    let kept = world.app.present_dossier(&agent("GetDossier", 0), number).await.unwrap();
    assert_eq!((kept.version, kept.application.documents_received_on), (2, None));
}

async fn a_right_is_granted_by_what_documents_prove(world: World) {
    let number = undecided(&world, YOUNG).await;
    let unproved = decide(&world, 1, number, &decision(true, &[FactName::Hearing])).await;
    assert_eq!(unproved, Err(ErrorKind::InvalidFields), "a telephone is needed too");
    let proved = [FactName::Hearing, FactName::ApprovedPhone];
    let refused = decide(&world, 1, number, &decision(false, &proved)).await;
    assert_eq!(refused, Err(ErrorKind::InvalidFields), "they prove the right");
    let granted = decide(&world, 1, number, &decision(true, &proved)).await.unwrap();
    assert_eq!(granted.status(), Status::AwaitingActivation);
    assert_eq!(granted.category().as_str_name(), "CATEGORY_HEARING");
    let kept = world.app.present_dossier(&agent("GetDossier", 0), number).await.unwrap();
    assert_eq!(kept.recorded.hearing.value, Truth::True);
}

/// The later decision adds to the facts that the refusal found.
async fn a_refused_right_is_granted_late(world: World) {
    let number = undecided(&world, YOUNG).await;
    let refused = decide(&world, 1, number, &decision(false, &[FactName::Hearing])).await.unwrap();
    assert_eq!((refused.status(), &*refused.operator_id), (Status::Closed, ""));
    world.live_until(day(90));
    let won = decide(&world, 2, number, &decision(true, &[FactName::ApprovedPhone])).await.unwrap();
    assert_eq!((won.status(), &*won.operator_id), (Status::AwaitingActivation, "OP01"));
    let begin = won.right_begin_date.unwrap();
    assert_eq!((begin.month, begin.day), (4, 5), "the right begins when it is granted");
}

async fn the_end_of_a_right_is_undone(world: World) {
    let number = world.active(1).await;
    let stops = agent("StopRight", 1);
    world.app.stop_right(&stops, number, None, day(0)).await.unwrap();
    let refused = decide(&world, 2, number, &decision(false, &[])).await;
    assert_eq!(refused, Err(ErrorKind::ActionNotAllowed), "it ends already");
    let undone = decide(&world, 3, number, &decision(true, &[])).await.unwrap();
    assert_eq!((undone.status(), undone.reduction_end_date), (Status::Active, None));
    let kept = world.app.present_dossier(&agent("GetDossier", 0), number).await.unwrap();
    assert!(kept.open_tasks.is_empty(), "the holder need not end it");
}

async fn a_right_is_decided_only_where_one_waits(world: World) {
    let unconfirmed = unconfirmed(&world, YOUNG).await;
    let granted = world.apply(1).await;
    for (request, number) in [(1, unconfirmed), (2, granted)] {
        for decision in [decision(true, &[FactName::WarBlind]), decision(false, &[])] {
            let refused = decide(&world, request, number, &decision).await;
            assert_eq!(refused, Err(ErrorKind::ActionNotAllowed));
        }
    }
    let unknown = "1234567894".parse().unwrap();
    let refused = decide(&world, 3, unknown, &decision(false, &[])).await;
    assert_eq!(refused, Err(ErrorKind::DossierNotFound));
    let stale = agent("DecideRight", 4);
    let refused = world.app.decide_right(&stale, granted, Some("9"), &decision(false, &[])).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::StaleEtag);
}

fn apply_for(person: u64, operator: &str) -> ApplyFor {
    ApplyFor {
        person_id: PersonId::from(Uuid::from_u128(person.into())),
        operator: OperatorId::new(operator).unwrap(),
        language: None,
        contact: None,
    }
}

fn applied(answered: Answered) -> ApplyForResponse {
    ApplyForResponse::decode(answered.unwrap().as_slice()).unwrap()
}

async fn bipt_applies_for_a_person_and_confirms(world: World) {
    let contact = Contact { email: Some("an@example.be".to_owned()), phone: None };
    let in_german = ApplyFor {
        language: Some(Language::German),
        contact: Some(contact),
        ..apply_for(1, "OP01")
    };
    let entitled = applied(world.app.apply_for(&agent("ApplyFor", 1), &in_german).await);
    let dossier = entitled.dossier.unwrap();
    assert_eq!((dossier.status(), dossier.confirmed), (Status::AwaitingActivation, true));
    assert_eq!(dossier.operator_id, "OP01");
    assert_eq!(entitled.evaluation.unwrap().decision(), Decision::Entitled);
    assert_eq!(dossier.person.unwrap().language().as_str_name(), "LANGUAGE_DE");
    assert_eq!(dossier.contact.unwrap().email, "an@example.be");

    let young = apply_for(YOUNG, "OP02");
    let undecided = applied(world.app.apply_for(&agent("ApplyFor", 2), &young).await);
    let dossier = undecided.dossier.unwrap();
    assert_eq!((dossier.status(), dossier.confirmed), (Status::AwaitingDocuments, true));
    assert_eq!(dossier.person.unwrap().language().as_str_name(), "LANGUAGE_NL");
    let number = dossier.dossier_number.parse().unwrap();
    let seen = as_operator("OP02", call("GetDossier", 0));
    world.app.present_dossier(&seen, number).await.unwrap();
}

async fn bipt_applies_where_the_dossier_is_active_elsewhere(world: World) {
    let number = world.apply(1).await;
    let there = apply_for(1, "OP02");
    let early = world.app.apply_for(&agent("ApplyFor", 1), &there).await.unwrap_err();
    assert_eq!(early.kind, ErrorKind::DossierNotTransferable);
    world.confirm(1, number, day(0)).await;
    world.night(1, day(0)).await;
    let dossier =
        applied(world.app.apply_for(&agent("ApplyFor", 2), &there).await).dossier.unwrap();
    assert_eq!((dossier.status(), dossier.confirmed), (Status::AwaitingTransfer, true));
    assert_eq!(dossier.dossier_number, number.to_string());
    let again = world.app.apply_for(&agent("ApplyFor", 3), &there).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::DossierExists);
}

async fn nobody_and_somebody_without_a_right_get_no_dossier(world: World) {
    let nobody = world.app.apply_for(&agent("ApplyFor", 1), &apply_for(NOBODY, "OP01")).await;
    assert_eq!(nobody.unwrap_err().kind, ErrorKind::PersonNotFound);
    let number = world.apply(1).await;
    let there = apply_for(1, "OP01");
    let held = world.app.apply_for(&agent("ApplyFor", 2), &there).await.unwrap_err();
    assert_eq!(held.kind, ErrorKind::DossierExists);
    world.app.cancel_application(&call("CancelApplication", 2), number, None).await.unwrap();
    let again = applied(world.app.apply_for(&agent("ApplyFor", 3), &there).await);
    assert_eq!(again.dossier.unwrap().dossier_number, number.to_string());
    let evaluation = again.evaluation.unwrap();
    assert_eq!(evaluation.decision(), Decision::Entitled, "the right stands from before");
}

//! From an application to the reduction, or to the letter that asks for documents.

use chrono::{Days, NaiveDate};
use stts_contracts::dossier::v1::{
    ApplyRequest, ApplyResponse, CancelApplicationRequest, CheckRightRequest,
    CompleteActivationDataRequest, ConfirmApplicationRequest, Decision, Dossier, GetDossierRequest,
    ListHistoryRequest, Status,
};
use stts_contracts::events::v1::TaskType;
use stts_contracts::notifications::v1::{GetMessageRequest, ListMessagesRequest, MessageKind};
use stts_contracts::tasks::v1::{ListTasksRequest, TaskState};
use stts_identity::register::Expectation;
use stts_tests::{Stage, World, activation_data, applicant_of, date, reason_of, request_id};

use super::on_every_stage;

on_every_stage!(
    an_entitled_person_gets_the_reduction,
    missing_data_become_a_task_that_giving_them_ends,
    documents_are_asked_for_by_letter_and_reviewed_by_bipt,
    an_application_is_cancelled_and_made_again_elsewhere,
    who_waits_too_long_loses_the_application,
    another_operator_learns_nothing,
    a_repeated_request_gets_the_first_answer,
);

async fn apply(world: &World, client: &str, who: Expectation, id: u64) -> ApplyResponse {
    let applicant = Some(applicant_of(world.people.expected(who)));
    let request = ApplyRequest { request_id: request_id(id), applicant };
    world.dossiers(client).apply(request).await.unwrap().into_inner()
}

async fn dossier(world: &World, client: &str, number: &str) -> Dossier {
    let request = GetDossierRequest { dossier_number: number.to_owned() };
    world.dossiers(client).get_dossier(request).await.unwrap().into_inner().dossier.unwrap()
}

fn days_after(days: u64) -> NaiveDate {
    World::first_day() + Days::new(days)
}

async fn an_entitled_person_gets_the_reduction(stage: Stage) {
    let world = World::new(stage).await;
    let mut shop = world.dossiers("op01-shop");

    let applicant = Some(applicant_of(world.people.expected(Expectation::EntitledByAge)));
    let check = shop.check_right(CheckRightRequest { applicant }).await.unwrap().into_inner();
    assert_eq!(check.evaluation.as_ref().unwrap().decision(), Decision::Entitled);

    let applied = apply(&world, "op01-shop", Expectation::EntitledByAge, 1).await;
    assert_eq!(applied.evaluation, check.evaluation, "the check said what the application gave");
    let applied = applied.dossier.unwrap();
    assert_eq!(applied.status(), Status::AwaitingActivation);
    assert_eq!(applied.right_begin_date, date(World::first_day()));

    let confirmed = shop
        .confirm_application(ConfirmApplicationRequest {
            request_id: request_id(2),
            dossier_number: applied.dossier_number.clone(),
            activation_data: Some(activation_data(days_after(3))),
            etag: applied.etag.clone(),
        })
        .await
        .unwrap();
    let number = confirmed.into_inner().dossier.unwrap().dossier_number;

    world.live_until(days_after(2)).await;
    assert_eq!(dossier(&world, "op01-shop", &number).await.status(), Status::AwaitingActivation);
    world.live_until(days_after(3)).await;
    let active = dossier(&world, "op01-shop", &number).await;
    assert_eq!(active.status(), Status::Active);
    assert_eq!(active.reduction_begin_date, date("2026-01-15".parse().unwrap()));

    let request = ListHistoryRequest { dossier_number: number, ..Default::default() };
    let history = shop.list_history(request).await.unwrap().into_inner().entries;
    let told: Vec<_> =
        history.iter().map(|entry| (entry.number, &*entry.actor, &*entry.command)).collect();
    assert_eq!(
        told,
        [(1, "OP01", "APPLY"), (2, "OP01", "CONFIRM_APPLICATION"), (3, "SYSTEM", "ACTIVATE")]
    );
    world.end().await;
}

async fn open_tasks(world: &World, client: &str) -> Vec<TaskType> {
    let request = ListTasksRequest { state: TaskState::Open.into(), ..Default::default() };
    let tasks = world.tasks(client).list_tasks(request).await.unwrap().into_inner().tasks;
    tasks.iter().map(stts_contracts::tasks::v1::Task::r#type).collect()
}

async fn missing_data_become_a_task_that_giving_them_ends(stage: Stage) {
    let world = World::new(stage).await;
    let mut shop = world.dossiers("op02-shop");
    let applied = apply(&world, "op02-shop", Expectation::EntitledInACouple, 1).await;
    let number = applied.dossier.unwrap().dossier_number;
    let confirm = ConfirmApplicationRequest {
        request_id: request_id(2),
        dossier_number: number.clone(),
        ..Default::default()
    };
    shop.confirm_application(confirm).await.unwrap();
    world.control.quiet().await.unwrap();
    assert_eq!(open_tasks(&world, "op02-office").await, [TaskType::EnterMissingData]);
    assert_eq!(open_tasks(&world, "op01-office").await, [], "another operator has none");

    let complete = CompleteActivationDataRequest {
        request_id: request_id(3),
        dossier_number: number,
        activation_data: Some(activation_data(days_after(0))),
        ..Default::default()
    };
    shop.complete_activation_data(complete).await.unwrap();
    world.control.quiet().await.unwrap();
    assert_eq!(open_tasks(&world, "op02-office").await, []);
    world.end().await;
}

/// What was written to people: of which kind, and the text.
pub(super) async fn letters(world: &World) -> Vec<(MessageKind, String)> {
    let mut notifications = world.notifications("bipt-agent");
    let list = notifications.list_messages(ListMessagesRequest::default()).await.unwrap();
    let mut letters = Vec::new();
    for message in list.into_inner().messages {
        let request = GetMessageRequest { message_id: message.message_id.clone() };
        let content = notifications.get_message(request).await.unwrap().into_inner().content;
        letters.push((message.kind(), content));
    }
    letters
}

async fn documents_are_asked_for_by_letter_and_reviewed_by_bipt(stage: Stage) {
    let world = World::new(stage).await;
    let person = world.people.expected(Expectation::Undecided);
    let mut applicant = applicant_of(person);
    applicant.claims = None;
    let request = ApplyRequest { request_id: request_id(1), applicant: Some(applicant) };
    let mut shop = world.dossiers("op01-shop");
    let applied = shop.apply(request).await.unwrap().into_inner();
    assert_eq!(applied.evaluation.unwrap().decision(), Decision::Undecided);
    let applied = applied.dossier.unwrap();
    assert_eq!(applied.status(), Status::AwaitingDocuments);

    let confirm = ConfirmApplicationRequest {
        request_id: request_id(2),
        dossier_number: applied.dossier_number.clone(),
        ..Default::default()
    };
    shop.confirm_application(confirm).await.unwrap();
    world.control.quiet().await.unwrap();

    assert_eq!(open_tasks(&world, "bipt-agent").await, [TaskType::ReviewDocuments]);
    let letters = letters(&world).await;
    assert_eq!(letters.len(), 1);
    let (kind, content) = &letters[0];
    assert_eq!(*kind, MessageKind::DocumentsNeeded);
    for expected in [&*person.last_name, &*applied.dossier_number, "oorlogsblinde", "6 maart 2026"]
    {
        assert!(content.contains(expected), "{expected} in\n{content}");
    }
    world.end().await;
}

async fn an_application_is_cancelled_and_made_again_elsewhere(stage: Stage) {
    let world = World::new(stage).await;
    let applied = apply(&world, "op01-shop", Expectation::EntitledByAge, 1).await.dossier.unwrap();
    let cancel = CancelApplicationRequest {
        request_id: request_id(2),
        dossier_number: applied.dossier_number.clone(),
        ..Default::default()
    };
    let cancelled = world.dossiers("op01-shop").cancel_application(cancel).await.unwrap();
    assert_eq!(cancelled.into_inner().dossier.unwrap().status(), Status::Suspended);

    let again = apply(&world, "op02-shop", Expectation::EntitledByAge, 3).await.dossier.unwrap();
    assert_eq!(again.dossier_number, applied.dossier_number, "the number is the person's for life");
    assert_eq!(again.operator_id, "OP02");
    assert_eq!(again.right_begin_date, applied.right_begin_date, "the right was kept");

    for (client, commands) in
        [("op01-shop", vec!["APPLY", "CANCEL_APPLICATION"]), ("op02-shop", vec!["APPLY"])]
    {
        let dossier_number = applied.dossier_number.clone();
        let request = ListHistoryRequest { dossier_number, ..Default::default() };
        let history = world.dossiers(client).list_history(request).await.unwrap().into_inner();
        let told: Vec<_> = history.entries.iter().map(|entry| &*entry.command).collect();
        assert_eq!(told, commands, "{client} sees its own tenure");
    }
    world.end().await;
}

async fn who_waits_too_long_loses_the_application(stage: Stage) {
    let world = World::new(stage).await;
    let applied = apply(&world, "op01-shop", Expectation::EntitledByAge, 1).await.dossier.unwrap();
    world.live_until(days_after(7)).await;
    let waiting = dossier(&world, "op01-shop", &applied.dossier_number).await;
    assert_eq!(
        waiting.status(),
        Status::AwaitingActivation,
        "the last day is still the operator's"
    );
    world.live_until(days_after(8)).await;
    let lapsed = dossier(&world, "op01-shop", &applied.dossier_number).await;
    assert_eq!(lapsed.status(), Status::Suspended);
    assert_eq!(open_tasks(&world, "op01-office").await, [TaskType::CloseFile]);
    world.end().await;
}

async fn another_operator_learns_nothing(stage: Stage) {
    let world = World::new(stage).await;
    let applied = apply(&world, "op01-shop", Expectation::EntitledByAge, 1).await.dossier.unwrap();
    let mut stranger = world.dossiers("op02-shop");
    let foreign = GetDossierRequest { dossier_number: applied.dossier_number };
    let unknown = GetDossierRequest { dossier_number: "1234567894".to_owned() };
    let foreign = stranger.get_dossier(foreign).await.unwrap_err();
    let unknown = stranger.get_dossier(unknown).await.unwrap_err();
    assert_eq!(reason_of(&foreign), "DOSSIER_NOT_FOUND");
    assert_eq!(foreign.details(), unknown.details());
    assert_eq!(foreign.message(), unknown.message());

    let applicant = Some(applicant_of(world.people.expected(Expectation::EntitledByAge)));
    let request = ApplyRequest { request_id: request_id(2), applicant };
    let refused = stranger.apply(request).await.unwrap_err();
    assert_eq!(reason_of(&refused), "DOSSIER_NOT_TRANSFERABLE");
    world.end().await;
}

async fn a_repeated_request_gets_the_first_answer(stage: Stage) {
    let world = World::new(stage).await;
    let first = apply(&world, "op01-shop", Expectation::EntitledByAge, 1).await;
    let confirm = ConfirmApplicationRequest {
        request_id: request_id(2),
        dossier_number: first.dossier.as_ref().unwrap().dossier_number.clone(),
        ..Default::default()
    };
    world.dossiers("op01-shop").confirm_application(confirm).await.unwrap();
    let again = apply(&world, "op01-shop", Expectation::EntitledByAge, 1).await;
    assert_eq!(again, first, "whatever happened in between");

    let applicant = Some(applicant_of(world.people.expected(Expectation::EntitledByLivingWage)));
    let other = ApplyRequest { request_id: request_id(1), applicant };
    let refused = world.dossiers("op01-shop").apply(other).await.unwrap_err();
    assert_eq!(reason_of(&refused), "REQUEST_ID_REUSED");
    world.end().await;
}

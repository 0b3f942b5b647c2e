//! The life of a dossier at two operators: granted, taken over, ended. The dates are counted by hand
//! from billing days.

use chrono::NaiveDate;
use stts_contracts::common::v1::Date;
use stts_contracts::dossier::v1::dossier_export_service_client::DossierExportServiceClient;
use stts_contracts::dossier::v1::{
    ActivationData, ApplyRequest, ConfirmApplicationRequest, ConfirmTransferRequest, Dossier,
    ExportReductionPeriodsRequest, GetDossierRequest, PrepareTransferRequest, Status,
    StopRightRequest,
};
use stts_contracts::events::v1::TaskType;
use stts_contracts::notifications::v1::MessageKind;
use stts_contracts::tasks::v1::ListTasksRequest;
use stts_identity::register::Expectation;
use stts_tests::{Stage, World, activation_data, applicant_of, date, request_id};

use super::application::letters;
use super::on_every_stage;

on_every_stage!(sqlite, Sqlite: from_one_operator_to_the_next_and_to_the_end);
on_every_stage!(postgres, Postgres: from_one_operator_to_the_next_and_to_the_end);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn dossier(world: &World, client: &str, number: &str) -> Dossier {
    let request = GetDossierRequest { dossier_number: number.to_owned() };
    world.dossiers(client).get_dossier(request).await.unwrap().into_inner().dossier.unwrap()
}

/// What an operator is asked to do, and until when it grants.
async fn open_tasks(world: &World, client: &str) -> Vec<(TaskType, Option<Date>)> {
    world.control.quiet().await.unwrap();
    let listed = world.tasks(client).list_tasks(ListTasksRequest::default()).await.unwrap();
    let tasks = listed.into_inner().tasks;
    tasks.iter().map(|task| (task.r#type(), task.end_date)).collect()
}

/// Applied for and confirmed at OP01, which bills on the 15th.
async fn granted_by_op01(world: &World) -> String {
    let mut shop = world.dossiers("op01-shop");
    let applicant = Some(applicant_of(world.people.expected(Expectation::EntitledByAge)));
    let applied = shop.apply(ApplyRequest { request_id: request_id(1), applicant }).await.unwrap();
    let number = applied.into_inner().dossier.unwrap().dossier_number;
    let confirm = ConfirmApplicationRequest {
        request_id: request_id(2),
        dossier_number: number.clone(),
        activation_data: Some(activation_data(World::first_day())),
        ..Default::default()
    };
    shop.confirm_application(confirm).await.unwrap();
    number
}

/// Taken over by OP02, which bills on the first and activates on 25 February.
async fn taken_over_by_op02(world: &World) -> Dossier {
    let mut shop = world.dossiers("op02-shop");
    let applicant = Some(applicant_of(world.people.expected(Expectation::EntitledByAge)));
    let prepared = shop.prepare_transfer(PrepareTransferRequest { applicant }).await.unwrap();
    let data = ActivationData { billing_day: 1, ..activation_data(day("2026-02-25")) };
    let confirm = ConfirmTransferRequest {
        request_id: request_id(3),
        transfer_token: prepared.into_inner().transfer_token,
        activation_data: Some(data),
    };
    shop.confirm_transfer(confirm).await.unwrap().into_inner().dossier.unwrap()
}

/// Stopped by OP02: from 10 April on the conditions are not met.
async fn stopped_by_op02(world: &World, number: &str) -> Dossier {
    let stop = StopRightRequest {
        request_id: request_id(4),
        dossier_number: number.to_owned(),
        end_date: date(day("2026-04-10")),
        ..Default::default()
    };
    let stopped = world.dossiers("op02-office").stop_right(stop).await.unwrap();
    stopped.into_inner().dossier.unwrap()
}

/// The periods that the fund would pay by: who granted from which day to which.
async fn periods(world: &World) -> Vec<(String, Option<Date>, Option<Date>)> {
    let channel = world.suite().internal_channel("dossier").unwrap();
    let mut export = DossierExportServiceClient::new(channel);
    let request =
        ExportReductionPeriodsRequest { year: 2026, export_id: request_id(5), after_key: 0 };
    let mut messages = export.export_reduction_periods(request).await.unwrap().into_inner();
    let mut periods = Vec::new();
    while let Some(message) = messages.message().await.unwrap() {
        for row in message.rows {
            let Some(period) = row.reduction_period else { continue };
            periods.push((row.operator_id, period.begin_date, period.end_date));
        }
    }
    periods
}

/// OP02 grants from its first billing day on; OP01, which did not ask for it, is told of its end.
async fn transferred(world: &World, number: &str, ended_on: Option<Date>) -> Dossier {
    let transfer = taken_over_by_op02(world).await;
    assert_eq!((&*transfer.dossier_number, transfer.status()), (number, Status::AwaitingTransfer));
    world.live_until(day("2026-02-25")).await;
    let moved = dossier(world, "op02-shop", number).await;
    assert_eq!((moved.status(), &*moved.operator_id), (Status::Active, "OP02"));
    let terminate = (TaskType::TerminateReduction, ended_on);
    assert_eq!(open_tasks(world, "op01-office").await, [terminate]);
    assert_eq!(open_tasks(world, "op02-office").await, []);
    let kinds: Vec<_> = letters(world).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [MessageKind::TransferDone]);
    moved
}

/// The right ends on the billing date after it was lost, and the person is told when.
async fn ended(world: &World, number: &str, ends_on: Option<Date>) {
    let stopped = stopped_by_op02(world, number).await;
    assert_eq!(stopped.status(), Status::AwaitingStop);
    assert_eq!((stopped.right_end_date, stopped.reduction_end_date), (ends_on, ends_on));
    world.control.quiet().await.unwrap();
    let letters = letters(world).await;
    let kinds: Vec<_> = letters.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [MessageKind::RightEnds, MessageKind::TransferDone], "the latest first");
    let (_, letter) = &letters[0];
    assert!(letter.contains("1 mei 2026") && letter.contains(number), "{letter}");

    for (morning, status) in [("2026-04-30", Status::AwaitingStop), ("2026-05-01", Status::Closed)]
    {
        world.live_until(day(morning)).await;
        assert_eq!(dossier(world, "op02-shop", number).await.status(), status, "on {morning}");
    }
    assert_eq!(open_tasks(world, "op02-office").await, [], "it asked for the end itself");
}

async fn from_one_operator_to_the_next_and_to_the_end(stage: Stage) {
    let world = World::new(stage).await;
    let number = granted_by_op01(&world).await;
    world.live_until(day("2026-02-20")).await;
    let granted = dossier(&world, "op01-shop", &number).await;
    assert_eq!(granted.status(), Status::Active);
    assert_eq!(granted.reduction_begin_date, date(day("2026-01-15")));

    // The last full billing month of OP01 before the activation on 25 February.
    let left_on = date(day("2026-02-15"));
    let moved = transferred(&world, &number, left_on).await;
    assert_eq!(moved.reduction_begin_date, date(day("2026-03-01")));
    assert_eq!(moved.right_begin_date, granted.right_begin_date, "the right goes on");

    world.live_until(day("2026-03-20")).await;
    let closed_on = date(day("2026-05-01"));
    ended(&world, &number, closed_on).await;
    let expected = [
        ("OP01".to_owned(), date(day("2026-01-15")), left_on),
        ("OP02".to_owned(), date(day("2026-03-01")), closed_on),
    ];
    assert_eq!(periods(&world).await, expected, "no day is paid twice");
    world.end().await;
}

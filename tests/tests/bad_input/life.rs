//! What is refused to whoever takes over, changes, stops or takes back, over all services together.

use chrono::{Days, NaiveDate};
use prost_types::FieldMask;
use stts_contracts::dossier::v1::{
    ActivationDataChanges, ApplyRequest, CancelLastActionRequest, ConfirmApplicationRequest,
    ConfirmTransferRequest, Dossier, DossierChanges, Formula, ModifyDossierRequest,
    PrepareTransferRequest, RefreshPersonDataRequest, StopReductionRequest,
};
use stts_identity::register::Expectation;
use stts_identity_domain::Person;
use stts_tests::{Stage, World, activation_data, applicant_of, date, reason_of, request_id};
use tonic::{Response, Status};

/// The reason of a call that must be refused.
fn reason<T>(answer: Result<Response<T>, Status>) -> &'static str {
    reason_of(&answer.err().expect("a refusal"))
}

fn day(days: u64) -> NaiveDate {
    World::first_day() + Days::new(days)
}

/// The number of a dossier that is active at OP01 since the first day.
async fn active(world: &World, person: &Person) -> String {
    let mut shop = world.dossiers("op01-shop");
    let applicant = Some(applicant_of(person));
    let applied = shop.apply(ApplyRequest { request_id: request_id(1), applicant }).await;
    let dossier_number = applied.unwrap().into_inner().dossier.unwrap().dossier_number;
    let confirms = ConfirmApplicationRequest {
        request_id: request_id(2),
        dossier_number: dossier_number.clone(),
        activation_data: Some(activation_data(World::first_day())),
        etag: String::new(),
    };
    shop.confirm_application(confirms).await.unwrap();
    world.live_until(day(1)).await;
    dossier_number
}

fn prepare(person: &Person) -> PrepareTransferRequest {
    PrepareTransferRequest { applicant: Some(applicant_of(person)) }
}

fn confirm(id: u64, transfer_token: &str) -> ConfirmTransferRequest {
    ConfirmTransferRequest {
        request_id: request_id(id),
        transfer_token: transfer_token.to_owned(),
        activation_data: Some(activation_data(day(1))),
    }
}

fn change_formula(dossier_number: &str, on: NaiveDate) -> ModifyDossierRequest {
    let formula = Formula::CallsOnly.into();
    let activation_data = Some(ActivationDataChanges { formula, ..Default::default() });
    let paths = vec!["activation_data.formula".to_owned()];
    ModifyDossierRequest {
        request_id: request_id(4),
        dossier_number: dossier_number.to_owned(),
        dossier: Some(DossierChanges { activation_data, ..Default::default() }),
        update_mask: Some(FieldMask { paths }),
        modification_date: date(on),
        etag: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dossier_in_its_life_refuses() {
    let world = World::new(Stage::Sqlite).await;
    let (mut shop, mut office) = (world.dossiers("op01-shop"), world.dossiers("op01-office"));
    let mut other = world.dossiers("op02-shop");
    let person = world.people.expected(Expectation::EntitledByAge);
    assert_eq!(reason(other.prepare_transfer(prepare(person)).await), "APPLICATION_REQUIRED");

    let dossier_number = active(&world, person).await;
    let change = change_formula(&dossier_number, day(0) - Days::new(1));
    assert_eq!(reason(shop.modify_dossier(change).await), "MODIFICATION_DATE_OUT_OF_RANGE");
    let too_early = StopReductionRequest {
        request_id: request_id(5),
        dossier_number: dossier_number.clone(),
        end_date: date(day(0) - Days::new(1)),
        etag: String::new(),
    };
    assert_eq!(reason(office.stop_reduction(too_early).await), "END_DATE_OUT_OF_RANGE");
    let cancel =
        CancelLastActionRequest { request_id: request_id(6), dossier_number, etag: String::new() };
    assert_eq!(reason(office.cancel_last_action(cancel).await), "NOTHING_TO_CANCEL");

    let prepared = other.prepare_transfer(prepare(person)).await.unwrap().into_inner();
    let token = prepared.transfer_token;
    for stranger in [
        shop.confirm_transfer(confirm(7, &token)).await,
        other.confirm_transfer(confirm(8, "x")).await,
    ] {
        assert_eq!(reason(stranger), "TRANSFER_TOKEN_EXPIRED");
    }
    let refresh = RefreshPersonDataRequest {
        request_id: request_id(9),
        transfer_token: token.clone(),
        ..Default::default()
    };
    let refreshed = other.refresh_person_data(refresh).await.unwrap().into_inner();
    // The language is the register's now, whatever was chosen at the application.
    let address = |dossier: Option<Dossier>| dossier.unwrap().person.unwrap().address;
    assert_eq!(address(refreshed.dossier), address(prepared.dossier));
    other.confirm_transfer(confirm(10, &token)).await.unwrap();
    world.live_until(day(2)).await;
    assert_eq!(reason(shop.prepare_transfer(prepare(person)).await), "TRANSFERRED_RECENTLY");
    world.end().await;
}

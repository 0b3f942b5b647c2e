//! What the register tells by itself reaches everybody who asks afterwards.

use chrono::Days;
use stts_contracts::common::v1::Address;
use stts_contracts::dev::v1::{ChangeOutcome, Death, Move, PersonReference, PushChangeRequest};
use stts_contracts::dossier::v1::{ApplyRequest, CheckRightRequest};
use stts_contracts::identity::v1::{FindPersonsRequest, FoundPerson};
use stts_identity::register::Expectation;
use stts_identity_domain::Person;
use stts_tests::{Stage, World, applicant_of, date, reason_of, request_id};

use super::on_every_stage;

on_every_stage!(a_move_and_a_death_are_known_from_their_dates_on);

/// As an agent of BIPT finds a person by the number.
async fn seen(world: &World, person: &Person) -> FoundPerson {
    let national_number = person.number.expose();
    let request = FindPersonsRequest { national_number, ..FindPersonsRequest::default() };
    let found = world.identity_admin("bipt-agent").find_persons(request).await.unwrap();
    found.into_inner().persons.remove(0)
}

async fn a_move_and_a_death_are_known_from_their_dates_on(stage: Stage) {
    let world = World::new(stage).await;
    let person = world.people.expected(Expectation::EntitledByAge);
    let applicant = Some(applicant_of(person));
    let mut shop = world.dossiers("op01-shop");
    let request = ApplyRequest { request_id: request_id(1), applicant: applicant.clone() };
    shop.apply(request).await.unwrap();
    let before = seen(&world, person).await;

    // The change is told of the person under the id that the agent got too.
    let change = |id| PushChangeRequest {
        change_id: request_id(id),
        person: Some(PersonReference {
            person_id: before.person_id.clone(),
            ..PersonReference::default()
        }),
        ..PushChangeRequest::default()
    };
    let address = Address { house_number: "99".to_owned(), ..before.address.clone().unwrap() };
    let to = Move { address: Some(address.clone()), own_household: true, ..Move::default() };
    let request = PushChangeRequest { r#move: Some(to), ..change(1) };
    assert_eq!(world.control.push_change(request).await.unwrap(), ChangeOutcome::Told);
    let moved = seen(&world, person).await;
    assert_eq!(moved, FoundPerson { address: Some(address), ..before.clone() });

    let day = World::first_day() + Days::new(2);
    let death =
        PushChangeRequest { death: Some(Death::default()), effective_on: date(day), ..change(2) };
    let awaited = world.control.push_change(death.clone()).await.unwrap();
    assert_eq!(awaited, ChangeOutcome::Awaited);
    for (date, deceased) in [(World::first_day() + Days::new(1), false), (day, true)] {
        world.live_until(date).await;
        world.control.quiet().await.unwrap();
        assert_eq!(seen(&world, person).await.deceased, deceased, "on {date}");
    }
    assert_eq!(world.control.push_change(death).await.unwrap(), ChangeOutcome::Told);
    let refused = shop.check_right(CheckRightRequest { applicant }).await.unwrap_err();
    assert_eq!(reason_of(&refused), "PERSON_NOT_FOUND");
    world.end().await;
}

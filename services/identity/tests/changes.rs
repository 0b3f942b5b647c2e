//! What the register tells by itself: each change is noted once, told in one event to whom it may
//! concern, and true of every answer from then on.

use prost::Message;
use sea_orm::FromQueryResult;
use stts_contracts::common::v1::{Address, Date};
use stts_contracts::dev::v1::{
    ChangeOutcome, Death, DeathWithdrawn, Merged, Move, NewName, NumberReplaced, PersonReference,
    PushChangeRequest,
};
use stts_contracts::events::v1::{PersonChange, PersonChanged};
use stts_contracts::identity::v1::{GetPersonRequest, GetPersonResponse, Include, Relation};
use stts_testkit::SeededIds;

use crate::DATABASES;
use crate::people::{CANARY_NUMBER, households};
use crate::rig::{Rig, Scripted, context, find, find_an, reason};

const ELOISE: (&str, &str, (i32, i32, i32)) = ("D'Hondt", "Éloïse", (1949, 2, 2));
const JEF: (&str, &str, (i32, i32, i32)) = ("Maes", "Jef", (1948, 1, 1));

/// The number of the resident of that last name, and first names.
fn number_of(last_name: &str, first_names: &str) -> String {
    let people = households().into_iter().flat_map(|household| household.residents);
    let mut named = people
        .map(|resident| resident.person)
        .filter(|person| (&*person.last_name, &*person.first_names) == (last_name, first_names));
    named.next().unwrap().number.expose()
}

fn by_number(number: &str) -> PersonReference {
    PersonReference { national_number: number.to_owned(), ..Default::default() }
}

fn by_id(person_id: &str) -> PersonReference {
    PersonReference { person_id: person_id.to_owned(), ..Default::default() }
}

/// A change about somebody, whose id follows from its number in the test.
fn change(number: u64, person: impl Into<Option<PersonReference>>) -> PushChangeRequest {
    let change_id = uuid::Uuid::from_u128(number.into()).to_string();
    PushChangeRequest { change_id, person: person.into(), ..Default::default() }
}

fn on(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

fn dies(number: u64, person: impl Into<Option<PersonReference>>) -> PushChangeRequest {
    PushChangeRequest { death: Some(Death::default()), ..change(number, person) }
}

fn joins(number: u64, who: PersonReference, whom: PersonReference) -> PushChangeRequest {
    let to =
        Move { household_of: Some(whom), relation: Relation::Spouse.into(), ..Default::default() };
    PushChangeRequest { r#move: Some(to), ..change(number, who) }
}

impl Scripted {
    /// Lets the service know somebody.
    async fn knows(
        &mut self,
        (last_name, first_name, born): (&str, &str, (i32, i32, i32)),
    ) -> String {
        let found = self.rig.client.find_person(find(last_name, first_name, born)).await.unwrap();
        found.into_inner().person.unwrap().person_id
    }

    async fn pushed(&mut self, request: PushChangeRequest) -> ChangeOutcome {
        self.push.push_change(request).await.unwrap().into_inner().outcome()
    }

    async fn get(&mut self, person_id: &str) -> GetPersonResponse {
        let include = vec![Include::Household.into(), Include::Facts.into()];
        let person_id = person_id.to_owned();
        let get = GetPersonRequest { context: Some(context()), person_id, include };
        self.rig.client.get_person(get).await.unwrap().into_inner()
    }

    async fn told(&self) -> Vec<PersonChanged> {
        told(&self.rig).await
    }
}

#[derive(FromQueryResult)]
struct Row {
    key: String,
    type_name: String,
    payload: Vec<u8>,
}

/// All events, in their order.
async fn told(rig: &Rig) -> Vec<PersonChanged> {
    let rows: Vec<Row> = rig.rows("SELECT key, type_name, payload FROM outbox ORDER BY id").await;
    let read = |row: Row| {
        assert_eq!(row.type_name, "stts.events.v1.PersonChanged");
        let event = PersonChanged::decode(row.payload.as_slice()).unwrap();
        assert_eq!(row.key, event.person_id, "the events of one person stay in order");
        event
    };
    rows.into_iter().map(read).collect()
}

fn event(person_id: &str, change: PersonChange) -> PersonChanged {
    let person_id = person_id.to_owned();
    PersonChanged { person_id, change: change.into(), ..Default::default() }
}

#[tokio::test]
async fn a_death_is_told_and_withdrawn() {
    for database in DATABASES.each().await {
        let mut service = Scripted::new(database.store.clone(), 1).await;
        let an = service.knows(("Peeters", "An", (1950, 3, 12))).await;
        let death = Death { deceased_on: Some(on(2026, 2, 27)) };
        let death = PushChangeRequest { death: Some(death), ..change(1, by_id(&an)) };
        assert_eq!(service.pushed(death).await, ChangeOutcome::Told);
        let dead = service.rig.client.find_person(find_an()).await.unwrap_err();
        assert_eq!(reason(&dead), "PERSON_NOT_FOUND");
        assert_eq!(service.get(&an).await.person.unwrap().deceased_on, Some(on(2026, 2, 27)));

        let alive = DeathWithdrawn {};
        let alive = PushChangeRequest { death_withdrawn: Some(alive), ..change(2, by_id(&an)) };
        assert_eq!(service.pushed(alive).await, ChangeOutcome::Told);
        assert_eq!(service.knows(("Peeters", "An", (1950, 3, 12))).await, an);
        assert_eq!(service.get(&an).await.person.unwrap().deceased_on, None);
        let died =
            PersonChanged { deceased_on: Some(on(2026, 2, 27)), ..event(&an, PersonChange::Death) };
        assert_eq!(service.told().await, [died, event(&an, PersonChange::DeathWithdrawn)]);
    }
}

#[tokio::test]
async fn a_name_and_an_address_are_others() {
    for database in DATABASES.each().await {
        let mut service = Scripted::new(database.store.clone(), 1).await;
        let an = service.knows(("Peeters", "An", (1950, 3, 12))).await;
        let before = service.get(&an).await.person.unwrap();
        let name = NewName { last_name: "Peters".to_owned(), first_names: "Anna Maria".to_owned() };
        let name = PushChangeRequest { new_name: Some(name), ..change(1, by_id(&an)) };
        assert_eq!(service.pushed(name).await, ChangeOutcome::Told);
        let old_name = service.rig.client.find_person(find_an()).await.unwrap_err();
        assert_eq!(reason(&old_name), "PERSON_NOT_FOUND");
        assert_eq!(service.knows(("Peters", "Anna", (1950, 3, 12))).await, an);

        let address = Address {
            street: "Nieuwstraat".to_owned(),
            house_number: "7".to_owned(),
            postal_code: "3000".to_owned(),
            municipality: "Leuven".to_owned(),
            ..Default::default()
        };
        let to = Move { address: Some(address.clone()), ..Default::default() };
        let to = PushChangeRequest { r#move: Some(to), ..change(2, by_id(&an)) };
        assert_eq!(service.pushed(to).await, ChangeOutcome::Told);
        let after = service.get(&an).await.person.unwrap();
        assert_eq!(after.address, Some(address));
        assert_eq!(after.household_id, before.household_id);
        let changed = event(&an, PersonChange::NameOrAddress);
        assert_eq!(service.told().await, [changed.clone(), changed]);
    }
}

#[tokio::test]
async fn a_household_is_joined_and_left() {
    for database in DATABASES.each().await {
        let mut service = Scripted::new(database.store.clone(), 1).await;
        let (an, eloise) =
            (service.knows(("Peeters", "An", (1950, 3, 12))).await, service.knows(ELOISE).await);
        let alone = service.get(&an).await.person.unwrap();
        let family = service.get(&eloise).await;
        let family_id = family.person.unwrap().household_id;
        assert_eq!(family.household.unwrap().housemates.len(), 2);

        assert_eq!(service.pushed(joins(1, by_id(&an), by_id(&eloise))).await, ChangeOutcome::Told);
        let joined = service.get(&an).await;
        assert_eq!(joined.person.as_ref().unwrap().household_id, family_id);
        assert_eq!(joined.household.unwrap().housemates.len(), 3);
        assert_eq!(service.get(&eloise).await.household.unwrap().housemates.len(), 3);

        let leaves = Move { own_household: true, ..Default::default() };
        let leaves = PushChangeRequest { r#move: Some(leaves), ..change(2, by_id(&an)) };
        assert_eq!(service.pushed(leaves).await, ChangeOutcome::Told);
        let left = service.get(&an).await;
        let own = left.person.unwrap().household_id;
        assert!(own != family_id && own != alone.household_id);
        assert!(left.household.unwrap().housemates.is_empty());
        assert_eq!(service.get(&eloise).await.household.unwrap().housemates.len(), 2);
        let moved = |from: &str, to: &str| PersonChanged {
            old_household_id: from.to_owned(),
            new_household_id: to.to_owned(),
            ..event(&an, PersonChange::Household)
        };
        let told = [moved(&alone.household_id, &family_id), moved(&family_id, &own)];
        assert_eq!(service.told().await, told);
    }
}

#[tokio::test]
async fn an_id_is_answered_under_whatever_number() {
    for database in DATABASES.each().await {
        let mut service = Scripted::new(database.store.clone(), 1).await;
        let an = service.knows(("Peeters", "An", (1950, 3, 12))).await;
        let number = stts_identity_domain::NationalNumber::from_first_nine(500_312_999, false);
        let replaced = NumberReplaced { national_number: number.unwrap().expose() };
        let replaced = PushChangeRequest {
            number_replaced: Some(replaced.clone()),
            ..change(1, by_number(&number_of("Peeters", "An Maria")))
        };
        assert_eq!(service.pushed(replaced).await, ChangeOutcome::Told);
        assert_eq!(service.knows(("Peeters", "An", (1950, 3, 12))).await, an);
        assert_eq!(service.get(&an).await.person.unwrap().last_name, "Peeters");
        // By the number of before, the register still knows who is meant.
        let death = dies(2, by_number(&number_of("Peeters", "An Maria")));
        assert_eq!(service.pushed(death).await, ChangeOutcome::Told);
        assert_eq!(service.get(&an).await.person.unwrap().deceased_on, Some(on(2026, 3, 1)));
        let died =
            PersonChanged { deceased_on: Some(on(2026, 3, 1)), ..event(&an, PersonChange::Death) };
        assert_eq!(service.told().await, [event(&an, PersonChange::NumberReplaced), died]);
    }
}

#[tokio::test]
async fn of_two_entries_both_ids_go_on() {
    for database in DATABASES.each().await {
        let mut service = Scripted::new(database.store.clone(), 1).await;
        let (eloise, jef) = (service.knows(ELOISE).await, service.knows(JEF).await);
        let (an_number, jef_number) =
            (number_of("Peeters", "An Maria"), number_of("Maes", "Jef Karel"));
        let merged = |number, who: &str, into: &str| PushChangeRequest {
            merged: Some(Merged { into: Some(by_number(into)) }),
            ..change(number, by_number(who))
        };
        // Of An nobody has heard: nobody is told, and her number leads to Jef from now on.
        let outcome = service.pushed(merged(1, &an_number, &jef_number)).await;
        assert_eq!(outcome, ChangeOutcome::UnknownPerson);
        let outcome = service.pushed(merged(2, &jef_number, &number_of("D'Hondt", "Éloïse"))).await;
        assert_eq!(outcome, ChangeOutcome::Told);
        assert_eq!(service.get(&jef).await.person.as_ref().unwrap().last_name, "D'Hondt");
        assert_eq!(service.get(&jef).await.person.unwrap().person_id, jef, "as it was asked");
        assert_eq!(service.knows(ELOISE).await, eloise);
        let gone = service.rig.client.find_person(find(JEF.0, JEF.1, JEF.2)).await.unwrap_err();
        assert_eq!(reason(&gone), "PERSON_NOT_FOUND");
        let merged = PersonChanged {
            merged_into_person_id: eloise.clone(),
            ..event(&jef, PersonChange::Merged)
        };
        assert_eq!(service.told().await, [merged]);
        // What happens to the entry that stays is told of its id.
        assert_eq!(service.pushed(dies(3, by_id(&jef))).await, ChangeOutcome::Told);
        assert_eq!(service.told().await[1].person_id, eloise);
    }
}

#[tokio::test]
async fn who_is_not_known_is_not_told_of_and_what_is_so_already_changes_nothing() {
    for database in DATABASES.each().await {
        let mut service = Scripted::new(database.store.clone(), 1).await;
        let outcome = service.pushed(dies(1, by_number(CANARY_NUMBER))).await;
        assert_eq!(outcome, ChangeOutcome::UnknownPerson);
        let an = service.knows(("Peeters", "An", (1950, 3, 12))).await;
        for (number, request) in [
            (2, joins(2, by_id(&an), by_id(&an))),
            (3, dies(3, by_number("00000000128"))),
            (4, dies(4, by_number(CANARY_NUMBER))),
        ] {
            assert_eq!(service.pushed(request).await, ChangeOutcome::Nothing, "{number}");
        }
        assert_eq!(service.told().await, []);
    }
}

#[tokio::test]
async fn a_change_is_one_however_often_it_comes() {
    for database in DATABASES.each().await {
        let mut service = Scripted::new(database.store.clone(), 1).await;
        let an = service.knows(("Peeters", "An", (1950, 3, 12))).await;
        for _ in 0..3 {
            assert_eq!(service.pushed(dies(1, by_id(&an))).await, ChangeOutcome::Told);
        }
        assert_eq!(service.told().await.len(), 1);
    }
}

#[tokio::test]
async fn a_change_awaits_its_date() {
    for database in DATABASES.each().await {
        let mut service = Scripted::new(database.store.clone(), 1).await;
        let an = service.knows(("Peeters", "An", (1950, 3, 12))).await;
        let later = |date, request| PushChangeRequest { effective_on: date, ..request };
        // Given in another order than that of their dates.
        let withdrawn = DeathWithdrawn {};
        let withdrawn =
            PushChangeRequest { death_withdrawn: Some(withdrawn), ..change(1, by_id(&an)) };
        for request in [
            later(Some(on(2026, 3, 9)), withdrawn),
            later(Some(on(2026, 3, 5)), dies(2, by_id(&an))),
        ] {
            assert_eq!(service.pushed(request).await, ChangeOutcome::Awaited);
        }
        let days = [
            // Brussels is an hour ahead.
            ("2026-03-04T22:59:59Z", 0, None),
            ("2026-03-04T23:00:00Z", 1, Some(on(2026, 3, 5))),
            ("2026-03-08T22:00:00Z", 1, Some(on(2026, 3, 5))),
            ("2026-03-12T08:00:00Z", 2, None),
        ];
        for (instant, events, deceased_on) in days {
            service.clock.set(instant.parse().unwrap());
            service.script.carry_out_due().await.unwrap();
            assert_eq!(service.told().await.len(), events, "{instant}");
            assert_eq!(
                service.get(&an).await.person.unwrap().deceased_on,
                deceased_on,
                "{instant}"
            );
        }
    }
}

#[tokio::test]
async fn what_changed_survives_the_process() {
    for database in DATABASES.each().await {
        let mut service = Scripted::new(database.store.clone(), 1).await;
        let (an, jef) =
            (service.knows(("Peeters", "An", (1950, 3, 12))).await, service.knows(JEF).await);
        service.pushed(joins(1, by_id(&an), by_id(&jef))).await;
        service.pushed(dies(2, by_id(&jef))).await;
        let (before, told) = (service.get(&an).await, service.told().await);
        let mut service = Scripted::new(database.open_again().await, 2).await;
        service.script.carry_out_due().await.unwrap();
        assert_eq!(service.get(&an).await, before);
        assert_eq!(service.told().await, told);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_tell_each_change_once_and_answer_alike() {
    for database in DATABASES.each().await {
        let mut one = Scripted::new(database.store.clone(), 1).await;
        let mut other = Scripted::new(database.open_again().await, 2).await;
        let (an, jef) = (one.knows(("Peeters", "An", (1950, 3, 12))).await, one.knows(JEF).await);
        let later =
            |day, request| PushChangeRequest { effective_on: Some(on(2026, 4, day)), ..request };
        for day in 1..=10 {
            let number = u64::try_from(day).unwrap();
            let own = Move { own_household: true, ..Default::default() };
            let leaves =
                PushChangeRequest { r#move: Some(own), ..change(100 + number, by_id(&an)) };
            one.pushed(later(day, joins(number, by_id(&an), by_id(&jef)))).await;
            one.pushed(later(day, leaves)).await;
        }
        for service in [&one, &other] {
            service.clock.set("2026-04-20T08:00:00Z".parse().unwrap());
        }
        let (first, second) =
            tokio::join!(one.script.carry_out_due(), other.script.carry_out_due());
        assert!(first.is_ok() && second.is_ok());
        let told = one.told().await;
        assert_eq!(told.len(), 20);
        for (event, next) in told.iter().zip(&told[1..]) {
            assert_eq!(
                event.new_household_id, next.old_household_id,
                "each goes on where one ended"
            );
        }
        let (of_one, of_other) = (one.get(&an).await, other.get(&an).await);
        assert_eq!(of_one.person.as_ref().unwrap().household_id, told[19].new_household_id);
        assert_eq!(of_one, of_other);
    }
}

#[tokio::test]
async fn a_push_that_means_nobody_is_refused() {
    let database = DATABASES.sqlite().await;
    let mut service = Scripted::new(database.store.clone(), 1).await;
    let nobody = SeededIds::new(9);
    let nobody = stts_kernel::PersonId::random(&nobody).to_string();
    let refused = service.push.push_change(dies(1, by_id(&nobody))).await.unwrap_err();
    assert_eq!(reason(&refused), "PERSON_NOT_FOUND");
    let own = |to| PushChangeRequest { r#move: Some(to), ..change(1, by_number(CANARY_NUMBER)) };
    let both = Move {
        own_household: true,
        household_of: Some(by_number(CANARY_NUMBER)),
        ..Default::default()
    };
    let street = Some(Address { street: "Dorp".to_owned(), ..Default::default() });
    for request in [
        dies(1, by_number("47112208133")),
        dies(1, None),
        change(1, by_number(CANARY_NUMBER)),
        own(Move::default()),
        own(both),
        own(Move { address: street, ..Default::default() }),
        PushChangeRequest {
            effective_on: Some(on(2026, 2, 30)),
            ..dies(1, by_number(CANARY_NUMBER))
        },
    ] {
        let refused = service.push.push_change(request.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "INVALID_FIELDS", "{request:?}");
    }
}

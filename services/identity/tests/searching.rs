//! Who is found by what.

use std::sync::Arc;

use stts_contracts::identity::v1::FindPersonRequest;

use crate::DATABASES;
use crate::people::register;
use crate::rig::{Rig, find, in_street, reason};

const NOT_FOUND: Result<&str, &str> = Err("PERSON_NOT_FOUND");
const AMBIGUOUS: Result<&str, &str> = Err("PERSON_AMBIGUOUS");

type Outcome = Result<&'static str, &'static str>;

fn searches() -> Vec<(FindPersonRequest, Outcome)> {
    let an = |last, first, born| find(last, first, born);
    let jan = || find("Janssens", "Jan", (1970, 5, 5));
    vec![
        // However the name is spelt, by the first names from the first one on.
        (an("Peeters", "An", (1950, 3, 12)), Ok("An Peeters")),
        (an("PEETERS", "an-maria", (1950, 3, 12)), Ok("An Peeters")),
        (an("d hondt", "Eloise", (1949, 2, 2)), Ok("Éloïse D'Hondt")),
        (an("Peters", "An", (1950, 3, 12)), NOT_FOUND),
        (an("Peeters", "Maria", (1950, 3, 12)), NOT_FOUND),
        // The year alone may be given, or alone be known.
        (an("Peeters", "An", (1950, 0, 0)), Ok("An Peeters")),
        (an("Peeters", "An", (1951, 0, 0)), NOT_FOUND),
        (an("Peeters", "An", (1950, 3, 13)), NOT_FOUND),
        (an("El Amrani", "Fatima", (1955, 0, 0)), Ok("Fatima El Amrani")),
        (an("El Amrani", "Fatima", (1955, 1, 1)), NOT_FOUND),
        // The dead are not found.
        (an("Pieters", "Piet", (1940, 1, 1)), NOT_FOUND),
        // An address chooses among several, and does not hide the only one.
        (jan(), AMBIGUOUS),
        (in_street(jan(), "Kerkstr."), Ok("Jan Janssens")),
        (in_street(jan(), "Nieuwstraat"), AMBIGUOUS),
        (in_street(an("Peeters", "An", (1950, 3, 12)), "Nieuwstraat"), Ok("An Peeters")),
    ]
}

#[tokio::test]
async fn a_search_finds_one_nobody_or_several() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        for (index, (request, expected)) in searches().into_iter().enumerate() {
            let answer = rig.client.find_person(request).await;
            let name = answer.map(|answer| answer.into_inner().person.unwrap());
            let name = name.map(|person| format!("{} {}", person.first_name, person.last_name));
            let found = name.map_err(|status| reason(&status));
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(found, expected, "search {index} on {:?}", database.kind);
        }
    }
}

#[tokio::test]
async fn two_of_one_name_are_two_people() {
    for database in DATABASES.each().await {
        let mut rig = Rig::new(database.store.clone(), Arc::new(register()), 1);
        let mut ids = Vec::new();
        for street in ["Kerkstraat", "Veldstraat"] {
            let request = in_street(find("Janssens", "Jan", (1970, 5, 5)), street);
            let found = rig.client.find_person(request).await.unwrap().into_inner();
            let person = found.person.unwrap();
            assert_eq!(person.address.unwrap().street, street);
            ids.push((person.person_id, person.household_id));
        }
        assert!(ids[0].0 != ids[1].0 && ids[0].1 != ids[1].1);
    }
}

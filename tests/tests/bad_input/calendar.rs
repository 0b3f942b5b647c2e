//! Dates that are none: what the rules of a year, a month and a day alone cannot tell.

use prost_reflect::{DynamicMessage, MessageDescriptor, Value};
use stts_kernel::ErrorKind;
use stts_tests::{Stage, World};

use super::breaches::{Place, places};
use super::callers::Callers;
use super::rpcs;
use super::samples::sample;
use super::wire::Wire;

/// Year, month and day; whether they make a date, and whether they make a birth date, of which month
/// and day may be unknown together.
const DATES: [(i32, i32, i32, bool, bool); 11] = [
    (2024, 2, 29, true, true),
    (2000, 2, 29, true, true),
    (2025, 1, 31, true, true),
    (2025, 2, 29, false, false),
    (1900, 2, 29, false, false),
    (2025, 2, 31, false, false),
    (2025, 4, 31, false, false),
    (2025, 11, 31, false, false),
    (1950, 0, 0, false, true),
    (1950, 0, 5, false, false),
    (1950, 5, 0, false, false),
];

fn is_date(place: &Place) -> bool {
    let kind = place.field().kind();
    kind.as_message().is_some_and(|message| message.full_name() == "stts.common.v1.Date")
}

fn dated(place: &Place, request: &MessageDescriptor, parts: [i32; 3]) -> DynamicMessage {
    let date = place.field().kind().as_message().unwrap().clone();
    let mut value = DynamicMessage::new(date);
    for (name, part) in ["year", "month", "day"].into_iter().zip(parts) {
        value.set_field_by_name(name, Value::I32(part));
    }
    let mut message = sample(request);
    place.set(&mut message, Some(Value::Message(value)));
    message
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_is_none_is_named() {
    let world = World::new(Stage::Sqlite).await;
    let (wire, callers) = (Wire::of(&world), Callers::of(&world));
    let mut cases = 0;
    for rpc in rpcs::public() {
        for place in places(&rpc.input).iter().filter(|place| is_date(place)) {
            for (year, month, day, date, birth_date) in DATES {
                let valid = if place.field().name() == "birth_date" { birth_date } else { date };
                let message = dated(place, &rpc.input, [year, month, day]);
                let token = callers.token(rpc.profile());
                let answer = wire.call(&rpc.path, &token, &message).await;
                let told = format!("{} {} {year}-{month}-{day}", rpc.path, place.path());
                if valid {
                    let named = answer.bad_fields();
                    assert!(!named.contains(&place.path()), "{told}: {named:?}");
                } else {
                    assert_eq!(answer.reason(), Some(ErrorKind::InvalidFields), "{told}");
                    assert_eq!(answer.bad_fields(), [place.path()], "{told}");
                }
                cases += 1;
            }
        }
    }
    println!("{cases} messages with dates");
    assert!(cases >= 7 * DATES.len(), "the dates of the public requests are found");
    world.end().await;
}

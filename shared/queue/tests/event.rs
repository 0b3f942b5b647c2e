//! An event is carried as it was committed.

use prost::Message;
use stts_contracts::common::v1::{CallContext, Profile, Purpose};
use stts_contracts::events::v1::EventEnvelope;
use stts_kernel::{EventId, IdSource};
use stts_queue::log::{Event, MalformedEnvelope, Place};
use stts_testkit::SeededIds;

fn event() -> Event {
    let caused_by = CallContext {
        operator_id: "OP01".to_owned(),
        client_id: "client".to_owned(),
        user: "user".to_owned(),
        profile: Profile::Administrative.into(),
        purpose: Purpose::Application.into(),
        dossier_number: "1234567890".to_owned(),
        request_id: SeededIds::new(1).uuid().to_string(),
    };
    Event {
        event_id: EventId::random(&SeededIds::new(2)),
        producer: "dossier".to_owned(),
        partition: 3,
        place: Place { epoch: 2, sequence: 7 },
        key: "1234567890".to_owned(),
        occurred_at: "2027-03-01T08:00:00.123456Z".parse().unwrap(),
        caused_by: Some(caused_by.encode_to_vec()),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        type_name: "stts.events.v1.DossierChanged".to_owned(),
        version: 1,
        payload: vec![1, 2, 3],
    }
}

#[test]
fn an_event_survives_its_way() {
    let without_cause = Event { caused_by: None, traceparent: None, ..event() };
    for event in [event(), without_cause] {
        assert_eq!(Event::decode(&event.encode().unwrap()), Ok(event));
    }
}

#[test]
fn the_envelope_says_what_the_contract_names() {
    let envelope = EventEnvelope::decode(event().encode().unwrap().as_slice()).unwrap();
    assert_eq!((envelope.partition, envelope.epoch, envelope.sequence), (3, 2, 7));
    assert_eq!(envelope.caused_by.unwrap().dossier_number, "1234567890");
    assert_eq!(envelope.occurred_at.unwrap().nanos, 123_456_000);
    assert_eq!(envelope.event_id, event().event_id.to_string());
}

#[test]
fn what_is_no_envelope_is_refused() {
    let without_id = EventEnvelope { event_id: String::new(), ..event().to_envelope().unwrap() };
    let without_time = EventEnvelope { occurred_at: None, ..event().to_envelope().unwrap() };
    for bytes in [vec![0xff; 8], vec![], without_id.encode_to_vec(), without_time.encode_to_vec()] {
        assert_eq!(Event::decode(&bytes), Err(MalformedEnvelope), "{bytes:?}");
    }
    let garbled_cause = Event { caused_by: Some(vec![0xff]), ..event() };
    assert_eq!(garbled_cause.encode(), Err(MalformedEnvelope));
}

//! Every event that the dossier service may publish is applied or passed over on purpose.

use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};
use stts_kernel::EventId;
use stts_queue::log::{Event, Handler, HandlerError, Place};
use stts_tasks::jobs::DossierEvents;
use stts_tasks::wire;
use uuid::Uuid;

/// The messages of the contract's file of events, without those that are only parts of another.
fn event_types() -> Vec<String> {
    let pool = DescriptorPool::decode(stts_contracts::DESCRIPTORS).unwrap();
    let file = pool.get_file_by_name("stts/events/v1/events.proto").unwrap();
    let parts: Vec<MessageDescriptor> = file
        .messages()
        .flat_map(|message| message.fields().collect::<Vec<_>>())
        .filter_map(|field| match field.kind() {
            Kind::Message(part) => Some(part),
            _ => None,
        })
        .collect();
    // What the identity service publishes goes to the dossier service alone.
    let others = ["PersonChanged"];
    let events = file
        .messages()
        .filter(|message| !parts.contains(message) && !others.contains(&message.name()));
    events.map(|message| message.full_name().to_owned()).collect()
}

fn event(type_name: &str, version: u32) -> Event {
    Event {
        event_id: EventId::from(Uuid::nil()),
        producer: "dossier".to_owned(),
        partition: 0,
        place: Place { epoch: 1, sequence: 1 },
        key: "1234567894".to_owned(),
        occurred_at: "2027-03-01T08:00:00Z".parse().unwrap(),
        caused_by: None,
        traceparent: None,
        type_name: type_name.to_owned(),
        version,
        payload: Vec::new(),
    }
}

#[test]
fn every_event_is_applied_or_passed_over() {
    let types = event_types();
    assert!(types.len() >= 8, "{types:?}");
    for name in &types {
        let ignored = DossierEvents.ignores().contains(&name.as_str());
        let unknown = wire::event::change(&event(name, 1)) == Err(HandlerError::UnknownType);
        assert_eq!(ignored, unknown, "{name}");
    }
    for name in DossierEvents.ignores() {
        assert!(types.iter().any(|one| one == name), "{name} is no event of the contract");
    }
}

#[test]
fn another_type_or_version_is_a_failure() {
    for (name, version) in
        [("stts.events.v1.TaskReassigned", 1), ("stts.events.v1.TaskRaised", 2), ("", 1)]
    {
        let read = wire::event::change(&event(name, version));
        assert_eq!(read, Err(HandlerError::UnknownType), "{name} {version}");
    }
}

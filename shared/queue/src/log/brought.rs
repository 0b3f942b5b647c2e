//! What the transport brought, sorted: the events, and what is none of the log.

use std::collections::BTreeMap;

use super::{Event, Frame};

/// The class of a frame whose bytes are no envelope.
pub const NOT_AN_EVENT: &str = "NOT_AN_EVENT";

/// The class of a frame whose envelope says that it belongs elsewhere: to another producer, another
/// partition or another place.
pub const MISPLACED: &str = "MISPLACED";

/// Frames of one producer, sorted.
pub(super) struct Brought<'a> {
    /// The events of each partition, in order. A partition of which only something else came is here
    /// too: the producer has the event of that place, if there is one.
    pub(super) events: BTreeMap<u32, Vec<Event>>,
    /// What is no event of its place, with the class that says why.
    pub(super) strange: Vec<(&'a Frame, &'static str)>,
}

impl<'a> Brought<'a> {
    /// Sorts what the transport brought of a producer.
    pub(super) fn of(producer: &str, frames: &'a [Frame]) -> Self {
        let mut brought = Self { events: BTreeMap::new(), strange: Vec::new() };
        for frame in frames {
            let events = brought.events.entry(frame.partition).or_default();
            match Event::decode(&frame.bytes) {
                Ok(event) if is_of(&event, producer, frame) => events.push(event),
                Ok(_) => brought.strange.push((frame, MISPLACED)),
                Err(_) => brought.strange.push((frame, NOT_AN_EVENT)),
            }
        }
        brought
    }
}

fn is_of(event: &Event, producer: &str, frame: &Frame) -> bool {
    event.producer == producer && event.partition == frame.partition && event.place == frame.place
}

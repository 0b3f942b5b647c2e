//! Events for the services that consume them. A name, an address or a national number is never in
//! one: who needs it asks, and the consultation log has it.

use prost::Message;
use stts_chassis::fields::date_message;
use stts_contracts::events::v1 as contract;

use crate::ports::{Encode, Encoded, PersonChange, PersonChanged};

/// Puts events into the words of the contracts.
#[derive(Clone, Copy, Debug)]
pub struct Wire;

impl Encode for Wire {
    fn person_changed(&self, changed: &PersonChanged) -> Encoded {
        let bytes = message(changed).encode_to_vec();
        Encoded { type_name: "stts.events.v1.PersonChanged", version: 1, bytes }
    }
}

fn message(changed: &PersonChanged) -> contract::PersonChanged {
    let person_id = changed.person_id.to_string();
    let told = |change: contract::PersonChange| contract::PersonChanged {
        person_id,
        change: change.into(),
        ..Default::default()
    };
    match changed.change {
        PersonChange::Death { on } => contract::PersonChanged {
            deceased_on: Some(date_message(on)),
            ..told(contract::PersonChange::Death)
        },
        PersonChange::DeathWithdrawn => told(contract::PersonChange::DeathWithdrawn),
        PersonChange::NameOrAddress => told(contract::PersonChange::NameOrAddress),
        PersonChange::Household { from, to } => contract::PersonChanged {
            old_household_id: from.to_string(),
            new_household_id: to.to_string(),
            ..told(contract::PersonChange::Household)
        },
        PersonChange::NumberReplaced => told(contract::PersonChange::NumberReplaced),
        PersonChange::Merged { into } => contract::PersonChanged {
            merged_into_person_id: into.to_string(),
            ..told(contract::PersonChange::Merged)
        },
    }
}

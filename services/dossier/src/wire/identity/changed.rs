//! What the identity service tells by itself.

use prost::Message;
use stts_chassis::fields;
use stts_contracts::events::v1::{self as contract, PersonChanged};
use stts_kernel::{HouseholdId, PersonId};
use stts_queue::log::{Event, HandlerError};

use crate::ports::PersonChange;

/// The version of the meaning that is known here.
const VERSION: u32 = 1;

/// About whom something changed, and what; nothing for a change that is no business of a dossier. Two
/// persons who are one are both in doubt.
pub fn person_changes(event: &Event) -> Result<Vec<(PersonId, PersonChange)>, HandlerError> {
    if event.version != VERSION || event.type_name != "stts.events.v1.PersonChanged" {
        return Err(HandlerError::UnknownType);
    }
    let message = PersonChanged::decode(event.payload.as_slice());
    let message = message.map_err(|_| HandlerError::Poison("MALFORMED_MESSAGE"))?;
    let person_id = person(&message.person_id)?;
    Ok(match message.change() {
        contract::PersonChange::Death => {
            let date = message.deceased_on.as_ref().ok_or(HandlerError::Poison("DECEASED_ON"))?;
            let date = fields::date(date).map_err(|_| HandlerError::Poison("DECEASED_ON"))?;
            vec![(person_id, PersonChange::Death(date))]
        }
        contract::PersonChange::DeathWithdrawn => vec![(person_id, PersonChange::InDoubt)],
        contract::PersonChange::NameOrAddress => vec![(person_id, PersonChange::NameOrAddress)],
        contract::PersonChange::Household => {
            let household = fields::uuid(&message.new_household_id);
            let household = household.map_err(|_| HandlerError::Poison("NEW_HOUSEHOLD_ID"))?;
            vec![(person_id, PersonChange::Household(HouseholdId::from(household)))]
        }
        contract::PersonChange::NumberReplaced => Vec::new(),
        contract::PersonChange::Merged => {
            let other = person(&message.merged_into_person_id)?;
            vec![(person_id, PersonChange::InDoubt), (other, PersonChange::InDoubt)]
        }
        contract::PersonChange::Unspecified => return Err(HandlerError::Poison("CHANGE")),
    })
}

fn person(text: &str) -> Result<PersonId, HandlerError> {
    fields::uuid(text).map(PersonId::from).map_err(|_| HandlerError::Poison("PERSON_ID"))
}

//! From a pushed change to the simulated register's script.

use chrono::NaiveDate;
use stts_chassis::fields::{self, Fields};
use stts_contracts::common::v1::Address as AddressMessage;
use stts_contracts::dev::v1 as contract;
use stts_identity_domain::{Address, NationalNumber, Relation};
use stts_kernel::{PersonId, Refusal};
use uuid::Uuid;

use super::words;
use crate::ports::Noted;
use crate::register::{LivesWith, Scripted, ScriptedChange};

const A_NUMBER: &str = "is not a national number";
const NOTHING_NEW: &str = "says nothing new: give an address, household_of or own_household";

/// Somebody in the register.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// By the id that other services know.
    PersonId(PersonId),
    /// By the national number.
    Number(NationalNumber),
}

/// A pushed change, in which people still stand as they were named.
#[derive(Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The id of the change.
    pub change_id: Uuid,
    /// About whom.
    pub person: Reference,
    /// Who else is named.
    pub other: Option<Reference>,
    on: Option<NaiveDate>,
    what: What,
}

/// What becomes different; whoever is named in it is [`Pushed::other`].
#[derive(Clone, PartialEq, Eq)]
enum What {
    Death(Option<NaiveDate>),
    DeathWithdrawn,
    Name(String, String),
    Move(Option<Address>, Relation, bool),
    NumberReplaced(NationalNumber),
    Merged,
}

stts_kernel::hidden_debug!(Reference, Pushed, What);

impl Pushed {
    /// The change in the script, once it is known whose numbers are meant.
    pub fn scripted(
        self,
        number: NationalNumber,
        other: Option<NationalNumber>,
        today: NaiveDate,
    ) -> ScriptedChange {
        let on = self.on.unwrap_or(today);
        let what = match (self.what, other) {
            (What::Death(date), _) => Scripted::Death { on: date.unwrap_or(on) },
            (What::Name(last_name, first_names), _) => Scripted::Name { last_name, first_names },
            (What::Move(address, relation, _), Some(other)) => {
                Scripted::Move { address, with: LivesWith::HouseholdOf(other, relation) }
            }
            (What::Move(address, _, alone), None) => Scripted::Move {
                address,
                with: if alone { LivesWith::Alone } else { LivesWith::Same },
            },
            (What::NumberReplaced(by), _) => Scripted::NumberReplaced { by },
            (What::Merged, Some(into)) => Scripted::Merged { into },
            (What::DeathWithdrawn | What::Merged, _) => Scripted::DeathWithdrawn,
        };
        ScriptedChange { on, number, what }
    }
}

/// What changes, about whom and when.
pub fn push_change(request: &contract::PushChangeRequest) -> Result<Pushed, Refusal> {
    let mut fields = Fields::of(request);
    let change_id = fields.take("change_id", fields::uuid(&request.change_id));
    let person = fields.required("person", request.person.as_ref());
    let person = person.and_then(|person| reference(&mut fields, "person", person));
    let on = request.effective_on.as_ref().map(fields::date);
    let on = fields.optional("effective_on", on);
    let what = what(&mut fields, request);
    fields.finish(|| {
        let (what, other) = what?;
        Some(Pushed { change_id: change_id?, person: person?, other, on: on?, what })
    })
}

/// That exactly one is given is a rule of the message.
fn what(
    fields: &mut Fields,
    request: &contract::PushChangeRequest,
) -> Option<(What, Option<Reference>)> {
    if let Some(death) = &request.death {
        let on = death.deceased_on.as_ref().map(fields::date);
        return fields.optional("death.deceased_on", on).map(|on| (What::Death(on), None));
    }
    if request.death_withdrawn.is_some() {
        return Some((What::DeathWithdrawn, None));
    }
    if let Some(name) = &request.new_name {
        return Some((What::Name(name.last_name.clone(), name.first_names.clone()), None));
    }
    if let Some(to) = &request.r#move {
        return move_to(fields, to);
    }
    if let Some(replaced) = &request.number_replaced {
        let number = replaced.national_number.parse().map_err(|_| A_NUMBER);
        let number = fields.take("number_replaced.national_number", number);
        return number.map(|number| (What::NumberReplaced(number), None));
    }
    let into = request.merged.as_ref()?.into.as_ref();
    let into = fields.required("merged.into", into)?;
    let into = reference(fields, "merged.into", into)?;
    Some((What::Merged, Some(into)))
}

fn move_to(fields: &mut Fields, to: &contract::Move) -> Option<(What, Option<Reference>)> {
    let other = match &to.household_of {
        Some(other) => Some(reference(fields, "move.household_of", other)?),
        None => None,
    };
    let relation = words::relation_of(to.relation()).unwrap_or(Relation::Other);
    if other.is_some() && to.own_household {
        fields.add("move.own_household", "is not one that is joined");
    }
    if other.is_none() && !to.own_household && to.address.is_none() {
        fields.add("move", NOTHING_NEW);
    }
    let address = match &to.address {
        Some(to) => Some(address(fields, to)?),
        None => None,
    };
    Some((What::Move(address, relation, to.own_household), other))
}

fn address(fields: &mut Fields, address: &AddressMessage) -> Option<Address> {
    let parts = [
        ("street", &address.street),
        ("house_number", &address.house_number),
        ("postal_code", &address.postal_code),
        ("municipality", &address.municipality),
    ];
    let missing = parts.into_iter().filter(|(_, text)| text.trim().is_empty());
    let missing: Vec<_> = missing.map(|(name, _)| format!("move.address.{name}")).collect();
    let is_whole = missing.is_empty();
    for path in missing {
        fields.add(path, "is missing");
    }
    is_whole.then(|| Address {
        street: address.street.clone(),
        house_number: address.house_number.clone(),
        box_number: Some(address.r#box.clone()).filter(|text| !text.is_empty()),
        postal_code: address.postal_code.clone(),
        municipality: address.municipality.clone(),
    })
}

fn reference(
    fields: &mut Fields,
    path: &str,
    reference: &contract::PersonReference,
) -> Option<Reference> {
    if reference.national_number.is_empty() {
        let id = fields::uuid(&reference.person_id);
        let id = fields.take(&format!("{path}.person_id"), id);
        return id.map(|id| Reference::PersonId(id.into()));
    }
    let number = reference.national_number.parse().map_err(|_| A_NUMBER);
    fields.take(&format!("{path}.national_number"), number).map(Reference::Number)
}

/// What came of it; nothing while it awaits its date.
pub fn pushed(outcome: Option<Noted>) -> contract::PushChangeResponse {
    let outcome = match outcome {
        None => contract::ChangeOutcome::Awaited,
        Some(Noted::Published) => contract::ChangeOutcome::Told,
        Some(Noted::UnknownPerson) => contract::ChangeOutcome::UnknownPerson,
        Some(Noted::Nothing) => contract::ChangeOutcome::Nothing,
    };
    contract::PushChangeResponse { outcome: outcome.into() }
}

//! A person of the identity service, as a letter addresses them.

use stts_contracts::common::v1::Address as AddressMessage;
use stts_contracts::identity::v1::Person as PersonMessage;

use crate::ports::{Address, Person};

/// Reads a person; none when there is no address to write to.
pub fn person(message: PersonMessage) -> Option<Person> {
    let name = format!("{} {}", message.first_name, message.last_name);
    Some(Person {
        name: name.trim().to_owned(),
        address: address(message.address?),
        is_deceased: message.deceased_on.is_some(),
    })
}

fn address(message: AddressMessage) -> Address {
    Address {
        street: message.street,
        house_number: message.house_number,
        box_number: Some(message.r#box).filter(|number| !number.is_empty()),
        postal_code: message.postal_code,
        municipality: message.municipality,
    }
}

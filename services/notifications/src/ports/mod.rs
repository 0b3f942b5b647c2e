//! What the use cases need of the world: who a person is, where letters go, and the messages as they
//! are kept. Adapters stand in `clients` and `store`.

mod mailbox;
mod messages;
mod people;

pub use mailbox::{Mailbox, MailboxUnavailable};
pub use messages::{
    Cursor, Deliveries, Filter, Message, MessageId, MessageStore, NewMessage, Outcome,
};
#[cfg(test)]
pub use people::MockPeople;
pub use people::{Address, People, Person, PersonFault};

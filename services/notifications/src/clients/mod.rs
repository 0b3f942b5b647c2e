//! The world outside: the identity service, and the folder that takes letters.

mod file_mailbox;
mod identity;

pub use file_mailbox::FileMailbox;
pub use identity::IdentityPeople;

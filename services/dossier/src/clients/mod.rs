//! What this service asks of others.

mod identity;

pub use identity::IdentityRegister;

//! The question to the identity service, and what its answer means here.

mod changed;
mod person;
mod question;
mod statuses;

pub use changed::person_changes;
pub use person::{Told, UnusableAnswer, person_found};
pub use question::{find_person, get_person};

//! The question to the identity service, and what its answer means here.

mod person;
mod question;
mod statuses;

pub use person::{Told, UnusableAnswer, person_found};
pub use question::{find_person, get_person};

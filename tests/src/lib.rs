//! What the journeys share: a world with all five services in it, and people to apply for.
//!
//! `tests/main.rs` is the only test binary: `house` keeps the rules of the house, the other modules
//! tell journeys through all services, on both databases.

mod people;
mod requests;
mod world;

pub use people::People;
pub use requests::{activation_data, applicant_of, date, reason_of, request_id};
pub use world::World;

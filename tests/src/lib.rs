//! What the journeys share: a world with all five services in it, and people to apply for.
//!
//! `tests/main.rs` is the only test binary: `house` keeps the rules of the house, the other modules
//! tell journeys through all services, on every [`Stage`].

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "what tests share fails as tests do"
)]

pub mod bench;
mod canary;
mod collector;
pub mod faults;
mod people;
mod process;
mod requests;
mod stage;
mod world;

pub use canary::Canary;
pub use collector::Collector;
pub use people::People;
pub use process::{story_process, telemetry_of_story, telemetry_settings_of_story};
pub use requests::{activation_data, applicant_of, date, reason_of, request_id};
pub use stage::Stage;
pub use world::{World, WorldSettings};

//! The rules of the house, journeys through all services, the services as programs, and how they are
//! deployed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

mod bad_input;
mod faults;
mod house;
mod journeys;
mod k8s;
mod programs;

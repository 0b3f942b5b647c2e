//! The rules of the house, and journeys through all services.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

mod bad_input;
mod house;
mod journeys;
mod k8s;

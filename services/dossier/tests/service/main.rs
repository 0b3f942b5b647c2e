//! The dossier service's use cases against real databases; only the identity service is stood in for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod agents;
mod bulk_turns;
mod bulks;
mod cancellations;
mod corrections;
mod exports;
mod judgements;
mod life;
mod lists;
mod night_runs;
mod people;
mod requests;
mod resolutions;
mod stories;
#[path = "../../domain/tests/rules/story_model.rs"]
mod story_model;
mod tenure;
mod transfers;
mod verification_runs;
mod world;

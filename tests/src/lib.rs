//! What the journeys and the rules of the house share.
//!
//! `tests/main.rs` is the only test binary: `house` keeps the rules of the house, the other modules
//! tell journeys through all services.

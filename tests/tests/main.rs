//! The rules of the house, and journeys through all services.

mod house;
mod journeys;

//! Journeys, faults, the rules of the house.

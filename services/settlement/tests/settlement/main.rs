//! The fund's year as operators and BIPT live it, on both databases, with a dossier service that
//! does what a test tells it.

mod dossiers;
mod interruptions;
mod refusals;
mod repeats;
mod statements;
mod store;
mod worked_examples;
mod world;

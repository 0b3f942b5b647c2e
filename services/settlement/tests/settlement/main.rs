//! The fund's year as operators and BIPT live it, on both databases, with a dossier service that
//! does what a test tells it.

#[cfg(test)]
mod dossiers;
#[cfg(test)]
mod interruptions;
#[cfg(test)]
mod over_the_wire;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod repeats;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod store;
#[cfg(test)]
mod worked_examples;
#[cfg(test)]
mod world;

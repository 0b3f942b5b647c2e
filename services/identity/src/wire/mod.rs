//! The one mapping between the words of the domain and those of the contracts; no I/O.
//!
//! - [`words`]: the closed lists, pair by pair;
//! - [`request`]: from a request to what a use case takes, with every bad field named at once;
//! - [`answer`]: from what a use case gives to an answer;
//! - [`script`]: a pushed change of the simulated register;
//! - [`event`]: what the services that consume this one's events are told.
//!
//! To add an rpc: a function in `request` and one in `answer`. To add a value to a closed list, in
//! the domain or in a contract: add the pair in [`words`]; it does not compile before.

pub mod answer;
mod call;
pub mod event;
pub mod request;
pub mod script;
#[cfg(test)]
mod tests;
pub mod words;

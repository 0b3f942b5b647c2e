//! The one mapping between the words of the domain and those of the contracts; no I/O.
//!
//! - [`words`]: the closed lists, pair by pair;
//! - [`request`]: from a request to what a use case takes, with every bad field named at once;
//! - [`answer`]: from what a use case gives to an answer.
//!
//! To add an rpc: a function in `request` and one in `answer`. To add a value to a closed list, in
//! the domain or in a contract: add the pair in [`words`]; it does not compile before.

pub mod answer;
mod call;
pub mod request;
#[cfg(test)]
mod tests;
pub mod words;

//! The one mapping between the words of the domain and those of the contracts; no I/O.
//!
//! - [`words`]: the closed lists, pair by pair, both ways;
//! - [`request`]: from a request to what a use case takes, with every bad field named at once;
//! - [`answer`]: from what a use case gives to an answer;
//! - [`event`]: from an event of the domain to the message that other services get;
//! - [`identity`]: the question to the identity service, and what its answer means here;
//! - [`bulk_row`]: a row of a bulk as it is kept until its turn;
//! - [`Wire`]: events and answers as bytes, made before the commit and written in it.
//!
//! To add an rpc: a function in `request` and one in `answer`. To add a value to a closed list, in
//! the domain or in a contract: add the pair in [`words`]; it does not compile before.

pub mod answer;
mod bulk_row;
mod call;
mod encode;
pub mod event;
pub mod identity;
pub mod request;
#[cfg(test)]
mod tests;
pub mod words;

pub use bulk_row::{MalformedRow, bulk_row, opened_bulk_row};
pub use call::call_context;
pub use encode::Wire;

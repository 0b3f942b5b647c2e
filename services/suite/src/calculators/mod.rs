//! Offline calculators: a file of questions in, a file of answers out.
//!
//! Each takes a JSON text, refuses what it does not know with the place where it stands, and answers
//! with the code and the rules of the services: nothing is calculated here. An answer is written as
//! JSON (it is [`serde::Serialize`]) or shown as [`Sheet`]s.
//!
//! | calculator | question | answer |
//! |---|---|---|
//! | [`dates`] | an object of lists, one for each rule | the same object with the dates filled in |
//! | [`eligibility`] | one `{"facts": ...}`, or a list | a list of `{"result": ...}` |
//! | [`settlement`] | one `{"input": ...}`, or a list | a list of `{"result": ...}` |

mod civil_date;
pub mod dates;
pub mod eligibility;
mod question;
pub mod settlement;
mod sheet;

pub use question::InvalidQuestion;
pub use sheet::Sheet;
